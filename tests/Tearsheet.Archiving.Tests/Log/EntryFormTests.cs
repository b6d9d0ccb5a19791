using CsCheck;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Tests.Disk;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Tests.Log;

public sealed class EntryFormTests
{
    private static readonly SigningKey Key = Desk.KeyFrom("site");

    private static readonly SigningKey Next = Desk.KeyFrom("next");

    private static readonly Gen<LogEntry> Drafts =
        from seq in Gen.Long[1, long.MaxValue]
        from kind in Gen.Enum<EntryKind>()
        from time in Gen.Long[0, 4_000_000_000_000]
        from back in Gen.Long[0, 100_000]
        from payload in Gen.Byte.Array[0, 40]
        let number = kind == EntryKind.Genesis ? 1 : Math.Max(seq, 2)
        select new LogEntry(default, number, number == 1 ? null : Cid.ForBlock(Multicodec.DagCbor, payload),
            DateTimeOffset.FromUnixTimeMilliseconds(time), kind, Cid.ForBlock(Multicodec.DagCbor, payload), default)
        {
            ClockWentBack = back == 0 ? null : TimeSpan.FromMilliseconds(back),
            Successor = kind == EntryKind.Succession ? Next.PublicKey : null,
        };

    [Fact]
    public void An_entry_is_read_as_it_was_written() => Drafts.Sample(draft =>
    {
        var block = EntryForm.Encode(draft, Key, out var entry);
        Assert.Equal(Key.PublicKey, entry.Signer);
        Assert.True(entry.Cid.Matches(block));
        Assert.True(EntryForm.TryDecode(block, checkSignature: true, out var read, out var fault, out _), fault);
        Assert.Equal(entry, read);
    }, iter: 300);

    [Fact]
    public void No_bit_of_an_entry_can_change_without_a_fault()
    {
        var block = EntryForm.Encode(Draft(7, EntryKind.Edition), Key, out _);
        for (var bit = 0; bit < block.Length * 8; bit++)
        {
            block[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(EntryForm.TryDecode(block, checkSignature: true, out _, out var fault, out _));
            Assert.NotEqual("", fault);
            block[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void An_entry_of_a_newer_form_is_refused_with_a_sentence_whatever_else_is_in_it()
    {
        var block = DagCbor.Encode(Node.Map(("v", 2), ("colour", "blue")));
        Assert.False(EntryForm.TryDecode(block, checkSignature: true, out _, out var fault, out var newer));
        Assert.True(newer);
        Assert.Equal("the entry has form 2, and this Tearsheet knows form 1; install a newer one", fault);
    }

    [Theory]
    [InlineData("kind", "gossip", "kind: unknown")]
    [InlineData("kind", "Edition", "kind: unknown")]
    [InlineData("kind", "genesis", "prev: only the genesis entry")]
    [InlineData("kind", "succession", "next: a succession")]
    [InlineData("colour", "blue", "colour: ")]
    [InlineData("sig", "text", "sig: ")]
    [InlineData("time", "now", "time: ")]
    public void A_malformed_entry_is_refused_by_the_name_of_what_is_wrong(string key, string value, string expected)
    {
        Assert.True(DagCbor.TryDecode(EntryForm.Encode(Draft(7, EntryKind.Edition), Key, out _), out var node, out _));
        var map = Assert.IsType<Node.MapNode>(node);
        var changed = Node.Map([.. map.Entries.Where(entry => entry.Key != key).Select(entry => (entry.Key, (Node?)entry.Value)),
            (key, value)]);
        Assert.False(EntryForm.TryDecode(DagCbor.Encode(changed), checkSignature: true, out _, out var fault, out var newer));
        Assert.False(newer);
        Assert.StartsWith("the entry is malformed: " + expected, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_signature_over_the_bare_map_does_not_pass_for_one_over_an_entry()
    {
        Assert.True(DagCbor.TryDecode(EntryForm.Encode(Draft(7, EntryKind.Edition), Key, out _), out var node, out _));
        var entries = Assert.IsType<Node.MapNode>(node).Entries.Where(entry => entry.Key != "sig")
            .Select(entry => (entry.Key, (Node?)entry.Value)).ToArray();
        var sig = Key.Sign(DagCbor.Encode(Node.Map(entries)));
        var forged = DagCbor.Encode(Node.Map([.. entries, ("sig", sig)]));
        Assert.False(EntryForm.TryDecode(forged, checkSignature: true, out _, out var fault, out _));
        Assert.Equal("the signature does not fit the entry", fault);
        Assert.True(EntryForm.TryDecode(forged, checkSignature: false, out _, out _, out _));
    }

    private static LogEntry Draft(long seq, EntryKind kind) => new(default, seq, Cid.ForBlock(Multicodec.DagCbor, "before"u8),
        DateTimeOffset.UnixEpoch, kind, Cid.ForBlock(Multicodec.DagCbor, "payload"u8), default);
}
