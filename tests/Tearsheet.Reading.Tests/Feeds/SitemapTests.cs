using System.IO.Compression;
using System.Text;
using Tearsheet.Reading.Feeds;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Tests.Feeds.Polling;

namespace Tearsheet.Reading.Tests.Feeds;

/// <summary>Sitemaps, followed like feeds.</summary>
public sealed class SitemapTests
{
    private const string News = """
        <?xml version="1.0" encoding="UTF-8"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
          <url><loc>https://news.example/1?a=1&amp;b=2</loc><lastmod>2026-11-24T09:00:00Z</lastmod>
            <n:news><n:publication><n:name>Desk</n:name><n:language>en</n:language></n:publication>
              <n:publication_date>2026-11-24T08:00:00+01:00</n:publication_date><n:title>One &amp; all</n:title><n:keywords>tax, court</n:keywords></n:news>
            <image:image><image:loc>https://news.example/1.jpg</image:loc><image:title>A picture</image:title></image:image></url>
          <url><loc>/2</loc></url><url><lastmod>2026-11-24</lastmod></url><url><loc>javascript:x</loc></url>
        </urlset>
        """;

    [Fact]
    public void A_news_sitemap_is_read_with_headlines_dates_and_pictures()
    {
        var feed = Read(News);

        Assert.Equal(FeedFormat.NewsSitemap, feed.Format);
        Assert.Equal(["https://news.example/1?a=1&b=2", "https://news.example/2"], feed.Entries.Select(entry => entry.Link));
        var one = feed.Entries[0];
        Assert.Equal(("One & all", "https://news.example/1.jpg", "tax,court"), (one.Title!.Value, one.Image, string.Join(',', one.Tags)));
        Assert.Equal((new DateTimeOffset(2026, 11, 24, 7, 0, 0, default), new DateTimeOffset(2026, 11, 24, 9, 0, 0, default)), (one.Published, one.Updated));
    }

    [Fact]
    public void A_prefix_on_the_sitemaps_own_elements_changes_nothing() =>
        Assert.Equal("https://news.example/1", Read("<s:urlset xmlns:s='x'><s:url><s:loc>https://news.example/1</s:loc></s:url></s:urlset>").Entries[0].Link);

    [Fact]
    public void An_index_gives_its_sitemaps_the_newest_first_and_no_entries()
    {
        var feed = Read(Index(("a", 1), ("b", 3), ("c", 2)));

        Assert.Equal(["https://news.example/b.xml", "https://news.example/c.xml", "https://news.example/a.xml"], feed.Sitemaps.Select(child => child.Address));
        Assert.Empty(feed.Entries);
    }

    [Fact]
    public void Of_more_pages_than_are_kept_the_newest_are()
    {
        var urls = Enumerable.Range(1, 28).Select(day => $"<url><loc>https://news.example/{day}</loc><lastmod>2026-02-{day:00}</lastmod></url>");

        var feed = Read($"<urlset>{string.Concat(urls)}</urlset>", new FeedLimits { MaxEntries = 2 });

        Assert.Equal(["https://news.example/28", "https://news.example/27"], feed.Entries.Select(entry => entry.Link));
        Assert.True(feed.IsCut);
    }

