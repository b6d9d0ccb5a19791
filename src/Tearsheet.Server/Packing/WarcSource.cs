using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Reading.Captures.Warc;

namespace Tearsheet.Server.Packing;

/// <summary>Where a record is: in which file, at which offset, and there the how-manieth of its gzip member.</summary>
/// <param name="Offset">Of the record or of its member.</param>
/// <param name="Nth">0 unless the member holds others before it.</param>
internal sealed record RecordPlace(WarcSource Source, long Offset, int Nth)
{
    public override string ToString() => FormattableString.Invariant($"{Source.Name}@{Offset}");
}

/// <summary>One record that was read whole.</summary>
internal sealed record WholeRecord(WarcRecord Record, WarcBlock Block, ReadOnlyMemory<byte> Payload);

/// <summary>One WARC file whose records are read again at their places, by one reader at a time.</summary>
internal sealed class WarcSource : IDisposable
{
    // What is deflated within a WACZ cannot be sought and is unpacked to a file of its own; a bomb ends here.
    private const long MostUnpacked = 8L << 30;

    // A record may claim any length; a page is seldom longer.
    private const long MostExpected = 256 << 10;

    private readonly Lock _gate;
    private readonly Stream _stream;
    private WarcReader? _reader;

    private WarcSource(string name, Stream stream, Lock gate) => (Name, _stream, _gate) = (name, stream, gate);

    /// <summary>What to call it in messages: its path, and within a package the entry's name.</summary>
    public string Name { get; }

    /// <summary>Takes a WARC file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WarcSource OfFile(string path, string name) =>
        new(name, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16), new Lock());

    /// <summary>Takes a WARC within a package.</summary>
    /// <param name="gate">One for all sources of the package, whose file they share.</param>
    /// <exception cref="InvalidDataException">The entry cannot be unpacked.</exception>
    public static async Task<WarcSource> OfEntryAsync(string package, WaczReader wacz, ZipEntry entry, Lock gate, CancellationToken cancellationToken)
    {
        var name = $"{package}!{entry.Name}";
        var stream = wacz.Open(entry);
        if (stream.CanSeek)
        {
            return new WarcSource(name, stream, gate);
        }

        await using (stream)
        {
            var unpacked = new FileStream(
                Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
            var buffer = new byte[1 << 16];
            int length;
            while ((length = await stream.ReadAsync(buffer, cancellationToken)) > 0)
            {
                await unpacked.WriteAsync(buffer.AsMemory(0, length), cancellationToken);
                if (unpacked.Length > MostUnpacked)
                {
                    await unpacked.DisposeAsync();
                    throw new InvalidDataException($"{entry.Name} is deflated and grows beyond 8 GiB; unpack it and import the WARC.");
                }
            }

            return new WarcSource(name, unpacked, new Lock());
        }
    }

    /// <summary>Goes through the file once.</summary>
    /// <param name="faults">Told what is wrong.</param>
    /// <param name="found">Told of each record, with its block checked and its HTTP head at hand.</param>
    public void Scan(Action<WarcFault> faults, Action<RecordPlace, WarcRecord, WarcBlock> found, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _stream.Position = 0;
            using var reader = new WarcReader(_stream, faults);
            var (member, nth) = (-1L, 0);
            while (reader.Next() is { } record)
            {
                cancellationToken.ThrowIfCancellationRequested();
                nth = record.IsCompressed && record.Offset == member ? nth + 1 : 0;
                member = record.Offset;
                found(new RecordPlace(this, record.Offset, nth), record, reader.ReadBlock());
            }
        }
    }

    /// <summary>Reads one record again; null when it is not there any more, not sound, or larger than it may be.</summary>
    /// <param name="place">As <see cref="Scan"/> gave it.</param>
    /// <param name="maxBytes">Most bytes of payload.</param>
    public WholeRecord? Read(RecordPlace place, long maxBytes)
    {
        lock (_gate)
        {
            _stream.Position = place.Offset;
            var reader = _reader ??= new WarcReader(_stream);
            reader.Restart();
            for (var nth = 0; nth < place.Nth; nth++)
            {
                reader.Next();
            }

            if (reader.Next() is not { Length: { } length } record || length > maxBytes + (256 << 10))
            {
                return null;
            }

            using var payload = new MemoryStream((int)Math.Min(length, MostExpected));
            var block = reader.ReadBlock(payload.Write, again: true);
            var bytes = payload.GetBuffer().AsMemory(0, (int)payload.Length);
            return block.IsSound && bytes.Length <= maxBytes ? new WholeRecord(record, block, HttpBody.Unchunk(block, bytes)) : null;
        }
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _stream.Dispose();
    }
}
