using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>Makes exchanges of records.</summary>
public static class ArchivedExchange
{
    /// <summary>The exchange that a record keeps; null when the record has no target that could be asked, or is none that keeps one.</summary>
    /// <param name="record">A response, revisit or resource.</param>
    /// <param name="head">Head of the response as stored; empty for a resource.</param>
    /// <param name="body">The body, de-chunked: of a revisit that of the record it refers to.</param>
    /// <param name="request">Head of the request; empty when there is none.</param>
    /// <remarks>A date that cannot be read is refused by the caller: an exchange without one is no capture.</remarks>
    public static Exchange? Of(WarcRecord record, ReadOnlyMemory<byte> head, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte> request)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.TargetUri is not { } target || record.Date is not { } date
            || !Uri.TryCreate(target, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            return null;
        }

        var exchange = new Exchange
        {
            Provenance = Provenance.Warc,
            Address = address,
            Peer = record["WARC-IP-Address"],
            Started = date,
            Ended = date,
            Body = body,
            Cut = record["WARC-Truncated"] is not null && !record.Is("revisit"),
        };
        if (!record.IsHttp)
        {
            // Nobody saw an exchange, and none is invented: what the record says of its block is kept as the one header.
            return record.ContentType is { } type ? exchange with { ResponseHeaders = [new HeaderPair("Content-Type", type)] } : exchange;
        }

        var answered = HttpHead.Read(head.Span);
        exchange = exchange with
        {
            Status = answered.Status,
            Reason = answered.Reason,
            HttpVersion = WireProtocol.VersionOf(record, answered.Version),
            ResponseHeaders = answered.Headers,
        };
        if (request.IsEmpty)
        {
            return exchange;
        }

        var asked = HttpHead.Read(request.Span);
        return exchange with { Method = asked.StartLine.Split(' ', 2)[0], RequestHeaders = asked.WithoutSecrets() };
    }
}
