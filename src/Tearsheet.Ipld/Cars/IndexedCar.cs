using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Cars;

/// <summary>A CAR of version 2 whose blocks are found by its index. One reader at a time goes to the stream.</summary>
/// <remarks>Spec: ipld carv2. An index that leads to another block, or nowhere, is an error of the CAR, never another answer.</remarks>
public sealed class IndexedCar : IBlockSource, IDisposable
{
    /// <summary>The longest index that is read into memory, in bytes: some 1.6 million blocks.</summary>
    public const int MaxIndexLength = 64 << 20;

    private readonly Stream _stream;
    private readonly CarLimits _limits;
    private readonly CarIndex _index;
    private readonly SemaphoreSlim _turn = new(1, 1);

    private IndexedCar(Stream stream, CarLimits limits, CarPart.Header header, CarIndex index)
    {
        _stream = stream;
        _limits = limits;
        _index = index;
        Header = header;
    }

    /// <summary>Roots and the header of version 2.</summary>
    public CarPart.Header Header { get; }

    /// <summary>Reads header and index.</summary>
    /// <param name="stream">Untrusted bytes; can be sought in, begins with the CAR, and stays open as long as the result is used.</param>
    /// <param name="limits">How much the CAR may ask for.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The CAR, or what is wrong with it.</returns>
    public static async ValueTask<(IndexedCar? Car, CarFault? Fault)> TryOpenAsync(
        Stream stream, CarLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Position = 0;
        CarPart? first = null;
        await foreach (var part in CarReader.ReadAsync(stream, limits, cancellationToken))
        {
            first = part;
            break;
        }

        if (first is CarPart.Broken broken)
        {
            return (null, broken.Fault);
        }

        if (first is not CarPart.Header { Outer: { IndexOffset: > 0 } outer } header)
        {
            return (null, new CarFault(CarFaultKind.InvalidIndex, 0, "the CAR has no index"));
        }

        var length = stream.Length - outer.IndexOffset;
        if (length is < 1 or > MaxIndexLength)
        {
            return (null, new CarFault(CarFaultKind.InvalidIndex, outer.IndexOffset, "the index is not there, or longer than is read"));
        }

        var bytes = new byte[length];
        stream.Position = outer.IndexOffset;
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return CarIndex.TryRead(bytes, out var index) is { } fault
            ? (null, fault with { Offset = fault.Offset + outer.IndexOffset })
            : (new IndexedCar(stream, limits, header, index!), null);
    }

    /// <summary>Finds a block by the index.</summary>
    /// <exception cref="InvalidDataException">The index leads to something else than the block; the message says where.</exception>
    public async ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken)
    {
        var outer = Header.Outer!;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            foreach (var offset in _index.Find(cid))
            {
                var begin = outer.DataOffset + offset;
                if (begin >= outer.DataEnd)
                {
                    throw new InvalidDataException(FormattableString.Invariant($"the index leads past the data, to byte {begin}"));
                }

                _stream.Position = begin;
                using var buffer = new CarBuffer(_stream);
                var (section, fault) = await CarReader.ReadSectionAsync(buffer, _limits, outer.DataEnd - begin, cancellationToken);
                if (section is null)
                {
                    throw new InvalidDataException(FormattableString.Invariant($"the index leads to no section at byte {begin}: {fault}"));
                }

                // The index knows multihashes only: the same bytes under another codec are another block's name.
                if (section.Cid.HashCode != cid.HashCode || !section.Cid.Digest.SequenceEqual(cid.Digest))
                {
                    throw new InvalidDataException(FormattableString.Invariant($"the index leads to {section.Cid} at byte {begin}, and not to {cid}"));
                }

                return BlockAnswer.Found(section.Bytes.ToArray());
            }

            return BlockAnswer.Absent;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the use of the stream, which stays open.</summary>
    public void Dispose() => _turn.Dispose();
}
