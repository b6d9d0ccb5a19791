using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>Payloads to blocks and back. Each holds its form's number and a salt; keys that a form does not know are refused.</summary>
internal static class PayloadForm
{
    public const int Version = 1;

    // Kinds and keys that form 1 does not know: whoever knows only that form shall be told to use a newer program.
    private const int WithLaterKinds = 2;

    // Entries of the kind edit that say what becomes of those who ask for a link.
    private const int OfReach = 2;

    /// <summary>Bytes; as many as it takes that a payload cannot be guessed from its CID.</summary>
    public const int SaltLength = 16;

    private const string Salt = "salt";

    /// <summary>The payload's block.</summary>
    /// <param name="payload">What the entry says.</param>
    /// <param name="salt"><see cref="SaltLength"/> random bytes; never used twice.</param>
    public static byte[] Write(Payload payload, byte[] salt)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltLength, nameof(salt));
        return DagCbor.Encode(payload switch
        {
            Payload.Genesis genesis => Map(salt, ("program", genesis.Program)),
            Payload.Settings settings => SettingsMap(settings.Value, salt),
            Payload.SourceSet { Value: var source } => Map(source.RobotsIgnoredBy is null ? Version : WithLaterKinds, salt,
                ("host", source.Host), ("slug", source.Slug), ("name", source.Name), ("policy", Form.OptionalWord(source.Policy)),
                ("robotsIgnoredBy", source.RobotsIgnoredBy)),
            Payload.TopicAdd add => Map(salt, ("change", "add"), ("path", PathNode(add.Path)), ("slug", add.Slug)),
            Payload.TopicRename rename => Map(salt,
                ("change", "rename"), ("topic", rename.Id), ("path", PathNode(rename.Path)), ("slug", rename.Slug)),
            Payload.TopicMerge merge => Map(salt, ("change", "merge"), ("topic", merge.Id), ("into", merge.Into)),
            Payload.File file => Map(salt,
                ("raw", Form.WellFormed(file.Raw)), ("canonical", Form.WellFormed(file.Canonical)), ("address", Form.OptionalText(file.Address)),
                ("rules", (long)file.Rules), ("host", file.Host), ("topic", file.Topic), ("note", file.Note),
                ("policy", Form.OptionalWord(file.Policy)), ("held", Form.Flag(file.Held))),
            Payload.CaptureMade capture => Map(salt,
                ("link", capture.Link), ("capture", capture.Capture), ("at", Form.Time(capture.At)),
                ("provenance", Words.Of(capture.Provenance)),
                ("known", capture.Known.Count == 0 ? null : Node.ListOf(capture.Known, address => Form.WellFormed(address)))),
            Payload.ArticleRead article => Map(article.Kind is ArticleKind.Interview or ArticleKind.Opinion ? WithLaterKinds : Version, salt,
                ("link", article.Link), ("capture", article.Capture), ("article", article.Article),
                ("kind", Words.Of(article.Kind)), ("wishes", Form.WishesNode(article.Wishes))),
            Payload.Edit edit => Map(salt,
                ("link", edit.Link), ("topic", edit.Topic), ("note", edit.Note), ("policy", Form.OptionalWord(edit.Policy)),
                ("held", Form.Flag(edit.Held)), ("overriddenBy", edit.OverriddenBy)),
            Payload.ReachNoted noted => Map(OfReach, salt,
                ("link", noted.Link), ("reach", Words.Of(noted.Reach)), ("at", Form.Time(noted.At)),
                ("status", Form.OptionalNumber(noted.Status)), ("movedTo", Form.OptionalText(noted.MovedTo))),
            Payload.Merge merge => Map(salt, ("link", merge.Link), ("into", merge.Into)),
            Payload.Retract retract => Map(salt, ("link", retract.Link), ("reason", retract.Reason), ("hash", retract.Hash)),
            // Bytes, not links: nothing that walks links shall ask for what is gone.
            Payload.Erase erase => Map(salt,
                ("link", erase.Link), ("cids", Node.ListOf(erase.Cids, cid => cid.Bytes.ToArray()))),
            Payload.Edition edition => EditionMap(edition.Value, salt),
            Payload.Succession => Map(salt),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    public static Payload.Genesis ReadGenesis(ReadOnlySpan<byte> block) => Read(block, "genesis payload", node =>
    {
        Keys(node, "program");
        return new Payload.Genesis(node.Text("program"));
    });

    public static Payload.Settings ReadSettings(ReadOnlySpan<byte> block) => Read(block, "settings payload", node =>
    {
        Keys(node, "title", "address", "language", "about", "imprint", "masthead", "policy", "label");
        return new Payload.Settings(new SiteSettings
        {
            Title = node.Text("title"),
            Address = node.OptionalText("address"),
            Language = node.Text("language"),
            About = node.OptionalText("about"),
            Imprint = node.OptionalText("imprint"),
            MastheadTopics = Sequence.From(node.ListAt("masthead").Select(topic => topic.AsText())),
            DefaultPolicy = Words.Policy(node, "policy"),
            EntryLabel = node.Text("label"),
        });
    });

    public static Payload.SourceSet ReadSource(ReadOnlySpan<byte> block) => Read(block, "source payload", WithLaterKinds, node =>
    {
        Keys(node, "host", "slug", "name", "policy", "robotsIgnoredBy");
        return new Payload.SourceSet(
            new Source(node.Text("host"), node.Text("slug"), node.Text("name"), Words.OptionalPolicy(node, "policy"))
            {
                RobotsIgnoredBy = node.OptionalText("robotsIgnoredBy"),
            });
    });

    public static Payload ReadTopic(ReadOnlySpan<byte> block) => Read<Payload>(block, "topic payload", node =>
    {
        switch (node.Text("change"))
        {
            case "add":
                Keys(node, "change", "path", "slug");
                return new Payload.TopicAdd(Path(node), node.Text("slug"));
            case "rename":
                Keys(node, "change", "topic", "path", "slug");
                return new Payload.TopicRename(node.Text("topic"), Path(node), node.Text("slug"));
            case "merge":
                Keys(node, "change", "topic", "into");
                return new Payload.TopicMerge(node.Text("topic"), node.Text("into"));
            case var other:
                throw new NodeShapeException($"change: '{other}' is none of add, rename, merge");
        }
    });

    public static Payload.File ReadFile(ReadOnlySpan<byte> block) => Read(block, "file payload", node =>
    {
        Keys(node, "raw", "canonical", "address", "rules", "host", "topic", "note", "policy", "held");
        return new Payload.File(
            node.Text("raw"), node.Text("canonical"), node.OptionalText("address"), Form.Count(node, "rules"), node.Text("host"),
            node.OptionalText("topic"), node.OptionalText("note"), Words.OptionalPolicy(node, "policy"), Form.Flag(node, "held"));
    });

    public static Payload.CaptureMade ReadCapture(ReadOnlySpan<byte> block) => Read(block, "capture payload", node =>
    {
        Keys(node, "link", "capture", "at", "provenance", "known");
        return new Payload.CaptureMade(
            node.Text("link"), node.Link("capture"), Form.Time(node, "at"), Words.Provenance(node, "provenance"),
            Sequence.From(node.OptionalListAt("known").Select(address => address.AsText())));
    });

    public static Payload.ArticleRead ReadArticle(ReadOnlySpan<byte> block) => Read(block, "article payload", WithLaterKinds, node =>
    {
        Keys(node, "link", "capture", "article", "kind", "wishes");
        return new Payload.ArticleRead(
            node.Text("link"), node.Link("capture"), node.Link("article"), Words.Kind(node, "kind"), Form.Wishes(node, "wishes"));
    });

    public static Payload ReadEdit(ReadOnlySpan<byte> block) => Read<Payload>(block, "edit payload", OfReach, node =>
    {
        if (node.Integer(Form.VersionKey) == OfReach)
        {
            Keys(node, "link", "reach", "at", "status", "movedTo");
            return new Payload.ReachNoted(
                node.Text("link"), Words.Reach(node, "reach"), Form.Time(node, "at"), Form.OptionalCount(node, "status"), node.OptionalText("movedTo"));
        }

        Keys(node, "link", "topic", "note", "policy", "held", "overriddenBy");
        return new Payload.Edit(
            node.Text("link"), node.OptionalText("topic"), node.OptionalText("note"), Words.OptionalPolicy(node, "policy"),
            Form.Flag(node, "held"), node.OptionalText("overriddenBy"));
    });

    public static Payload.Merge ReadMerge(ReadOnlySpan<byte> block) => Read(block, "merge payload", node =>
    {
        Keys(node, "link", "into");
        return new Payload.Merge(node.Text("link"), node.Text("into"));
    });

    public static Payload.Retract ReadRetract(ReadOnlySpan<byte> block) => Read(block, "retract payload", node =>
    {
        Keys(node, "link", "reason", "hash");
        return new Payload.Retract(node.Text("link"), node.Text("reason"), node.Link("hash"));
    });

    public static Payload.Erase ReadErase(ReadOnlySpan<byte> block) => Read(block, "erase payload", node =>
    {
        Keys(node, "link", "cids");
        return new Payload.Erase(node.Text("link"), Sequence.From(node.ListAt("cids").Select(CidOf)));
    });

    public static Payload.Edition ReadEdition(ReadOnlySpan<byte> block) => Read(block, "edition payload", node =>
    {
        Keys(node, "number", "root", "rootTsize", "rootSize", "body", "previous", "generator", "changes", "upTo");
        return new Payload.Edition(new EditionRecord(
            (long)node.Integer("number", 1, long.MaxValue),
            node.Link("root"),
            (ulong)node.Integer("rootTsize", 0, ulong.MaxValue),
            (long)node.Integer("rootSize", 0, long.MaxValue),
            node.Link("body"),
            node.OptionalLink("previous"),
            node.Text("generator"),
            node.Link("changes"),
            (long)node.Integer("upTo", 0, long.MaxValue)));
    });

    public static Payload.Succession ReadSuccession(ReadOnlySpan<byte> block) => Read(block, "succession payload", node =>
    {
        Keys(node);
        return new Payload.Succession();
    });

    private static T Read<T>(ReadOnlySpan<byte> block, string what, Func<Node, T> read) => Read(block, what, Version, read);

    private static T Read<T>(ReadOnlySpan<byte> block, string what, int newest, Func<Node, T> read) => Form.Read(block, what, Version, newest, (node, _) =>
    {
        if (node.Binary(Salt).Length != SaltLength)
        {
            throw new NodeShapeException($"{Salt}: not {SaltLength} bytes");
        }

        return read(node);
    });

    private static void Keys(Node node, params ReadOnlySpan<string> keys) => node.OnlyKeys([Form.VersionKey, Salt, .. keys]);

    private static Node.MapNode Map(byte[] salt, params ReadOnlySpan<(string Key, Node? Value)> entries) => Map(Version, salt, entries);

    private static Node.MapNode Map(int version, byte[] salt, params ReadOnlySpan<(string Key, Node? Value)> entries) =>
        Node.Map([(Form.VersionKey, (long)version), (Salt, salt), .. entries]);

    private static Node.MapNode SettingsMap(SiteSettings settings, byte[] salt) => Map(salt,
        ("title", settings.Title),
        ("address", settings.Address),
        ("language", settings.Language),
        ("about", settings.About),
        ("imprint", settings.Imprint),
        ("masthead", Node.ListOf(settings.MastheadTopics, topic => topic)),
        ("policy", Words.Of(settings.DefaultPolicy)),
        ("label", settings.EntryLabel));

    private static Node.MapNode EditionMap(EditionRecord edition, byte[] salt) => Map(salt,
        ("number", edition.Number),
        ("root", edition.Root),
        ("rootTsize", new Node.IntegerNode(edition.RootTsize)),
        ("rootSize", edition.RootSize),
        ("body", edition.Body),
        ("previous", edition.Previous is { } previous ? previous : null),
        ("generator", edition.Generator),
        ("changes", edition.Changes),
        ("upTo", edition.UpTo));

    private static Node.ListNode PathNode(TopicPath path) => Node.ListOf(path.Levels, level => level);

    private static TopicPath Path(Node node)
    {
        string[] levels = [.. node.ListAt("path").Select(level => level.AsText())];
        var status = TopicPath.TryBuild(levels, out var path);
        return status == TopicPathStatus.Ok && path!.Levels.SequenceEqual(levels, StringComparer.Ordinal)
            ? path
            : throw new NodeShapeException($"path: no topic path in its one form ({status})");
    }

    private static Cid CidOf(Node node)
    {
        if (node is Node.BinaryNode { Value: var bytes }
            && Cid.TryRead(bytes.Span, out var cid, out var length) == CidStatus.Ok
            && length == bytes.Length)
        {
            return cid;
        }

        throw new NodeShapeException("cids: one is no CID");
    }
}
