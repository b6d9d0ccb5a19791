using System.Text;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Keys;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Tests.Pages;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Tests.Editions;

public sealed class SignedFileTests : IDisposable
{
    private static readonly Cid One = Cid.ForBlock(Multicodec.Raw, "one"u8);
    private static readonly Cid Two = Cid.ForBlock(Multicodec.Raw, "two"u8);

    private readonly SigningKey _key = SigningKey.FromSeed(new byte[32]);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_manifest_comes_back_as_it_was_signed()
    {
        var manifest = new EditionManifest(3, One, Two, "tearsheet/1", One);
        Assert.Equal(SignedFileStatus.Ok, EditionManifest.TryRead(manifest.Sign(_key), out var read, out var signer));
        Assert.Equal(manifest, read);
        Assert.Equal(_key.PublicKey, signer);
        var first = new EditionManifest(1, One, null, "tearsheet/1", Two);
        Assert.Equal(SignedFileStatus.Ok, EditionManifest.TryRead(first.Sign(_key), out read, out _));
        Assert.Equal(first, read);
    }

    [Fact]
    public void No_flipped_bit_passes()
    {
        var bytes = new EditionManifest(3, One, Two, "tearsheet/1", One).Sign(_key);
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(SignedFileStatus.Ok, EditionManifest.TryRead(bytes, out _, out _));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_signature_of_an_entry_does_not_stand_under_an_edition()
    {
        var fields = Node.Map(("v", 1), ("number", 1), ("body", One), ("generator", "g"), ("changes", Two));
        var entry = SignedFile.Make(fields, SignedFile.Entry, _key);
        Assert.Equal(SignedFileStatus.BadSignature, EditionManifest.TryRead(entry, out _, out _));
        var other = SignedFile.Make(Node.Map(("v", 1)), SignedFile.Edition, _key);
        Assert.Equal(SignedFileStatus.BadShape, EditionManifest.TryRead(other, out _, out _));
    }

    [Fact]
    public void Another_spelling_of_the_same_fields_is_refused()
    {
        var bytes = new EditionManifest(3, One, Two, "tearsheet/1", One).Sign(_key);
        var spaced = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\"v\":1", "\"v\": 1", StringComparison.Ordinal));
        Assert.Equal(SignedFileStatus.NotCanonical, EditionManifest.TryRead(spaced, out _, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"signature\":{\"/\":{\"bytes\":\"AA\"}},\"signer\":\"nobody\"}")]
    [InlineData("not json")]
    public void What_is_no_signed_file_is_named_and_not_thrown_at(string text) =>
        Assert.NotEqual(SignedFileStatus.Ok, EditionManifest.TryRead(Encoding.UTF8.GetBytes(text), out _, out _));

    [Fact]
    public void An_entry_is_canonical_DAG_JSON_signed_and_the_same_in_every_culture()
    {
        var link = PortionTests.Link(PublicationPolicy.Excerpt) with
        {
            Note = "A note",
            PageCapture = new CaptureRef(One, Samples.At, Reading.Fetching.Provenance.Fetched, Two, 2),
        };
        var portion = new Portion
        {
            Kind = ArticleKind.Article,
            Published = new ArticleDate(Samples.At, new DateOnly(2026, 11, 24), HasTime: true, HasZone: true),
            Updated = ArticleDate.OfDay(new DateOnly(2026, 11, 25)),
        };
        var bytes = EntryFile.Make(link, portion, "Korea/North Korea", "The Guardian", _key);
        Assert.Equal(SignedFileStatus.Ok, SignedFile.TryOpen(bytes, SignedFile.Entry, out var fields, out _));
        Assert.Equal("2026-11-24T14:05:09Z", fields!.Text("published"));
        Assert.Equal("2026-11-25", fields.Text("updated"));
        Assert.Equal(One, fields.Link("capture"));
        Assert.Equal(Two, fields.Link("article"));
        Assert.Equal("Korea/North Korea", fields.Text("topic"));
        Assert.Equal("The Guardian", fields.MapAt("source").Text("name"));
        using var elsewhere = new OtherCulture("ar-SA");
        Assert.Equal(bytes, EntryFile.Make(link, portion, "Korea/North Korea", "The Guardian", _key));
    }

    [Fact]
    public void A_change_list_holds_ids_and_CIDs_by_id_and_leaves_out_what_did_not_change()
    {
        var bytes = ChangeList.Make(One,
        [
            new EntryChange("2026/11/d", Two, null),
            new EntryChange("2026/11/c", One, Two),
            new EntryChange("2026/11/b", null, Two),
            new EntryChange("2026/11/a", null, One),
            new EntryChange("2026/11/e", One, One),
            new EntryChange("2026/11/f", null, null),
        ]);
        Assert.True(DagJson.TryDecode(bytes, out var node, out _));
        Assert.Equal(["2026/11/a", "2026/11/b"], node.ListAt("added").Select(change => change.Text("id")));
        Assert.Equal([(One, Two)], node.ListAt("changed").Select(change => (change.Link("before"), change.Link("entry"))));
        Assert.Equal([Two], node.ListAt("withdrawn").Select(change => change.Link("before")));
        Assert.Equal(One, node.Link("previous"));
    }
}
