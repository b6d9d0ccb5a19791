using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>Exchanges to blocks and back: decision 19, version 1.</summary>
internal static class ExchangeForm
{
    public const int Version = 1;

    /// <summary>The exchange's block.</summary>
    /// <param name="exchange">The exchange; its body is not looked at.</param>
    /// <param name="body">The body as a file of blocks.</param>
    public static byte[] Write(Exchange exchange, Cid body) => DagCbor.Encode(Node.Map(
        (Form.VersionKey, (long)Version),
        ("provenance", Words.Of(exchange.Provenance)),
        ("request", RequestNode(exchange)),
        ("response", ResponseNode(exchange)),
        ("peer", Form.OptionalText(exchange.Peer)),
        ("started", Form.Time(exchange.Started)),
        ("ended", Form.Time(exchange.Ended)),
        ("body", body),
        ("size", (long)exchange.Body.Length),
        ("cut", Form.Flag(exchange.Cut))));

    /// <summary>Reads an exchange.</summary>
    /// <exception cref="FormException">The block is no exchange.</exception>
    public static StoredExchange Read(ReadOnlySpan<byte> block) => Form.Read(block, "exchange", Version, node =>
    {
        node.OnlyKeys(
            Form.VersionKey, "provenance", "request", "response", "peer", "started", "ended", "body", "size", "cut");
        var stored = new StoredExchange
        {
            Provenance = Words.Provenance(node, "provenance"),
            Peer = node.OptionalText("peer"),
            Started = Form.Time(node, "started"),
            Ended = Form.Time(node, "ended"),
            Body = node.Link("body"),
            BodySize = (long)node.Integer("size", 0, long.MaxValue),
            Cut = Form.Flag(node, "cut"),
        };
        if (node.TryGet("request", out var request))
        {
            request.OnlyKeys("address", "method", "headers");
            stored = stored with
            {
                Address = request.OptionalText("address"),
                Method = request.Text("method"),
                RequestHeaders = Headers(request),
            };
        }

        if (node.TryGet("response", out var response))
        {
            response.OnlyKeys("status", "reason", "version", "headers");
            stored = stored with
            {
                Status = Form.OptionalCount(response, "status"),
                Reason = response.OptionalText("reason"),
                HttpVersion = response.OptionalText("version"),
                ResponseHeaders = Headers(response),
            };
        }

        return stored;
    });

    // A saved file has neither request nor response: nothing is invented for it.
    private static Node.MapNode? RequestNode(Exchange exchange) =>
        exchange.Address is null && exchange.Method.Length == 0 && exchange.RequestHeaders.Count == 0
            ? null
            : Node.Map(
                ("address", Form.OptionalText(exchange.Address?.AbsoluteUri)),
                ("method", Form.WellFormed(exchange.Method)),
                ("headers", HeadersNode(exchange.RequestHeaders)));

    private static Node.MapNode? ResponseNode(Exchange exchange) =>
        exchange.Status is null && exchange.ResponseHeaders.Count == 0
            ? null
            : Node.Map(
                ("status", Form.OptionalNumber(exchange.Status)),
                ("reason", Form.OptionalText(exchange.Reason)),
                ("version", Form.OptionalText(exchange.HttpVersion)),
                ("headers", HeadersNode(exchange.ResponseHeaders)));

    private static Node.ListNode HeadersNode(IReadOnlyList<HeaderPair> headers) =>
        Node.ListOf(headers, header => Node.List(Form.WellFormed(header.Name), Form.WellFormed(header.Value)));

    private static Sequence<HeaderPair> Headers(Node node) => Sequence.From(node.ListAt("headers").Select(header =>
        header is Node.ListNode { Items: [Node.TextNode name, Node.TextNode value] }
            ? new HeaderPair(name.Value, value.Value)
            : throw new NodeShapeException("headers: one is no pair of texts")));
}
