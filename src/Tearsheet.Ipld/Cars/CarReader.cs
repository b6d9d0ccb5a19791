using System.Globalization;
using System.Runtime.CompilerServices;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Cars;

/// <summary>Reads CARs of version 1, and of version 2 without their index, from a stream, block by block.</summary>
/// <remarks>Spec: ipld carv1, "Format Description"; carv2, "Format Description". Nothing is read past the end of the section that is handed out but one buffer.</remarks>
public static class CarReader
{
    /// <summary>Reads a CAR from where the stream stands to its end.</summary>
    /// <param name="stream">Untrusted bytes. It is read forward only, in pieces, and not closed.</param>
    /// <param name="limits">How much the CAR may ask for. What it declares takes memory only as the bytes come.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A header and the sections, or <see cref="CarPart.Broken"/> as the last part. Errors of the stream are thrown.</returns>
    public static async IAsyncEnumerable<CarPart> ReadAsync(
        Stream stream, CarLimits limits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(limits);
        using var buffer = new CarBuffer(stream);
        var (header, fault) = await ReadHeaderAsync(buffer, limits, cancellationToken);
        if (header is null)
        {
            yield return new CarPart.Broken(fault);
            yield break;
        }

        yield return header;
        while (true)
        {
            // What follows the data of a version 2 is its index, which a stream need not look at.
            if (header.Outer is { } outer && buffer.Position == outer.DataEnd)
            {
                yield break;
            }

            var (section, sectionFault) = await ReadSectionAsync(buffer, limits, header.Outer?.DataEnd, cancellationToken);
            if (section is not null)
            {
                yield return section;
                continue;
            }

            if (sectionFault is null && header.Outer is not null)
            {
                sectionFault = new CarFault(CarFaultKind.Truncated, buffer.Position, "the stream ends before the data that the header announces");
            }

            if (sectionFault is { } found)
            {
                yield return new CarPart.Broken(found);
            }

            yield break;
        }
    }

    private static async ValueTask<(CarPart.Header? Header, CarFault Fault)> ReadHeaderAsync(
        CarBuffer buffer, CarLimits limits, CancellationToken cancellationToken)
    {
        var (version, header, fault) = await ReadAnyHeaderAsync(buffer, limits, cancellationToken);
        if (version != 2)
        {
            return (header, fault);
        }

        // The pragma of version 2 is a header of version 1 with another number and no roots.
        if (await buffer.FillAsync(CarV2Header.Length, cancellationToken) < CarV2Header.Length)
        {
            return (null, new CarFault(CarFaultKind.Truncated, buffer.Position, "the stream ends inside the header of version 2"));
        }

        if (CarV2Header.TryRead(buffer.Held.Span, out var outer) is { } wrong)
        {
            return (null, new CarFault(CarFaultKind.InvalidVersion2Header, buffer.Position, wrong));
        }

        if (!await buffer.SkipAsync(outer.DataOffset - buffer.Position, cancellationToken))
        {
            return (null, new CarFault(CarFaultKind.Truncated, buffer.Position, "the stream ends before the data begins"));
        }

        var begin = buffer.Position;
        (version, header, fault) = await ReadAnyHeaderAsync(buffer, limits, cancellationToken);
        return version == 2 ? (null, new CarFault(CarFaultKind.InvalidHeader, begin, "a CAR of version 2 stands inside one"))
            : header is null ? (null, fault)
            : header.Length > outer.DataEnd ? (null, new CarFault(CarFaultKind.InvalidVersion2Header, begin, "the data is shorter than its header"))
            : (header with { Outer = outer }, default);
    }

    private static async ValueTask<(long Version, CarPart.Header? Header, CarFault Fault)> ReadAnyHeaderAsync(
        CarBuffer buffer, CarLimits limits, CancellationToken cancellationToken)
    {
        var begin = buffer.Position;
        var (status, length, prefix) = await ReadLengthAsync(buffer, cancellationToken);
        if (status != VarintStatus.Ok)
        {
            return (0, null, LengthFault(status, begin, "the header"));
        }

        if (length > (ulong)limits.MaxHeaderLength)
        {
            return (0, null, TooLong(CarFaultKind.HeaderTooLong, begin, "the header", length, limits.MaxHeaderLength));
        }

        var end = prefix + (int)length;
        if (await buffer.FillAsync(end, cancellationToken) < end)
        {
            return (0, null, new CarFault(CarFaultKind.Truncated, begin, "the stream ends inside the header"));
        }

        var result = DecodeHeader(buffer.Held.Span[prefix..end], begin, begin + end);
        buffer.Consume(end);
        return result;
    }

