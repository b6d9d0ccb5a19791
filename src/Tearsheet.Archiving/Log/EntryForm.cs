using System.Diagnostics.CodeAnalysis;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Log;

/// <summary>A log entry as a block: canonical DAG-CBOR of
/// <c>{v, seq, prev, time, kind, payload, signer, sig}</c>, and <c>back</c> and <c>next</c> where they are needed.</summary>
/// <remarks>
/// The signature is over "tearsheet-log-entry", a zero byte and the DAG-CBOR of the map without <c>sig</c>, so that it can never be
/// taken for a signature over anything else. <c>time</c> and <c>back</c> are milliseconds, <c>time</c> since 1970 in UTC.
/// </remarks>
internal static class EntryForm
{
    /// <summary>The number of this form; a block with a greater one is refused.</summary>
    public const int Version = 1;

    private static readonly string[] Names =
        [.. Enum.GetValues<EntryKind>().Select(kind => kind.ToString().ToLowerInvariant())];

    private static ReadOnlySpan<byte> Purpose => "tearsheet-log-entry\0"u8;

    /// <summary>Signs what <paramref name="draft"/> says and gives its block.</summary>
    /// <param name="draft">The entry, but for its CID and its signer.</param>
    /// <param name="key">Who signs.</param>
    /// <param name="entry">The entry, now with both.</param>
    public static byte[] Encode(LogEntry draft, SigningKey key, out LogEntry entry)
    {
        var signed = draft with { Signer = key.PublicKey };
        var block = DagCbor.Encode(ToNode(signed, key.Sign(ToSign(signed))));
        entry = signed with { Cid = Cid.ForBlock(Multicodec.DagCbor, block) };
        return block;
    }

    /// <summary>Reads an entry's block strictly and checks its signature by the signer that it names.</summary>
    /// <param name="block">Untrusted bytes.</param>
    /// <param name="checkSignature">False where only what the entry says is wanted, of a log that was checked before.</param>
    /// <param name="entry">The entry; null when there is a fault.</param>
    /// <param name="fault">What is wrong, as half a sentence; empty when nothing is.</param>
    /// <param name="newer">True when the only thing wrong is that a newer Tearsheet wrote it.</param>
    public static bool TryDecode(ReadOnlySpan<byte> block, bool checkSignature, [NotNullWhen(true)] out LogEntry? entry,
        out string fault, out bool newer)
    {
        entry = null;
        newer = false;
        if (!DagCbor.TryDecode(block, out var node, out var codecFault))
        {
            fault = $"the entry is not canonical DAG-CBOR: {codecFault}";
            return false;
        }

        try
        {
            // Before all else: a newer form may have any other keys.
            if (node.Integer("v") is var version && version != Version)
            {
                newer = version > Version;
                fault = FormattableString.Invariant(
                    $"the entry has form {version}, and this Tearsheet knows form {Version}; install a newer one");
                return false;
            }

            entry = FromNode(node) with { Cid = Cid.ForBlock(Multicodec.DagCbor, block) };
            if (!checkSignature || entry.Signer.Verify(ToSign(entry), node.Binary("sig").Span))
            {
                fault = "";
                return true;
            }

            fault = "the signature does not fit the entry";
        }
        catch (NodeShapeException error)
        {
            fault = $"the entry is malformed: {error.Message}";
        }

        entry = null;
        return false;
    }

    /// <summary>The name of a kind on disk and in reports.</summary>
    public static string NameOf(EntryKind kind) => Names[(int)kind];

    private static LogEntry FromNode(Node node)
    {
        node.OnlyKeys("v", "seq", "prev", "time", "kind", "payload", "signer", "sig", "back", "next");
        var seq = (long)node.Integer("seq", 1, long.MaxValue);
        var kind = Array.IndexOf(Names, node.Text("kind"));
        var previous = node.Get("prev") is Node.NullNode ? (Cid?)null : node.Link("prev");
        if (node.Binary("sig").Length != 64)
        {
            throw new NodeShapeException("sig: a signature has 64 bytes");
        }

        if (kind < 0)
        {
            throw new NodeShapeException("kind: unknown");
        }

        if ((seq == 1) != (previous is null) || (seq == 1) != (kind == (int)EntryKind.Genesis))
        {
            throw new NodeShapeException("prev: only the genesis entry, which has number 1, has none before it");
        }

        var next = node.TryGet("next", out _) ? ReadKey(node, "next") : (PublicKey?)null;
        if ((kind == (int)EntryKind.Succession) != (next is not null))
        {
            throw new NodeShapeException("next: a succession, and nothing else, names the next key");
        }

        return new LogEntry(default, seq, previous,
            DateTimeOffset.FromUnixTimeMilliseconds((long)node.Integer("time", LeastTime, GreatestTime)),
            (EntryKind)kind, node.Link("payload"), ReadKey(node, "signer"))
        {
            Successor = next,
            ClockWentBack = node.TryGet("back", out _)
                ? TimeSpan.FromMilliseconds((long)node.Integer("back", 1, GreatestTime - LeastTime))
                : null,
        };
    }

    private static readonly long LeastTime = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long GreatestTime = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    private static PublicKey ReadKey(Node node, string name) =>
        node.Binary(name) is { Length: PublicKey.Length } raw
            ? PublicKey.FromRaw(raw.Span)
            : throw new NodeShapeException($"{name}: a public key has 32 bytes");

    private static byte[] ToSign(LogEntry entry) => [.. Purpose, .. DagCbor.Encode(ToNode(entry, signature: null))];

    private static Node.MapNode ToNode(LogEntry entry, byte[]? signature) => Node.Map(
        ("v", Version),
        ("seq", entry.Seq),
        ("prev", entry.Previous is { } previous ? previous : Node.Null),
        ("time", entry.Time.ToUnixTimeMilliseconds()),
        ("kind", NameOf(entry.Kind)),
        ("payload", entry.Payload),
        ("signer", entry.Signer.Raw.ToArray()),
        ("sig", signature),
        ("back", entry.ClockWentBack is { } back ? (Node)(long)back.TotalMilliseconds : null),
        ("next", entry.Successor?.Raw.ToArray()));
}
