using System.Net;
using System.Text;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>The page that the whole product is modelled on, in HTML of ours, filed in full and read off the served site.</summary>
public sealed class SeedTests
{
    [Fact]
    public async Task The_seeds_article_filed_in_full_reads_on_the_site_as_it_was_written()
    {
        var (headline, paragraphs) = await SeedAsync();
        using var desk = await TempDesk.MadeAsync();
        var page = desk.Beside("seed.html");
        await File.WriteAllTextAsync(page, Html(headline, paragraphs), TestContext.Current.CancellationToken);
        var link = (await desk.RunAsync(
            "add", page, "--url", "https://example.org/world/seed", "--topic", "Korea/North Korea", "--policy", "full", "--json")).Ends(0).Json;
        Assert.Equal(headline, link.GetProperty("headline").GetString());
        (await desk.RunAsync("edition")).Ends(0);

        await using var site = await desk.ServeAsync();
        var shown = await site.Http.GetStringAsync($"links/{link.GetProperty("id").GetString()}/index.html", TestContext.Current.CancellationToken);
        var words = WebUtility.HtmlDecode(shown);
        Assert.Contains("IPFS News Link", words, StringComparison.Ordinal);
        Assert.Contains("Korea/North Korea", words, StringComparison.Ordinal);
        var from = words.IndexOf("<h1", StringComparison.Ordinal);
        foreach (var paragraph in paragraphs)
        {
            var at = words.IndexOf($"<p>{paragraph}</p>", from, StringComparison.Ordinal);
            Assert.True(at > from, $"missing or out of order: {paragraph}");
            from = at;
        }

        Assert.DoesNotContain("Sign up for our newsletter", words, StringComparison.Ordinal);
        Assert.DoesNotContain("Five things to do this weekend", words, StringComparison.Ordinal);
    }

    private static async Task<(string Headline, List<string> Paragraphs)> SeedAsync()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Tearsheet.slnx")))
        {
            folder = folder.Parent;
        }

        var file = Path.Combine(folder?.Parent?.FullName ?? "", "shared", "data", "seed", "news-link.txt");
        Assert.SkipUnless(File.Exists(file), "needs ../shared/data: not beside this clone");
        var lines = (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken))
            .Select(line => line.Replace('\u00A0', ' ').Trim()).Where(line => line.Length > 0).ToList();
        return (lines[2], lines[3..]);
    }

    private static string Html(string headline, List<string> paragraphs)
    {
        var html = new StringBuilder(
            $"""
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline} | The Example</title>
            <meta property="og:title" content="{headline}"><meta property="og:site_name" content="The Example"></head>
            <body><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav>
            <main><article><h1>{headline}</h1><div class="story-body">
            """);
        foreach (var paragraph in paragraphs)
        {
            html.Append("<p>").Append(WebUtility.HtmlEncode(paragraph)).Append("</p>\n");
        }

        return html.Append(
            """
            </div></article><aside class="newsletter"><p>Sign up for our newsletter</p></aside>
            <section class="related"><h2>More</h2><ul><li><a href="/weekend">Five things to do this weekend</a></li></ul></section></main>
            <footer><p>Copyright The Example</p></footer></body></html>
            """).ToString();
    }
}
