using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Tests.Disk;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Tests.Index;

public sealed class GroupCommitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_at_once_are_all_saved_each_once_and_in_log_order()
    {
        using var bureau = new Bureau();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => Task.Run(() => bureau.Archive.FileAsync(
            Bureau.Page($"https://example.com/{number % 120}", topic: $"Topic {number % 7}", picture: number % 10), Token))));
        var filed = outcomes.OfType<FilingOutcome.New>().ToList();
        Assert.Equal(120, filed.Count);
        Assert.Equal(80, outcomes.OfType<FilingOutcome.Recaptured>().Count());
        Assert.Equal(120, filed.Select(outcome => outcome.Link.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(7, bureau.Archive.Topics.Count);
        Assert.Equal(
            filed.OrderBy(outcome => outcome.Link.Seq).Select(outcome => outcome.Link.Id),
            bureau.Archive.Slots("all", 0, 500).Select(slot => slot.LinkId));
        var expected = bureau.Dump();
        bureau.ReopenWithoutIndex();
        Assert.Equal(expected, bureau.Dump());
    }

    [Fact]
    public async Task What_is_acknowledged_is_in_the_log_by_then()
    {
        using var bureau = new Bureau();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async number =>
        {
            var link = await bureau.FileAsync($"https://example.com/{number}");
            using var reader = Bureau.Opened(Archive.Open(bureau.Folder, ArchiveAccess.Read, bureau.Options));
            Assert.True(await reader.EntriesAsync(link.Seq).AnyAsync(entry => entry.Seq == link.Seq, Token));
        }));
    }

    [Fact]
    public async Task A_full_disk_fails_the_batch_with_a_sentence_and_the_archive_goes_on()
    {
        using var disk = SmallDisk.Mount(3_000_000);
        using var bureau = new Bureau(null, Path.Combine(disk.Path, "data"));
        var kept = await bureau.FileAsync("https://example.com/rain");
        var big = Bureau.Bytes(4_000_000, 1);
        var error = await Assert.ThrowsAsync<StorageException>(() => PutAsync(bureau.Archive, big));
        Assert.Equal(StorageFault.DiskFull, error.Fault);
        Assert.Contains("free some space and do it again", error.Message, StringComparison.Ordinal);

        // Whether or not somebody gives the batch up, the next one finds a clean end.
        Assert.Equal(kept, bureau.Archive.FindLink(kept.Id));
        var next = await bureau.FileAsync("https://example.com/sun");
        bureau.ReopenWithoutIndex();
        Assert.Equal(kept, bureau.Archive.FindLink(kept.Id));
        Assert.Equal(next, bureau.Archive.FindLink(next.Id));
        Assert.Equal([], (await bureau.Archive.VerifyAsync(_ => { }, Token)).Findings);
    }

    [Fact]
    public async Task A_full_disk_while_links_are_filed_loses_none_that_was_acknowledged()
    {
        using var disk = SmallDisk.Mount(4_000_000);
        var filler = Path.Combine(disk.Path, "filler");
        await File.WriteAllBytesAsync(filler, new byte[800_000], Token);
        using var bureau = new Bureau(null, Path.Combine(disk.Path, "data"));
        var kept = new List<FiledLink>();
        StorageException? full = null;
        for (var i = 0; full is null; i++)
        {
            try
            {
                kept.Add(Assert.IsType<FilingOutcome.New>(await bureau.Archive.FileAsync(
                    Bureau.Page($"https://example.com/{i}", picture: i) with { Renditions = [Rendition(i)] }, Token)).Link);
            }
            catch (StorageException error)
            {
                full = error;
            }
        }

        Assert.Equal(StorageFault.DiskFull, full.Fault);
        await Assert.ThrowsAsync<StorageException>(
            () => bureau.Archive.FileAsync(Bureau.Page("https://example.com/more") with { Renditions = [Rendition(-1)] }, Token));

        // Where it was the index that had no room, the next write brings it up to date.
        File.Delete(filler);
        await bureau.FileAsync("https://example.com/after");
        Assert.All(kept, link => Assert.NotNull(bureau.Archive.FindLink(link.Id)));
        bureau.Close();
        var report = await Archive.VerifyAsync(bureau.Folder, _ => { }, Token);
        Assert.Equal([], report.Findings);
        Assert.True(report.Entries >= 2 + (kept.Count * 3));
    }

    [Fact]
    public async Task A_clock_that_goes_back_is_carried_by_the_entry_and_stops_nothing()
    {
        using var bureau = new Bureau();
        await bureau.FileAsync("https://example.com/one");
        bureau.Clock.AdjustTime(Bureau.Start.AddDays(-40));
        var link = await bureau.FileAsync("https://example.com/two");
        Assert.Equal("2026/10/" + link.Id[8..], link.Id);
        var entry = await bureau.Archive.EntriesAsync(7).FirstAsync(Token);
        Assert.Equal(TimeSpan.FromDays(40), entry.ClockWentBack);
        Assert.Contains("day:2026-10-15", bureau.Archive.Lists());
    }

    [Fact]
    public async Task What_is_taken_back_before_its_turn_is_not_written()
    {
        using var bureau = new Bureau();
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bureau.Archive.AddTopicAsync("Korea", cancel.Token));
        Assert.Empty(bureau.Archive.Topics);
    }

    [Fact]
    public async Task Closing_finishes_what_was_handed_over()
    {
        using var bureau = new Bureau();
        var tasks = Enumerable.Range(0, 50).Select(number => bureau.Archive.AddTopicAsync($"Topic {number}", Token)).ToList();
        bureau.Close();
        Assert.All(await Task.WhenAll(tasks), outcome => Assert.IsType<TopicOutcome.Changed>(outcome));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => bureau.Archive.AddTopicAsync("Late", Token));
        bureau.Reopen();
        Assert.Equal(50, bureau.Archive.Topics.Count);
    }

    private static Reading.Articles.Rendition Rendition(int seed) =>
        new(0, 480, 270, "image/webp", Bureau.Bytes(200_000, 7000 + seed), "#808080");

    private static async Task PutAsync(Archive archive, byte[] bytes)
    {
        archive.Sink.Put(new Block(Cid.ForBlock(Multicodec.Raw, bytes), bytes));
        await archive.FlushAsync(TestContext.Current.CancellationToken);
    }
}
