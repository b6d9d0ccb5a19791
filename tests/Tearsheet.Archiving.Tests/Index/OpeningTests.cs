using System.Text;
using Microsoft.Data.Sqlite;
using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Tests.Disk;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Tests.Index;

public sealed class OpeningTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_second_writer_is_refused_with_the_process_that_holds_the_folder()
    {
        using var bureau = new Bureau();
        var refused = Assert.IsType<OpenOutcome.Refused>(Archive.Open(bureau.Folder, ArchiveAccess.Write, bureau.Options));
        Assert.Equal(OpenRefusal.Held, refused.Why);
        Assert.Equal(Environment.ProcessId, refused.HolderPid);
        Assert.Equal(
            $"process {Environment.ProcessId} is writing in {bureau.Folder}. Wait until it is done, or stop it, and try again.",
            refused.Message);
    }

    [Fact]
    public async Task A_reader_sees_what_the_writer_acknowledged_meanwhile()
    {
        using var bureau = new Bureau(new ArchiveOptions { PackSize = 8_000 });
        using var reader = Bureau.Opened(Archive.Open(bureau.Folder, ArchiveAccess.Read, bureau.Options));
        Assert.Equal(ArchiveAccess.Read, reader.Access);
        Assert.Equal(2, reader.LastSeq);
        for (var i = 0; i < 5; i++)
        {
            var page = Bureau.Page($"https://example.com/{i}", picture: i);
            var link = Assert.IsType<FilingOutcome.New>(await bureau.Archive.FileAsync(page, Token)).Link;
            Assert.Equal(link, reader.FindLink(link.Id));
            Assert.Equal(page.Article, (await reader.ReadArticleAsync(link.PageCapture!.Article!.Value, Token))!.Article);
        }

        Assert.Equal(bureau.Archive.LastSeq, await reader.EntriesAsync(1).CountAsync(Token));
        Assert.Equal(bureau.Archive.Status(), reader.Status());
        Assert.Throws<InvalidOperationException>(() => reader.Sink);
        await Assert.ThrowsAsync<InvalidOperationException>(() => reader.AddTopicAsync("Korea", Token));
    }

    [Fact]
    public async Task A_reader_makes_a_missing_index_itself_when_nobody_writes()
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain");
        bureau.Close();
        bureau.DeleteIndex();
        using var reader = Bureau.Opened(Archive.Open(bureau.Folder, ArchiveAccess.Read, bureau.Options));
        Assert.Equal(link, reader.FindLink(link.Id));
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("noise")]
    [InlineData("older")]
    [InlineData("another log's")]
    public async Task An_index_that_cannot_be_used_is_made_anew(string how)
    {
        using var bureau = new Bureau();
        var link = await bureau.FileAsync("https://example.com/rain", topic: "Weather");
        var expected = bureau.Dump();
        bureau.Close();
        switch (how)
        {
            case "cut":
                await using (var file = File.OpenWrite(bureau.IndexFile))
                {
                    file.SetLength(5000);
                }

                break;
            case "noise":
                bureau.DeleteIndex();
                await File.WriteAllBytesAsync(bureau.IndexFile, Bureau.Bytes(20_000, 1), Token);
                break;
            case "older":
                Change(bureau.IndexFile, "pragma user_version = 0");
                break;
            default:
                Change(bureau.IndexFile, "update progress set entry = (select cid from block limit 1)");
                break;
        }

        bureau.Reopen();
        Assert.Equal(expected, bureau.Dump());
        Assert.Equal(link, bureau.Archive.FindLink(link.Id));
    }

    [Fact]
    public void An_index_of_a_newer_Tearsheet_is_refused_with_a_sentence()
    {
        using var bureau = new Bureau();
        bureau.Close();
        Change(bureau.IndexFile, "pragma user_version = 99");
        var refused = Assert.IsType<OpenOutcome.Refused>(Archive.Open(bureau.Folder, ArchiveAccess.Write, bureau.Options));
        Assert.Equal(OpenRefusal.Newer, refused.Why);
        Assert.Equal(
            "index.db has form 99; this Tearsheet knows forms up to 6. Use the newer one, or delete the file: it is made anew from the log.",
            refused.Message);
    }

    [Fact]
    public void A_folder_that_is_none_is_refused_with_what_to_do()
    {
        using var folder = new TempFolder();
        foreach (var access in new[] { ArchiveAccess.Read, ArchiveAccess.Write })
        {
            var refused = Assert.IsType<OpenOutcome.Refused>(Archive.Open(folder.Path, access, new ArchiveOptions()));
            Assert.Equal(OpenRefusal.Missing, refused.Why);
            Assert.Contains("tearsheet init", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_site_is_not_made_over_another_or_with_settings_that_say_nothing()
    {
        using var bureau = new Bureau();
        bureau.Close();
        var again = Archive.Create(bureau.Folder, bureau.Key, new SiteSettings { Title = "Another" }, bureau.Options);
        Assert.Equal(OpenRefusal.Exists, Assert.IsType<OpenOutcome.Refused>(again).Why);
        bureau.Reopen();
        Assert.Equal("The Bureau", bureau.Archive.Settings.Title);

        using var folder = new TempFolder();
        var untitled = Archive.Create(folder.Path, bureau.Key, new SiteSettings { Title = " " }, bureau.Options);
        Assert.Equal(new OpenOutcome.Refused(OpenRefusal.BadSettings, "The title is empty."), untitled);
    }

    [Fact]
    public void Another_key_than_the_logs_is_refused()
    {
        using var bureau = new Bureau();
        bureau.Close();
        using var other = SigningKey.FromSeed(Bureau.Bytes(32, 9));
        var path = Path.Combine(bureau.Folder, "keys", "site.key");
        File.WriteAllText(path, other.ExportPem(), Encoding.ASCII);
        var refused = Assert.IsType<OpenOutcome.Refused>(Archive.Open(bureau.Folder, ArchiveAccess.Write, bureau.Options));
        Assert.Equal(OpenRefusal.Key, refused.Why);
        Assert.Contains("Put the right key back from your backup.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reindex_on_demand_tells_how_far_it_is_and_gives_the_same_answers()
    {
        using var bureau = new Bureau();
        await bureau.FileAsync("https://example.com/rain", topic: "Korea/North Korea");
        var expected = bureau.Dump();
        bureau.Close();
        var told = new List<ArchiveProgress>();
        using (var archive = Bureau.Opened(await Archive.ReindexAsync(bureau.Folder, bureau.Options, told.Add, Token)))
        {
            Assert.Equal(8, archive.LastSeq);
        }

        Assert.Equal([new ArchiveProgress("entries", 8, 8)], told);
        Assert.Equal(expected, bureau.Dump());
        bureau.Reopen();
    }

    private static void Change(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The callers' own words.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
