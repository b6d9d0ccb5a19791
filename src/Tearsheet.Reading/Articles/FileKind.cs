namespace Tearsheet.Reading.Articles;

/// <summary>Tells pages from other files.</summary>
internal static class FileKind
{
    /// <summary>Whether the bytes are worth reading as HTML. The bytes decide where they are clear, the header where not.</summary>
    public static bool IsPage(ReadOnlySpan<byte> bytes, string? contentType)
    {
        var start = bytes[..Math.Min(bytes.Length, 1024)];
        if (start.StartsWith("%PDF-"u8) || start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("GIF8"u8) || start.StartsWith("{\\rtf"u8)
            || start.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
            || start.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) || start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0])
            || (start.StartsWith("RIFF"u8) && start.Length > 12 && start[8..12].SequenceEqual("WEBP"u8))
            || (start.Length > 12 && start[4..8].SequenceEqual("ftyp"u8)))
        {
            return false;
        }

        if (Names(start, "<html"u8) || Names(start, "<!doctype html"u8))
        {
            return true;
        }

        var type = (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant();
        if (type is "text/html" or "application/xhtml+xml")
        {
            return !IsBinary(start) || contentType!.Contains("utf-16", StringComparison.OrdinalIgnoreCase);
        }

        if (Names(start, "<rss"u8) || Names(start, "<feed"u8) || Names(start, "<rdf:rdf"u8) || Names(start, "<svg"u8) || Names(start, "<urlset"u8))
        {
            return false;
        }

        // UTF-16 is half zeros; any other text has none.
        var isWide = start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]);
        return (isWide || !start.Contains((byte)0)) && type is "" or "application/octet-stream" or "text/xml" or "application/xml" or "unknown/unknown"
            ? type.Length > 0 ? start.Contains((byte)'<') : true
            : false;
    }

    /// <summary>What to call a file that is no page: its name from the header, else from the address; null when neither has one.</summary>
    public static string? Name(string? contentDisposition, string? address) =>
        FromHeader(contentDisposition) ?? FromAddress(address);

    // Spec: MIME Sniffing, "binary data byte"; a byte order mark stands for text that has them.
    private static bool IsBinary(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return false;
        }

        foreach (var value in start)
        {
            if (value is <= 0x08 or 0x0B or (>= 0x0E and <= 0x1A) or (>= 0x1C and <= 0x1F))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(ReadOnlySpan<byte> start, ReadOnlySpan<byte> lower)
    {
        for (var i = 0; i + lower.Length <= start.Length; i++)
        {
            if (start[i] == '<' && System.Text.Ascii.EqualsIgnoreCase(start.Slice(i, lower.Length), lower))
            {
                return true;
            }
        }

        return false;
    }

    // Spec: RFC 6266, "Disposition Parameter: 'Filename'"; the extended form is the better one where both stand.
    private static string? FromHeader(string? header)
    {
        string? plain = null;
        foreach (var part in (header ?? "").Split(';', StringSplitOptions.TrimEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                continue;
            }

            var (name, value) = (part[..equals].Trim(), part[(equals + 1)..].Trim().Trim('"'));
            if (name.Equals("filename*", StringComparison.OrdinalIgnoreCase)
                && value.StartsWith("UTF-8''", StringComparison.OrdinalIgnoreCase))
            {
                return Title(Uri.UnescapeDataString(value.AsSpan(7)));
            }

            plain ??= name.Equals("filename", StringComparison.OrdinalIgnoreCase) ? Title(value) : null;
        }

        return plain;
    }

    private static string? FromAddress(string? address) =>
        Metadata.PageLinks.Absolute(address) is { } uri ? Title(Uri.UnescapeDataString(uri.AbsolutePath)) ?? uri.Host : null;

    private static string? Title(string path)
    {
        var name = Metadata.Words.Fold(path.AsSpan(path.LastIndexOfAny(['/', '\\']) + 1));
        return name.Length == 0 ? null : name.Length > 200 ? name[..200] : name;
    }
}
