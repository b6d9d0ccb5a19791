using Tearsheet.Publishing.Pages;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Tests.Pages;

public class HeadlinesTests
{
    [Fact]
    public void The_seeds_headline_is_cut_where_the_seed_cuts_it()
    {
        var shown = Headlines.Shown(Samples.LongHeadline);
        Assert.Equal(
            "Bumbling Putin screeches round corner and veers across road while taking a panic-stricken",
            Samples.LongHeadline[..shown]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Short")]
    [InlineData("A headline that is only a few letters over the limit of ninety characters is never cut at all, no")]
    public void What_is_short_enough_is_shown_in_full(string headline) =>
        Assert.Equal(headline.Length, Headlines.Shown(headline));

    [Fact]
    public void A_cut_leaves_no_comma_before_the_points()
    {
        var headline = "One two three four five six seven eight nine ten eleven twelve thirteen fourteen, fifteen, sixteen seventeen";
        var shown = headline[..Headlines.Shown(headline, 82)];
        Assert.Equal("One two three four five six seven eight nine ten eleven twelve thirteen fourteen", shown);
    }

    [Fact]
    public void A_cut_never_halves_a_character()
    {
        var headline = string.Concat(Enumerable.Repeat("🚗", 80));
        for (var most = 20; most < 60; most++)
        {
            Assert.False(char.IsLowSurrogate(headline[Headlines.Shown(headline, most)]));
        }
    }

    [Fact]
    public void A_script_without_spaces_is_cut_too() =>
        Assert.Equal(90, Headlines.Shown(new string('金', 200)));
}

public class DatesTests
{
    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("th-TH")]
    [InlineData("fa-IR")]
    public void Dates_are_the_same_in_every_culture(string culture)
    {
        using var _ = new OtherCulture(culture);
        var day = new DateOnly(2026, 11, 24);
        Assert.Equal("24 November 2026", Dates.Day(day, english: true));
        Assert.Equal("2026-11-24", Dates.Day(day, english: false));
        Assert.Equal("Tuesday, 24 November 2026", Dates.Weekday(day, english: true));
        Assert.Equal("November 2026", Dates.Month(day, english: true));
        Assert.Equal("24 November 2026, 14:05 UTC", Dates.Minute(Samples.At, english: true));
        Assert.Equal("2026-11-24T14:05:09Z", Dates.Iso(Samples.At));
        Assert.Equal("Tue, 24 Nov 2026 14:05:09 GMT", Dates.Rfc822(Samples.At));
    }

    [Fact]
    public void A_moment_is_shown_in_UTC_whatever_its_offset()
    {
        var kathmandu = new DateTimeOffset(2026, 11, 25, 2, 0, 0, new TimeSpan(5, 45, 0));
        Assert.Equal("24 November 2026, 20:15 UTC", Dates.Minute(kathmandu, english: true));
        Assert.Equal(new DateOnly(2026, 11, 24), Dates.DayOf(kathmandu));
    }

    [Fact]
    public void A_time_without_a_zone_is_not_shown_as_if_it_had_one()
    {
        var date = new ArticleDate(Samples.At, new DateOnly(2026, 11, 24), HasTime: true, HasZone: false);
        Assert.Equal("24 November 2026", Dates.Words(date, english: true));
        Assert.Equal("2026-11-24", Dates.Iso(date));
    }
}

public class PlainProseTests
{
    private static string Html(string text) => Samples.Html(page => PlainProse.Write(page, text));

    [Fact]
    public void Blank_lines_part_paragraphs_and_line_breaks_stay() =>
        Assert.Equal("<p>a<br>b</p>\n<p>c</p>\n", Html("a\r\nb\r\n\r\n  \n\nc\n"));

    [Theory]
    [InlineData("See https://example.org/a.", "https://example.org/a")]
    [InlineData("(https://example.org/a)", "https://example.org/a")]
    [InlineData("https://example.org/a_(b), then", "https://example.org/a_(b)")]
    [InlineData("<https://example.org/?a=1&b=2>", "https://example.org/?a=1&amp;b=2")]
    [InlineData("HTTP://EXAMPLE.ORG", "HTTP://EXAMPLE.ORG")]
    public void Addresses_of_the_web_become_links(string text, string href) =>
        Assert.Contains($"<a href=\"{href}\" rel=\"external\">{href}</a>", Html(text), StringComparison.Ordinal);

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("ftp://example.org/")]
    [InlineData("https://")]
    [InlineData("xhttps://example.org")]
    [InlineData("<a href=x>y</a>")]
    public void Nothing_else_does(string text) => Assert.DoesNotContain("<a", Html(text), StringComparison.Ordinal);
}

public class TintsTests
{
    [Theory]
    [InlineData("#000000", "t222")]
    [InlineData("#ffffff", "tccc")]
    [InlineData("#8a3010", "t922")]
    [InlineData("red", "t999")]
    [InlineData("#zzzzzz", "t999")]
    public void A_colour_goes_to_the_nearest_class(string colour, string name) => Assert.Equal(name, Tints.ClassOf(colour));

    [Fact]
    public void Every_class_has_a_rule()
    {
        var style = System.Text.Encoding.UTF8.GetString(Assets.Style.Span);
        Assert.Equal(64, style.Split(".t").Count(part => part.Length > 3 && part[3] == '{' && part[..3].All("259c".Contains)));
    }
}
