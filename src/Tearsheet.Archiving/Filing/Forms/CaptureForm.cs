using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>Captures to blocks and back.</summary>
internal static class CaptureForm
{
    public const int Version = 2;

    // Form 2 can say what robots.txt allowed, and by whose rules the key was made; a capture that has nothing to say of either keeps
    // the form that older programs read.
    private const int Oldest = 1;

    public static byte[] Write(StoredCapture capture) => DagCbor.Encode(Node.Map(
        (Form.VersionKey, (long)(capture.Robots.Count == 0 && capture.LoadedRules is null ? Oldest : Version)),
        ("raw", Form.WellFormed(capture.RawAddress)),
        ("canonical", Form.WellFormed(capture.CanonicalAddress)),
        ("rules", (long)capture.RulesVersion),
        ("at", Form.Time(capture.At)),
        ("exchanges", Node.ListOf(capture.Exchanges, exchange => exchange)),
        ("page", (long)capture.Page),
        ("robots", capture.Robots.Count == 0 ? null : Node.ListOf(capture.Robots, NoteNode)),
        ("loadedRules", Form.OptionalText(capture.LoadedRules))));

    /// <summary>Reads a capture.</summary>
    /// <exception cref="FormException">The block is no capture.</exception>
    public static StoredCapture Read(ReadOnlySpan<byte> block) => Form.Read(block, "capture", Oldest, Version, (node, version) =>
    {
        node.OnlyKeys(
            version == Oldest
                ? [Form.VersionKey, "raw", "canonical", "rules", "at", "exchanges", "page"]
                : [Form.VersionKey, "raw", "canonical", "rules", "at", "exchanges", "page", "robots", "loadedRules"]);
        var exchanges = Sequence.From(node.ListAt("exchanges").Select(exchange => exchange.AsLink()));
        return new StoredCapture(
            node.Text("raw"),
            node.Text("canonical"),
            Form.Count(node, "rules"),
            Form.Time(node, "at"),
            exchanges,
            (int)node.Integer("page", 0, exchanges.Count - 1))
        {
            Robots = Sequence.From(node.OptionalListAt("robots").Select(Note)),
            LoadedRules = node.OptionalText("loadedRules"),
        };
    });

    private static Node NoteNode(RobotsNote note) => Node.Map(
        ("address", Form.WellFormed(note.Address)),
        ("file", Form.WellFormed(note.File)),
        ("at", Form.Time(note.At)),
        ("ground", Words.Of(note.Ground)),
        ("allowed", note.Allowed ? Node.True : Node.False),
        ("line", note.Line is null ? null : Node.List((long)note.Line.Number, Form.WellFormed(note.Line.Text))),
        ("status", Form.OptionalNumber(note.Status)),
        ("overriddenBy", Form.OptionalText(note.OverriddenBy)));

    private static RobotsNote Note(Node node)
    {
        node.OnlyKeys("address", "file", "at", "ground", "allowed", "line", "status", "overriddenBy");
        return new RobotsNote
        {
            Address = node.Text("address"),
            File = node.Text("file"),
            At = Form.Time(node, "at"),
            Ground = Words.Ground(node, "ground"),
            Allowed = node.Boolean("allowed"),
            Line = Line(node),
            Status = Form.OptionalCount(node, "status"),
            OverriddenBy = node.OptionalText("overriddenBy"),
        };
    }

    private static RobotsLine? Line(Node node) => !node.TryGet("line", out var line)
        ? null
        : line is Node.ListNode { Items: [Node.IntegerNode { Value: var number }, Node.TextNode { Value: var text }] } && number >= 1 && number <= int.MaxValue
            ? new RobotsLine((int)number, text)
            : throw new NodeShapeException("line: no number and text");
}
