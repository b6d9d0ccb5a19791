using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Archiving.Tests.Index;

public sealed class VerifyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sound_archive_has_no_findings_and_everything_is_counted()
    {
        using var bureau = new Bureau();
        await bureau.FileAsync("https://example.com/rain", topic: "Korea/North Korea");
        var told = new List<ArchiveProgress>();
        var report = await bureau.Archive.VerifyAsync(told.Add, Token);
        Assert.True(report.Sound);
        Assert.Equal(bureau.Archive.LastSeq, report.Entries);
        Assert.Equal(bureau.Archive.Status().Blocks, report.Blocks);
        Assert.Equal(report.Bytes, told[^1].Done);
        Assert.Equal(told[^1].Total, told[^1].Done);
    }

    [Fact]
    public async Task A_flipped_bit_anywhere_in_a_pack_is_named_with_its_place()
    {
        using var bureau = new Bureau();
        await bureau.FileAsync("https://example.com/rain");
        bureau.Close();
        var path = Path.Combine(bureau.Folder, "packs", "000001.car");
        var whole = await File.ReadAllBytesAsync(path, Token);
        var random = new Random(5);
        for (var i = 0; i < 60; i++)
        {
            var flipped = whole.ToArray();
            flipped[random.Next(flipped.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, flipped, Token);
            var report = await Archive.VerifyAsync(bureau.Folder, _ => { }, Token);
            Assert.Contains(report.Findings, finding => finding.File == "packs/000001.car" && finding.Offset is not null);
        }

        await File.WriteAllBytesAsync(path, whole, Token);
        Assert.True((await Archive.VerifyAsync(bureau.Folder, _ => { }, Token)).Sound);
    }

    [Fact]
    public async Task A_damaged_article_does_not_keep_the_desk_from_opening_and_is_never_handed_out()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain", "Rain expected");
        bureau.Close();
        var path = Path.Combine(bureau.Folder, "packs", "000001.car");
        var bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[bytes.AsSpan().IndexOf("Rain expected, says"u8)] = (byte)'P';
        await File.WriteAllBytesAsync(path, bytes, Token);

        bureau.DeleteIndex();
        bureau.Reopen();
        Assert.Null(await bureau.Archive.ReadArticleAsync(link.PageCapture!.Article!.Value, Token));
        Assert.Equal("https://example.com/rain", bureau.Archive.FindLink(link.Id)!.Headline);
        var finding = Assert.Single((await bureau.Archive.VerifyAsync(_ => { }, Token)).Findings, finding => finding.Offset is not null);
        Assert.Equal(link.PageCapture.Article, finding.Cid);
    }

    [Fact]
    public async Task A_damaged_payload_is_corruption_and_named_when_the_index_is_made_anew()
    {
        using var bureau = new Bureau();
        await bureau.FileAsync("https://example.com/rain");
        bureau.Close();
        var path = Path.Combine(bureau.Folder, "packs", "000001.car");
        var bytes = await File.ReadAllBytesAsync(path, Token);
        bytes[bytes.AsSpan().IndexOf("The Bureau"u8)] = (byte)'t';
        await File.WriteAllBytesAsync(path, bytes, Token);
        bureau.DeleteIndex();

        var refused = Assert.IsType<OpenOutcome.Refused>(Archive.Open(bureau.Folder, ArchiveAccess.Write, bureau.Options));
        Assert.Equal(OpenRefusal.Corrupt, refused.Why);
        Assert.Contains("the payload of log entry 2 is missing or damaged", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(bureau.IndexFile));
        bytes[bytes.AsSpan().IndexOf("the Bureau"u8)] = (byte)'T';
        await File.WriteAllBytesAsync(path, bytes, Token);
        bureau.Reopen();
    }

    [Fact]
    public async Task A_link_that_leads_nowhere_is_named_with_who_links_there()
    {
        using var bureau = new Bureau();
        var nowhere = Cid.ForBlock(Multicodec.Raw, "nowhere"u8);
        var node = DagCbor.Encode(Node.Map(("to", nowhere)));
        var from = Cid.ForBlock(Multicodec.DagCbor, node);
        bureau.Archive.Sink.Put(new Block(from, node));
        await bureau.Archive.FlushAsync(Token);
        var finding = Assert.Single((await bureau.Archive.VerifyAsync(_ => { }, Token)).Findings);
        Assert.Equal(
            new VerifyFinding("packs", null, nowhere, $"packs, block {nowhere}: block {from} links to this one, and no pack has it."),
            finding);
    }
}
