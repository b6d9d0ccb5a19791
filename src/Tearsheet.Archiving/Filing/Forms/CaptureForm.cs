using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>Captures to blocks and back.</summary>
internal static class CaptureForm
{
    public const int Version = 1;

    public static byte[] Write(StoredCapture capture) => DagCbor.Encode(Node.Map(
        (Form.VersionKey, (long)Version),
        ("raw", Form.WellFormed(capture.RawAddress)),
        ("canonical", Form.WellFormed(capture.CanonicalAddress)),
        ("rules", (long)capture.RulesVersion),
        ("at", Form.Time(capture.At)),
        ("exchanges", Node.ListOf(capture.Exchanges, exchange => exchange)),
        ("page", (long)capture.Page)));

    /// <summary>Reads a capture.</summary>
    /// <exception cref="FormException">The block is no capture.</exception>
    public static StoredCapture Read(ReadOnlySpan<byte> block) => Form.Read(block, "capture", Version, node =>
    {
        node.OnlyKeys(Form.VersionKey, "raw", "canonical", "rules", "at", "exchanges", "page");
        var exchanges = Sequence.From(node.ListAt("exchanges").Select(exchange => exchange.AsLink()));
        return new StoredCapture(
            node.Text("raw"),
            node.Text("canonical"),
            Form.Count(node, "rules"),
            Form.Time(node, "at"),
            exchanges,
            (int)node.Integer("page", 0, exchanges.Count - 1));
    });
}
