using System.Text.Unicode;
using Microsoft.AspNetCore.StaticFiles;

namespace Tearsheet.Gateway;

/// <summary>What a file is: by its name, and where that says nothing, by its first bytes.</summary>
internal static class MediaTypes
{
    // A longer file without an extension is text to whoever looks; it is not parsed to find out.
    private const int LongestJson = 64 * 1024;

    private static readonly FileExtensionContentTypeProvider s_byExtension = new();

    /// <summary>The media type with its charset.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="front">Its first bytes; a few hundred are enough.</param>
    /// <param name="isWhole">Whether they are all of it.</param>
    public static string Of(string name, ReadOnlySpan<byte> front, bool isWhole = false)
    {
        if (!name.Contains('.', StringComparison.Ordinal) || !s_byExtension.TryGetContentType(name, out var type))
        {
            return Sniff(front, isWhole);
        }

        return type switch
        {
            "text/xml" or "application/xml" => Feed(front),
            "application/javascript" or "text/javascript" => "text/javascript; charset=utf-8",
            _ when type.StartsWith("text/", StringComparison.Ordinal) => type + "; charset=utf-8",
            _ => type,
        };
    }

    /// <summary>Whether coding such a body makes it smaller.</summary>
    public static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type.Contains("json", StringComparison.Ordinal)
        || type.Contains("xml", StringComparison.Ordinal);

    // rss.xml and atom.xml have one extension and two types; readers of feeds ask for theirs.
    private static string Feed(ReadOnlySpan<byte> front)
    {
        front = front[..Math.Min(front.Length, 512)];
        return (front.IndexOf("<rss"u8) >= 0, front.IndexOf("<feed"u8) >= 0) switch
        {
            (true, _) => "application/rss+xml; charset=utf-8",
            (_, true) => "application/atom+xml; charset=utf-8",
            _ => "application/xml; charset=utf-8",
        };
    }

    private static string Sniff(ReadOnlySpan<byte> front, bool isWhole)
    {
        isWhole &= front.Length <= LongestJson;
        front = isWhole ? front : front[..Math.Min(front.Length, 512)];
        return front switch
        {
            [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [(byte)'G', (byte)'I', (byte)'F', (byte)'8', ..] => "image/gif",
            [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
            [(byte)'%', (byte)'P', (byte)'D', (byte)'F', (byte)'-', ..] => "application/pdf",
            _ when IsHtml(front) => "text/html; charset=utf-8",
            _ when isWhole && IsJson(front) => "application/json",
            _ when IsPlain(front) => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        };
    }

    private static bool IsHtml(ReadOnlySpan<byte> front)
    {
        front = front.TrimStart(" \t\r\n"u8);
        return Starts(front, "<!doctype html"u8) || Starts(front, "<html"u8);

        static bool Starts(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word) =>
            text.Length >= word.Length && System.Text.Ascii.EqualsIgnoreCase(text[..word.Length], word);
    }

    // Only objects and arrays: a lone number or word is text.
    private static bool IsJson(ReadOnlySpan<byte> file)
    {
        var start = file.TrimStart(" \t\r\n"u8);
        if (start.IsEmpty || start[0] is not ((byte)'{' or (byte)'['))
        {
            return false;
        }

        var reader = new System.Text.Json.Utf8JsonReader(file);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static bool IsPlain(ReadOnlySpan<byte> front)
    {
        // The cut may have gone through a character.
        for (var cut = 0; cut < 4 && cut <= front.Length; cut++)
        {
            if (Utf8.IsValid(front[..^cut]))
            {
                return !front.ContainsAnyInRange((byte)0, (byte)8);
            }
        }

        return false;
    }
}
