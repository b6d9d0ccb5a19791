using System.Text;
using System.Text.Unicode;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>Reads the header of one record.</summary>
internal static class RecordHeader
{
    /// <summary>The longest header that is read, and the most that is kept of the file at once for it.</summary>
    public const int Longest = 128 << 10;

    /// <summary>Length of a version line without its line end: "WARC/1.1".</summary>
    private const int VersionLength = 8;

    private static ReadOnlySpan<byte> Magic => "WARC/"u8;

    /// <summary>Whether a record begins here; null when there are too few bytes to say.</summary>
    public static bool? Begins(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < VersionLength + 2)
        {
            return bytes[..Math.Min(bytes.Length, Magic.Length)].SequenceEqual(Magic[..Math.Min(bytes.Length, Magic.Length)]) ? null : false;
        }

        return bytes.StartsWith(Magic) && char.IsAsciiDigit((char)bytes[5]) && bytes[6] == '.' && char.IsAsciiDigit((char)bytes[7])
            && (bytes[8] == '\n' || bytes[9] == '\n' || char.IsAsciiDigit((char)bytes[8]));
    }

    /// <summary>How many bytes stand before the next record, behind the first byte.</summary>
    /// <param name="bytes">At least two.</param>
    /// <param name="found">Whether a record begins there, as far as can be seen; else what stands before can be passed, and no more.</param>
    public static int FindNext(ReadOnlySpan<byte> bytes, out bool found)
    {
        var from = 1;
        while (from < bytes.Length && bytes[from..].IndexOf((byte)'W') is var next and >= 0)
        {
            from += next;
            found = bytes[from - 1] == '\n' && Begins(bytes[from..]) is not false;
            if (found)
            {
                return from;
            }

            from++;
        }

        // The last byte stays, for it may be the line end before a record.
        found = false;
        return bytes.Length - 1;
    }

    /// <summary>Length of the header with its empty line; -1 when its end is not there yet.</summary>
    public static int Measure(ReadOnlySpan<byte> bytes, int from)
    {
        while (from < bytes.Length && bytes[from..].IndexOf((byte)'\n') is var next and >= 0)
        {
            from += next + 1;
            if (from < bytes.Length && bytes[from] == '\n')
            {
                return from + 1;
            }

            if (from + 1 < bytes.Length && bytes[from] == '\r' && bytes[from + 1] == '\n')
            {
                return from + 2;
            }
        }

        return -1;
    }

    /// <summary>Reads a header that is whole.</summary>
    public static WarcRecord Read(ReadOnlySpan<byte> header, long offset, bool isCompressed)
    {
        var text = Utf8.IsValid(header) ? Encoding.UTF8.GetString(header) : Encoding.Latin1.GetString(header);
        var lines = text.Split('\n');
        var fields = new List<HeaderPair>(lines.Length);
        foreach (var whole in lines.AsSpan(1))
        {
            var line = whole.TrimEnd('\r');
            if (line is [' ' or '\t', ..] && fields.Count > 0)
            {
                var last = fields[^1];
                fields[^1] = last with { Value = last.Value.Length == 0 ? line.Trim() : $"{last.Value} {line.Trim()}" };
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
            {
                fields.Add(new HeaderPair(line[..colon].Trim(), line[(colon + 1)..].Trim()));
            }
        }

        return new WarcRecord { Offset = offset, IsCompressed = isCompressed, Version = lines[0].TrimEnd('\r')[Magic.Length..], Fields = fields };
    }
}
