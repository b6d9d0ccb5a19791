using System.Diagnostics;
using System.Text;
using CsCheck;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading.Tests.Robots;

public class RobotsFileTests
{
    [Theory]
    [InlineData("User-agent: *\nDisallow: /a # not here\nAllow: /a/b\n", "/a/c", 2, "Disallow: /a")]
    [InlineData("# first\r\n\r\nuser-agent: *\r\n  DISALLOW :\t/a  \r\n", "/a", 4, "DISALLOW :\t/a")]
    [InlineData("User-agent: *\rDisallow: /\rAllow: /a\r", "/a", 3, "Allow: /a")]
    [InlineData("User-agent: *\n\n\rDisallow: /", "/a", 4, "Disallow: /")]
    [InlineData("User-agent: *\nDisallow: /a*c$\nDisallow: /\n", "/abbc", 2, "Disallow: /a*c$")]
    public void The_line_that_decided_is_named_by_number_and_text(string file, string path, int number, string text)
    {
        var decision = Read(file).Decide("Tearsheet", "https://news.example" + path);

        Assert.Equal(new RobotsLine(number, text.Replace('\t', ' ')), decision.By);
    }

    [Theory]
    [InlineData("", "/a")]
    [InlineData("User-agent: other\nDisallow: /\n", "/a")]
    [InlineData("User-agent: *\nDisallow: /b\n", "/a")]
    [InlineData("User-agent: *\nDisallow: /\n", "/robots.txt")]
    [InlineData("User-agent: *\nDisallow: /\nUser-agent: tearsheet\n", "/a")]
    public void What_no_line_is_about_is_allowed_by_none(string file, string path) =>
        Assert.Equal(new RobotsDecision(Allowed: true, By: null), Read(file).Decide("Tearsheet", path));

    // RFC 9309, "The Allow and Disallow Lines", its table of examples, and "Special Characters".
    [Theory]
    [InlineData("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar", true)]
    [InlineData("/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar", true)]
    [InlineData("/foo/bar/ツ", "/foo/bar/%e3%83%84", true)]
    [InlineData("/foo/bar/%62%61%7A", "/foo/bar/baz", true)]
    [InlineData("/path/file-with-a-%2A.html", "/path/file-with-a-*.html", true)]
    [InlineData("/path/foo-%24", "/path/foo-$", true)]
    [InlineData("/path/foo-$", "/path/foo-$", false)]
    [InlineData("/a%2Fb", "/a/b", false)]
    [InlineData("/<b>", "/%3Cb%3E", true)]
    [InlineData("/100%", "/100%/x", true)]
    [InlineData("/*/b/*c$", "/a/b/x/c", true)]
    [InlineData("/*/b/*c$", "/a/b/x/c/d", false)]
    [InlineData("/a*a$", "/a", false)]
    [InlineData("/*", "/", true)]
    [InlineData("/$", "/", true)]
    [InlineData("/$", "/a", false)]
    [InlineData("$", "/", false)]
    [InlineData("*", "/", true)]
    public void A_rule_matches_what_the_standard_says(string rule, string path, bool matches) =>
        Assert.NotEqual(matches, Read($"User-agent: *\nDisallow: {rule}\n").Decide("Tearsheet", "https://news.example" + path).Allowed);

    [Fact]
    public void Stars_that_fit_in_many_ways_cost_no_more_than_those_that_fit_in_one()
    {
        var rule = string.Concat(Enumerable.Repeat("*a", 2000)) + "b";
        var file = Read("User-agent: *\n" + string.Concat(Enumerable.Repeat($"Disallow: {rule}\n", 100)));
        var clock = Stopwatch.StartNew();

        Assert.True(file.Decide("Tearsheet", "/" + new string('a', 8000)).Allowed);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }

    [Fact]
    public void The_first_500_KiB_are_read_and_half_a_line_is_none()
    {
        var front = "User-agent: *\nDisallow: /a\n";
        var filler = new string('#', RobotsFile.MaxBytes - front.Length - "\nDisallow: /b".Length);

        var file = Read(front + filler + "\nDisallow: /bcdef\nDisallow: /c\n");

        Assert.False(file.Decide("Tearsheet", "/a").Allowed);
        Assert.True(file.Decide("Tearsheet", "/bcdef").Allowed);
        Assert.True(file.Decide("Tearsheet", "/b").Allowed);
        Assert.True(file.Decide("Tearsheet", "/c").Allowed);
    }

    [Theory]
    [InlineData("User-agent: *\nCrawl-delay: 2.5\n", 2.5)]
    [InlineData("User-agent: *\nCrawl-delay: 5\nUser-agent: tearsheet\nCrawl-delay: 7\nDisallow:\n\nUser-agent: *\nCrawl-delay: 99", 7.0)]
    [InlineData("User-agent: *\nCrawl-delay: 5\nDisallow: /\nUser-agent: Tearsheet\nAllow: /\n", null)]
    [InlineData("User-agent: *\nCrawl-delay: 3\nCrawl-delay: 4\n", 4.0)]
    [InlineData("User-agent: *\nCrawl-delay: 99999999999\n", 86400.0)]
    [InlineData("User-agent: *\nCrawl-delay: -5\n", null)]
    [InlineData("User-agent: *\nCrawl-delay: 1e9\n", null)]
    [InlineData("User-agent: *\nCrawl-delay: soon\n", null)]
    [InlineData("Crawl-delay: 5\n", null)]
    public void The_delay_that_is_asked_for_is_bounded(string file, double? seconds) =>
        Assert.Equal(seconds is { } number ? TimeSpan.FromSeconds(number) : null, Read(file).CrawlDelay("Tearsheet"));

    [Fact]
    public void Sitemaps_are_kept_wherever_they_stand()
    {
        var file = Read("Sitemap: https://news.example/1.xml\nUser-agent: *\nSITEMAP: /2.xml # new\nDisallow: /\nsitemap:\n");

        Assert.Equal(["https://news.example/1.xml", "/2.xml"], file.Sitemaps);
        Assert.False(file.Decide("Tearsheet", "/").Allowed);
    }

    [Fact]
    public void Any_bytes_are_read_and_any_address_is_decided_without_an_exception()
    {
        string[] pieces = ["User-agent: *\n", "User-agent: tearsheet\n", "Allow: ", "Disallow: ", "/", "*", "$", "%", "%2", "%2F", "\r", "\n", "#", ":", "?", "\u00FC", "\uFEFF", "Crawl-delay: 1", "\0"];
        var text = Gen.Int[0, pieces.Length - 1].Select(n => pieces[n]).Array[0, 30].Select(string.Concat);
        Gen.Select(text, text, Gen.Byte.Array[0, 20]).Sample(
            (file, address, odd) =>
            {
                var read = RobotsFile.Read([.. Encoding.UTF8.GetBytes(file), .. odd]);
                var decision = read.Decide("Tearsheet", address);
                return decision.Allowed || decision.By is not null;
            },
            iter: 20_000);
    }

    private static RobotsFile Read(string text) => RobotsFile.Read(Encoding.UTF8.GetBytes(text));
}
