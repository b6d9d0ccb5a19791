using System.Globalization;
using System.Runtime.CompilerServices;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Cars;

/// <summary>Reads CARs of version 1 from a stream, block by block.</summary>
/// <remarks>Spec: ipld carv1, "Format Description". Nothing is read past the end of the section that is handed out but one buffer.</remarks>
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
            var (section, sectionFault) = await ReadSectionAsync(buffer, limits, cancellationToken);
            if (section is not null)
            {
                yield return section;
                continue;
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
        var (status, length, prefix) = await ReadLengthAsync(buffer, cancellationToken);
        if (status != VarintStatus.Ok)
        {
            return (null, LengthFault(status, 0, "the header"));
        }

        if (length > (ulong)limits.MaxHeaderLength)
        {
            return (null, TooLong(CarFaultKind.HeaderTooLong, 0, "the header", length, limits.MaxHeaderLength));
        }

        var end = prefix + (int)length;
        if (await buffer.FillAsync(end, cancellationToken) < end)
        {
            return (null, new CarFault(CarFaultKind.Truncated, 0, "the stream ends inside the header"));
        }

        var result = DecodeHeader(buffer.Held.Span[prefix..end], end);
        buffer.Consume(end);
        return result;
    }

    private static (CarPart.Header? Header, CarFault Fault) DecodeHeader(ReadOnlySpan<byte> block, int end)
    {
        if (!DagCbor.TryDecode(block, out var node, out var fault))
        {
            return (null, new CarFault(CarFaultKind.InvalidHeader, 0, $"the header is not DAG-CBOR: {fault}"));
        }

        try
        {
            // The version comes first: a header of another version is another map.
            var version = node.Integer("version");
            if (version != 1)
            {
                var words = string.Create(CultureInfo.InvariantCulture, $"this is a CAR of version {version}; only version 1 is read");
                return (null, new CarFault(version == 2 ? CarFaultKind.Version2 : CarFaultKind.UnknownVersion, 0, words));
            }

            node.OnlyKeys("roots", "version");
            return (new CarPart.Header([.. node.ListAt("roots").Select(root => root.AsLink())], end), default);
        }
        catch (NodeShapeException shape)
        {
            return (null, new CarFault(CarFaultKind.InvalidHeader, 0, $"the header is not that of a CAR: {shape.Message}"));
        }
    }

    private static async ValueTask<(CarPart.Section? Section, CarFault? Fault)> ReadSectionAsync(
        CarBuffer buffer, CarLimits limits, CancellationToken cancellationToken)
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