    private static (long Version, CarPart.Header? Header, CarFault Fault) DecodeHeader(ReadOnlySpan<byte> block, long begin, long end)
    {
        if (!DagCbor.TryDecode(block, out var node, out var fault))
        {
            return (0, null, new CarFault(CarFaultKind.InvalidHeader, begin, $"the header is not DAG-CBOR: {fault}"));
        }

        try
        {
            // The version comes first: a header of another version is another map.
            var version = node.Integer("version");
            if (version == 2)
            {
                node.OnlyKeys("version");
                return (2, null, default);
            }

            if (version != 1)
            {
                var words = string.Create(CultureInfo.InvariantCulture, $"this is a CAR of version {version}; versions 1 and 2 are read");
                return (version, null, new CarFault(CarFaultKind.UnknownVersion, begin, words));
            }

            node.OnlyKeys("roots", "version");
            return (1, new CarPart.Header([.. node.ListAt("roots").Select(root => root.AsLink())], end), default);
        }
        catch (NodeShapeException shape)
        {
            return (0, null, new CarFault(CarFaultKind.InvalidHeader, begin, $"the header is not that of a CAR: {shape.Message}"));
        }
    }

    internal static async ValueTask<(CarPart.Section? Section, CarFault? Fault)> ReadSectionAsync(
        CarBuffer buffer, CarLimits limits, long? dataEnd, CancellationToken cancellationToken)
    {
        var offset = buffer.Position;
        if (await buffer.FillAsync(1, cancellationToken) == 0)
        {
            return (null, null);
        }

        var (status, length, prefix) = await ReadLengthAsync(buffer, cancellationToken);
        if (status != VarintStatus.Ok)
        {
            return (null, LengthFault(status, offset, "a section"));
        }

        if (length == 0)
        {
            return (null, new CarFault(CarFaultKind.EmptySection, offset, "a section is empty"));
        }

        if (length > (ulong)limits.MaxSectionLength)
        {
            return (null, TooLong(CarFaultKind.SectionTooLong, offset, "a section", length, limits.MaxSectionLength));
        }

        var end = prefix + (int)length;
        if (dataEnd is { } limit && offset + end > limit)
        {
            return (null, new CarFault(CarFaultKind.Truncated, offset, "the data ends inside a section"));
        }

        if (await buffer.FillAsync(end, cancellationToken) < end)
        {
            return (null, new CarFault(CarFaultKind.Truncated, offset, "the stream ends inside a section"));
        }

        var cidStatus = Cid.TryRead(buffer.Held.Span[prefix..end], out var cid, out var cidLength);
        if (cidStatus != CidStatus.Ok)
        {
            return (null, new CarFault(CarFaultKind.InvalidCid, offset, $"a section does not begin with a CID: {cidStatus.Sentence()}"));
        }

        var start = prefix + cidLength;
        var section = new CarPart.Section(cid, buffer.Held[start..end], offset, offset + start);
        buffer.Consume(end);
        return (section, null);
    }

    private static async ValueTask<(VarintStatus Status, ulong Length, int Prefix)> ReadLengthAsync(CarBuffer buffer, CancellationToken cancellationToken)
    {
        // Mostly the length is in the buffer already; a short stream answers with what it has.
        await buffer.FillAsync(Varint.MaxLength, cancellationToken);
        var status = Varint.TryRead(buffer.Held.Span, out var length, out var prefix);
        return (status, length, prefix);
    }

    private static CarFault TooLong(CarFaultKind kind, long offset, string what, ulong length, int limit) =>
        new(kind, offset, string.Create(CultureInfo.InvariantCulture, $"{what} declares {length} bytes, the limit is {limit}"));

    private static CarFault LengthFault(VarintStatus status, long offset, string what) => status == VarintStatus.Truncated
        ? new CarFault(CarFaultKind.Truncated, offset, $"the stream ends inside the length of {what}")
        : new CarFault(CarFaultKind.InvalidLength, offset, $"the length of {what} is not a minimal varint");
}
