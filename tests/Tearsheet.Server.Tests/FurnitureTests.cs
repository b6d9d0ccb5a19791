using Tearsheet.Archiving;
using Tearsheet.Reading.Articles;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>What a source prints on every page is learned from the captures that are kept, and is no text of the next article.</summary>
public sealed class FurnitureTests
{
    private const string Notice =
        "Our harbour desk lives from its readers alone, and whoever reads us every day may well wish to know who pays for the paper and the ink of it.";

    [Fact]
    public async Task The_fourth_page_of_a_source_is_read_without_what_the_first_three_repeat()
    {
        using var desk = await TempDesk.MadeAsync();
        var texts = new List<string>();
        for (var page = 1; page <= 4; page++)
        {
            texts.Add(await TextAsync(desk, await AddAsync(desk, page)));
        }

        Assert.Contains(Notice, texts[0], StringComparison.Ordinal);
        Assert.DoesNotContain(Notice, texts[3], StringComparison.Ordinal);
        Assert.Contains("Story number 4 begins", texts[3], StringComparison.Ordinal);
        Assert.Contains("Story number 4 ends", texts[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_article_names_the_furniture_that_it_was_read_with()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = "";
        for (var page = 1; page <= 4; page++)
        {
            id = await AddAsync(desk, page);
        }

        using var archive = Assert.IsType<OpenOutcome.Opened>(Archive.Open(desk.Folder, ArchiveAccess.Read, new ArchiveOptions())).Archive;
        var article = await archive.ReadArticleAsync(archive.Captures(id)[0].Article!.Value, TestContext.Current.CancellationToken);
        var furniture = await archive.ReadFurnitureAsync(article!.Furniture!.Value, TestContext.Current.CancellationToken);
        Assert.NotEmpty(furniture!.Blocks);

        archive.Dispose();
        (await desk.RunAsync("gc")).Ends(0);
        (await desk.RunAsync("verify")).Ends(0);
        using var after = Assert.IsType<OpenOutcome.Opened>(Archive.Open(desk.Folder, ArchiveAccess.Read, new ArchiveOptions())).Archive;
        Assert.Equal(furniture, await after.ReadFurnitureAsync(article.Furniture.Value, TestContext.Current.CancellationToken));
    }

    private static async Task<string> AddAsync(TempDesk desk, int page)
    {
        var file = Path.Combine(desk.Folder, $"page-{page}.html");
        await File.WriteAllTextAsync(file, $"""
            <html lang="en"><head><title>Story number {page} of the harbour</title></head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav>
            <article><h1>Story number {page} of the harbour</h1>
            <p>Story number {page} begins where the last one ended, with {page} ships before the harbour and nobody on the pier who could have told them why.</p>
            <p>{Notice}</p>
            <p>The master of the harbour wrote {page} letters in the night, and the answers came with the tide, which was late on that day as on all others.</p>
            <p>Story number {page} ends here, with the light on the point burning as it did before anybody thought of asking after the {page} keepers.</p></article></body></html>
            """, TestContext.Current.CancellationToken);
        return (await desk.RunAsync("add", file, "--url", $"https://harbour.example/{page}", "--json")).Ends(0).Json.GetProperty("id").GetString()!;
    }

    private static async Task<string> TextAsync(TempDesk desk, string id)
    {
        using var archive = Assert.IsType<OpenOutcome.Opened>(Archive.Open(desk.Folder, ArchiveAccess.Read, new ArchiveOptions())).Archive;
        return ArticleText.Of((await archive.ReadArticleAsync(archive.Captures(id)[0].Article!.Value, TestContext.Current.CancellationToken))!.Article);
    }
}