    [Fact]
    public void A_sitemap_is_polled_like_a_feed_gzip_file_or_not()
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(News));
        }

        var result = PollRules.Begin(Polls.Address).Learn(Polls.Answer(target.ToArray()));

        Assert.Equal(2, result.New.Count);
        Assert.Equal("", result.State.Learn(Polls.Answer(News)).Told());
    }

    [Fact]
    public void Of_an_index_only_the_sitemaps_that_changed_are_told()
    {
        var first = PollRules.Begin(Polls.Address).Learn(Polls.Answer(Index(("a", 1), ("b", 3))));
        Assert.Equal(2, first.Sitemaps.Count);

        var second = first.State.Learn(Polls.Answer(Index(("a", 1), ("b", 4), ("c", 4))), Polls.Start.AddHours(1));

        Assert.Equal(["https://news.example/c.xml", "https://news.example/b.xml"], second.Sitemaps.Select(child => child.Address));
        Assert.Empty(second.New);
    }

    [Fact]
    public void Any_damage_to_a_sitemap_is_survived()
    {
        var whole = Encoding.UTF8.GetBytes(News);
        for (var at = 0; at < whole.Length; at++)
        {
            _ = SitemapReader.Read(whole.AsSpan(0, at), contentType: null, Polls.Address);
        }
    }

    [Theory]
    [InlineData("text/plain", "https://news.example/list")]
    [InlineData("text/plain; charset=utf-8", null)]
    [InlineData("application/octet-stream", "https://news.example/sitemap.txt")]
    [InlineData(null, "https://news.example/sitemap.TXT?x=1")]
    public void A_sitemap_of_plain_text_has_an_address_on_each_line(string? type, string? address)
    {
        var feed = TextSitemap.Read("\uFEFFhttps://news.example/1\r\n\r\n  http://news.example/\u00FC?a=1&b=2 \nhttps://news.example/1\nHTTPS://NEWS.example/3"u8, type, address, FeedLimits.Usual)!;

        Assert.Equal(["https://news.example/1", "http://news.example/%C3%BC?a=1&b=2", "https://news.example/3"], feed.Entries.Select(entry => entry.Link));
        Assert.Equal((FeedFormat.Sitemap, true, false), (feed.Format, feed.IsWellFormed, feed.IsCut));
    }

    [Theory]
    [InlineData("User-agent: *\nDisallow: /\nSitemap: https://news.example/sitemap.xml\n")]
    [InlineData("Some notes.\nhttps://news.example/1\n")]
    [InlineData("https://news.example/1\nis where\nit all began\n")]
    [InlineData("https://news.example/1 is where it all began\n")]
    [InlineData("https://user:secret@news.example/1\n")]
    [InlineData("\n\n")]
    public void Text_that_is_no_list_of_addresses_is_no_sitemap(string text) =>
        Assert.Null(TextSitemap.Read(Encoding.UTF8.GetBytes(text), "text/plain", "https://news.example/sitemap.txt", FeedLimits.Usual));

    [Fact]
    public void A_list_of_addresses_that_nobody_calls_text_is_no_sitemap() =>
        Assert.Null(TextSitemap.Read("https://news.example/1\n"u8, "text/html", "https://news.example/", FeedLimits.Usual));

    [Fact]
    public void A_line_that_is_no_address_is_left_out_of_many_and_the_list_is_bounded()
    {
        var lines = string.Concat(Enumerable.Range(1, 60_000).Select(number => $"https://news.example/{number}\n"));

        var feed = TextSitemap.Read(Encoding.UTF8.GetBytes("https://news.example/0\nhttps://news.example/x\n# a remark\n" + lines), "text/plain", null, new FeedLimits { MaxEntries = 1000 })!;

        Assert.Equal((1000, true, false), (feed.Entries.Count, feed.IsCut, feed.IsWellFormed));
        Assert.Null(TextSitemap.Read(Encoding.UTF8.GetBytes(lines), "text/plain", null, new FeedLimits { MaxBytes = 1000 }));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_text_is_polled_like_a_feed_gzip_file_or_not(bool zipped)
    {
        var bytes = "https://news.example/1\nhttps://news.example/2\n"u8.ToArray();
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        var answer = Polls.Answer(zipped ? target.ToArray() : bytes, headers: ("Content-Type", "text/plain"));
        var first = PollRules.Begin(Polls.Address).Learn(answer);
        var second = first.State.Learn(Polls.Answer("https://news.example/1\nhttps://news.example/2\nhttps://news.example/3\n"u8.ToArray(), headers: ("Content-Type", "text/plain")), Polls.Start.AddHours(1));

        Assert.Equal(2, first.New.Count);
        Assert.Equal("https://news.example/3", Assert.Single(second.New).Link);
    }

    private static string Index(params (string Name, int Day)[] children) =>
        $"<sitemapindex>{string.Concat(children.Select(child => $"<sitemap><loc>https://news.example/{child.Name}.xml</loc><lastmod>2026-11-0{child.Day}</lastmod></sitemap>"))}</sitemapindex>";

    private static Feed Read(string text, FeedLimits? limits = null) =>
        Assert.IsType<FeedOutcome.Read>(SitemapReader.Read(Encoding.UTF8.GetBytes(text), contentType: null, Polls.Address, limits)).Feed;
}
