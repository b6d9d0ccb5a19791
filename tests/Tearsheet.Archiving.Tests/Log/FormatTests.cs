using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Packs;
using Tearsheet.Archiving.Tests.Disk;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Tests.Log;

/// <summary>Bytes that lie on disks already: whoever changes one of these changes a format, which needs a new number.</summary>
/// <remarks>The expected values were made with @ipld/dag-cbor and Node's Ed25519, from docs/formats/data-folder.md alone.</remarks>
public sealed class FormatTests
{
    private static readonly Cid Payload = Cid.ForBlock(Multicodec.DagCbor, "payload"u8);

    [Fact]
    public void The_header_of_every_file_is_that_of_a_car_without_roots() =>
        Assert.Equal(CarWriter.Header(), CarLayout.Header.ToArray());

    [Fact]
    public void An_entry_keeps_its_cid()
    {
        using var key = Desk.KeyFrom("site");
        using var next = Desk.KeyFrom("next");
        var draft = new LogEntry(default, 7, Payload, DateTimeOffset.FromUnixTimeMilliseconds(1_795_491_940_123),
            EntryKind.Succession, Payload, default)
        {
            ClockWentBack = TimeSpan.FromMilliseconds(250),
            Successor = next.PublicKey,
        };
        EntryForm.Encode(draft, key, out var entry);
        Assert.Equal("bafyreie5hqhah4xpmn245dms6aygx4sf7vbsrsq5qkei63zt5yq2cr6ide", entry.Cid.ToString());
    }

    [Fact]
    public void A_head_keeps_its_bytes()
    {
        var sector = new byte[Head.Size];
        new Head(2, 3000, 5, 70_000, 7, 2600, Payload).Write(sector, 9);
        Assert.Equal("746561726865616401000000020000000900000000000000b80b00000000000070110100000000000700000000000000280a000000000000050000002400000001711220239f59ed55e737c77147cf55ad0c1b030b6d7ee748a7426952f9b852d5a935e5",
            Convert.ToHexStringLower(sector.AsSpan(0, 100)));
        Assert.Equal(-1, sector.AsSpan(100, 380).IndexOfAnyExcept((byte)0));
        Assert.Equal(HeadStatus.Ok, Head.TryRead(sector, out var head, out var generation));
        Assert.Equal((new Head(2, 3000, 5, 70_000, 7, 2600, Payload), 9UL), (head, generation));
    }

    [Fact]
    public void A_seal_keeps_its_cid() =>
        Assert.Equal("bafyreiaij3u5wilb7covdhponxdrhmmijotlkn25uwfamleoacvvfks2i4", Cid.ForBlock(Multicodec.DagCbor, new PackSeal(3, 4096, new string('a', 64)).ToPayload()).ToString());

    [Fact]
    public void Every_kind_of_entry_keeps_its_name() =>
        Assert.Equal("genesis settings source topic capture article file edit merge retract erase edition succession seal",
            string.Join(' ', Enum.GetValues<EntryKind>().Select(EntryForm.NameOf)));
}
