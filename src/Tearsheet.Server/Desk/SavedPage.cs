using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Desk;

/// <summary>Why the bytes of a saved page could not be had.</summary>
internal enum SavedPageStatus
{
    Ok,
    Missing,
    NotReadable,
    TooLarge,
    InflatesTooFar,
    BadGzip,
}

/// <summary>A page that somebody saved: a file, or bytes that came over the socket. A <c>.gz</c> is inflated.</summary>
internal sealed class SavedPage
{
    private readonly string? _path;
    private readonly Stream? _stream;
    private readonly ReadOnlyMemory<byte> _bytes;

    private SavedPage(string name, string? path, Stream? stream, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        _path = path;
        _stream = stream;
        _bytes = bytes;
    }

    /// <summary>The file's name, as its user knows it; its ending may say what it is.</summary>
    public string Name { get; }

    public static SavedPage FromFile(string path) => new(Path.GetFileName(path), path, null, default);

    public static SavedPage FromBytes(string name, ReadOnlyMemory<byte> bytes) => new(name, null, null, bytes);

    /// <summary>A page that is read once, when it is asked for, and no further than it may be long.</summary>
    public static SavedPage FromStream(string name, Stream stream) => new(name, null, stream, default);

    /// <summary>The media type that the name stands for; null leaves it to the bytes.</summary>
    public string? MediaType
    {
        get
        {
            var name = Name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Name[..^3] : Name;
            return Path.GetExtension(name).ToUpperInvariant() switch
            {
                ".PDF" => "application/pdf",
                ".XHTML" => "application/xhtml+xml",
                ".TXT" => "text/plain",
                _ => null,
            };
        }
    }

    /// <summary>The page's bytes as they lie in the file.</summary>
    /// <param name="maxStored">Bytes that there may be.</param>
    public async Task<(SavedPageStatus Status, ReadOnlyMemory<byte> Bytes)> StoredAsync(
        long maxStored, CancellationToken cancellationToken)
    {
        if (_stream is not null)
        {
            return await StoredAsync(_stream, maxStored, cancellationToken);
        }

        if (_path is null)
        {
            return _bytes.Length > maxStored ? (SavedPageStatus.TooLarge, default) : (SavedPageStatus.Ok, _bytes);
        }

        try
        {
            var file = new FileInfo(_path);
            if (!file.Exists)
            {
                return (SavedPageStatus.Missing, default);
            }

            return file.Length > maxStored
                ? (SavedPageStatus.TooLarge, default)
                : (SavedPageStatus.Ok, await File.ReadAllBytesAsync(_path, cancellationToken));
        }
        catch (Exception fault) when (fault is UnauthorizedAccessException or IOException)
        {
            return (SavedPageStatus.NotReadable, default);
        }
    }

    private static async Task<(SavedPageStatus Status, ReadOnlyMemory<byte> Bytes)> StoredAsync(
        Stream stream, long maxStored, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 << 10];
        int length;

        // A terminal's read cannot be cancelled: stop waiting for it, and let it end with the process.
        while ((length = await stream.ReadAsync(buffer, cancellationToken).AsTask().WaitAsync(cancellationToken)) > 0)
        {
            if (all.Length + length > maxStored)
            {
                return (SavedPageStatus.TooLarge, default);
            }

            await all.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
        }

        return (SavedPageStatus.Ok, all.ToArray());
    }

    /// <summary>The page's bytes, inflated when they are gzip's.</summary>
    /// <param name="maxStored">Bytes that the file itself may have.</param>
    /// <param name="maxInflated">Bytes that may come out of it.</param>
    public async Task<(SavedPageStatus Status, ReadOnlyMemory<byte> Bytes)> ReadAsync(
        long maxStored, long maxInflated, CancellationToken cancellationToken)
    {
        var (status, bytes) = await StoredAsync(maxStored, cancellationToken);
        if (status != SavedPageStatus.Ok || bytes.Span is not [0x1F, 0x8B, ..])
        {
            return (status, bytes);
        }

        return ContentCoding.Decode(bytes, "gzip", maxInflated, out var inflated) switch
        {
            ContentCodingStatus.Ok => (SavedPageStatus.Ok, inflated),
            ContentCodingStatus.TooLarge => (SavedPageStatus.InflatesTooFar, default),
            _ => (SavedPageStatus.BadGzip, default),
        };
    }
}
