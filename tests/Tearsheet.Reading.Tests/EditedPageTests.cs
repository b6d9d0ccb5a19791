using System.Text;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Tests;

/// <summary>Whole pages of a newspaper, as they are answered from hour to hour: what changes on them all the time, and what an editor changed.</summary>
public sealed class EditedPageTests
{
    private const string Filed = "https://harbour.example/2026/ships";

    private static readonly Draft s_first = new();

    [Fact]
    public void A_page_that_never_stands_still_has_the_edits_that_somebody_made_and_no_other()
    {
        var found = new List<string>();
        var newest = Read(s_first);
        Draft[] hours =
        [
            s_first with { Hour = 1 },
            s_first with { Hour = 2, Second = "The master of the harbour wrote letters in the night, and the answers came with the tide." },
            s_first with { Hour = 3 },
            s_first with { Hour = 4, Headline = "Ships leave the harbour" },
            s_first with { Hour = 5, Headline = "Ships leave the harbour", Third = null },
            s_first with { Hour = 6, Headline = "Ships leave the harbour", Third = null },
        ];
        foreach (var hour in hours)
        {
            var article = Read(hour);
            switch (Check.Judge(Visit(article), Address(), newest))
            {
                case CheckVerdict.Changed changed:
                    found.Add(FormattableString.Invariant($"{hour.Hour}: {string.Join(' ', changed.Diff.Edits.Select(edit => edit.Kind))}"));
                    newest = article;
                    break;
                case CheckVerdict.Unchanged:
                    break;
                case var other:
                    Assert.Fail(other.ToString());
                    break;
            }
        }

        Assert.Equal(["2: Spelling", "3: Spelling", "4: Headline", "5: Deletion"], found);
    }

    [Theory]
    [InlineData("<html><head><title>Just a moment...</title></head><body><h1>Checking your browser before accessing harbour.example</h1><p>Please enable JavaScript and cookies to continue.</p></body></html>")]
    [InlineData("<html><head><title>Page not found</title></head><body><h1>404 - Page not found</h1><p>The page you are looking for could not be found.</p></body></html>")]
    public void A_page_that_stands_in_the_articles_place_is_no_edit(string html)
    {
        var article = ArticleReader.Read(Encoding.UTF8.GetBytes(html), "text/html", Filed);

        Assert.IsType<CheckVerdict.NotTheArticle>(Check.Judge(Visit(article), Address(), Read(s_first)));
    }

    private static Article Read(Draft draft) => ArticleReader.Read(Encoding.UTF8.GetBytes(draft.Page()), "text/html; charset=utf-8", Filed);

    private static VisitOutcome.Read Visit(Article article) => new(
        new Capture(
            Address(), DateTimeOffset.UnixEpoch,
            [
                new Exchange
                {
                    Provenance = Provenance.Fetched, Address = new Uri(Filed), Status = 200,
                    Started = DateTimeOffset.UnixEpoch, Ended = DateTimeOffset.UnixEpoch,
                },
            ],
            0),
        article,
        []);

    private static LinkAddress Address()
    {
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(Filed, out var address));
        return address!;
    }

    private sealed record Draft
    {
        public int Hour { get; init; }

        public string Headline { get; init; } = "Ships wait before the harbour";

        public string Second { get; init; } = "The master of the harbour wrote letters in the night, and the anwsers came with the tide.";

        public string? Third { get; init; } = "Nobody on the pier could have told them why, and the paper of the town, which knows everything, knew nothing of it for three days.";

        public string Page()
        {
            var ad = new[] { "shoes", "cars", "cruises", "watches", "flights", "coats", "boats" }[Hour];
            return $"""
                <!doctype html><html lang="en"><head><title>{Headline} | The Harbour Post</title>
                <meta property="og:title" content="{Headline}"><meta property="article:published_time" content="2026-11-20T08:00:00Z">
                <meta property="article:modified_time" content="2026-11-20T{8 + Hour:00}:00:00Z"><link rel="canonical" href="{Filed}"></head><body>
                <header><a href="/">The Harbour Post</a> <span class="clock">{8 + Hour}:17:42</span></header>
                <div class="ad"><a href="https://ads.example/{ad}">The best {ad} of the year, now for half of what you would expect</a></div>
                <article><h1>{Headline}</h1><p class="byline">By Ann Lee</p><p class="updated">Updated {Hour} hours ago</p>
                <p>Forty ships lay before the harbour on Friday morning, and no pilot went out to bring them in, though the sea was calm and the light was good.</p>
                <p>{Second}</p>
                <div class="ad-slot"><a href="https://ads.example/{ad}/2">Sponsored: {ad} that everybody talks about</a></div>
                {(Third is null ? "" : $"<p>{Third}</p>")}
                <p>By the evening the first of them had turned about, and those who watched from the mole counted the lamps until there was none left to count.</p>
                <p>Read more: <a href="/2026/{Hour}">What the {ad} of the harbour have to do with the price of fish</a></p>
                <p class="counter">{1200 + (Hour * 31)} views</p></article>
                <aside><h2>Most read</h2><ul><li><a href="/a{Hour}">A story about {ad}</a></li><li><a href="/b{Hour}">Another story of hour {Hour}</a></li></ul></aside>
                <footer>© The Harbour Post</footer></body></html>
                """;
        }
    }
}
