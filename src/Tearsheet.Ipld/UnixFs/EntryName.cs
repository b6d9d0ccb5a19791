using System.Text;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>What can be wrong with the name of a directory entry.</summary>
public enum EntryNameStatus
{
    /// <summary>The name can stand in a directory.</summary>
    Ok,

    /// <summary>No characters.</summary>
    Empty,

    /// <summary>"." or "..", which would lead elsewhere once the tree is exported to a folder.</summary>
    Dots,

    /// <summary>A slash, which separates names.</summary>
    Slash,

    /// <summary>The character U+0000, which no file system stores.</summary>
    Nul,

    /// <summary>More than <see cref="EntryName.MaxBytes"/> bytes of UTF-8.</summary>
    TooLong,

    /// <summary>A lone surrogate: not Unicode text, so it has no UTF-8.</summary>
    NotUnicode,
}

/// <summary>The rules for names that Tearsheet writes into directories. Readers are more lenient: foreign trees
/// exist.</summary>
public static class EntryName
{
    /// <summary>Longest name in bytes of UTF-8: what common file systems hold, so that every tree can be
    /// exported.</summary>
    public const int MaxBytes = 255;

    /// <summary>Most names in a path that an edit may hold.</summary>
    public const int MaxPathNames = 128;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Judges one name.</summary>
    public static EntryNameStatus Check(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0)
        {
            return EntryNameStatus.Empty;
        }

        if (name is "." or "..")
        {
            return EntryNameStatus.Dots;
        }

        if (name.Contains('/', StringComparison.Ordinal))
        {
            return EntryNameStatus.Slash;
        }

        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return EntryNameStatus.Nul;
        }

        if (name.Length > MaxBytes)
        {
            return EntryNameStatus.TooLong;
        }

        for (var rest = name.AsSpan(); !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != System.Buffers.OperationStatus.Done)
            {
                return EntryNameStatus.NotUnicode;
            }

            rest = rest[used..];
        }

        return Strict.GetByteCount(name) > MaxBytes ? EntryNameStatus.TooLong : EntryNameStatus.Ok;
    }

    /// <summary>The name as it stands in a block.</summary>
    /// <exception cref="ArgumentException">The name breaks a rule.</exception>
    internal static byte[] ToBytes(string name)
    {
        var status = Check(name);
        return status == EntryNameStatus.Ok
            ? Strict.GetBytes(name)
            : throw new ArgumentException($"'{name}' cannot be a directory entry: {status}", nameof(name));
    }

    /// <summary>Splits "a/b/c" into its names.</summary>
    /// <exception cref="ArgumentException">A name breaks a rule (an empty one too), or the path is too
    /// deep.</exception>
    internal static string[] SplitPath(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var names = path.Split('/');
        if (names.Length > MaxPathNames)
        {
            throw new ArgumentException($"A path of {names.Length} names is deeper than {MaxPathNames}", nameof(path));
        }

        foreach (var name in names)
        {
            var status = Check(name);
            if (status != EntryNameStatus.Ok)
            {
                throw new ArgumentException($"'{path}' cannot be a path in a tree: '{name}' is {status}", nameof(path));
            }
        }

        return names;
    }
}
