using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Which of the things that a page says of itself is believed, and that it can be asked for.</summary>
public sealed class WitnessTests
{
    private static readonly string s_text = "<p>" + string.Concat(Enumerable.Repeat("The mayor of the river town steps down over a bridge. ", 6)) + "</p>";

    [Fact]
    public void The_account_that_published_is_no_author_where_a_byline_names_one() => Assert.Equal(
        ["Ann Lee"],
        Read("<meta name=author content=deskuser7>", "<h1>Mayor goes after long night</h1><p>By Ann Lee</p>").Authors);

    [Fact]
    public void A_byline_under_the_headline_names_who_wrote_and_the_data_whoever_filed_it() => Assert.Equal(
        ["Ann Lee"],
        Read("<meta name=author content='Kate Smith'>", "<h1>Mayor goes after long night</h1><p>By Ann Lee</p>").Authors);

    [Fact]
    public void Authors_of_other_stories_and_of_comments_are_none_of_ours() => Assert.Equal(
        ["Ann Lee"],
        Read("", "<h1>Mayor goes after long night</h1><a rel=author href=/author/ann-lee>Ann Lee</a>" + s_text
            + "<div class=related><a rel=author href=/author/bob-ray>Bob Ray</a></div><div class=comments><span class=author>Cem Oz</span></div>").Authors);

    [Fact]
    public void The_same_moment_on_the_houses_own_clock_gives_the_zone()
    {
        var date = Read("<meta property=article:published_time content=2023-11-09T03:28:35Z><meta name=sailthru.date content='2023-11-08 22:28:35'>", "<h1>Mayor goes after long night</h1>").Published!.Value;

        Assert.Equal((new DateOnly(2023, 11, 8), TimeSpan.FromHours(-5)), (date.Day, date.Moment!.Value.Offset));
    }

    [Fact]
    public void The_day_that_readers_see_is_kept_beside_the_moment()
    {
        var date = Read("<meta property=article:published_time content=2020-12-05T23:15:00Z>", "<h1>Mayor goes after long night</h1><p class=date>6 December 2020</p>").Published!.Value;

        Assert.Equal((new DateOnly(2020, 12, 6), new DateTimeOffset(2020, 12, 5, 23, 15, 0, TimeSpan.Zero)), (date.Day, date.Moment!.Value));
    }

    [Fact]
    public void An_update_on_the_day_of_publication_without_a_time_is_none() =>
        Assert.Null(Read("<meta property=article:published_time content=2018-10-03T19:41:00Z><meta property=article:modified_time content=2018-10-03>", "<h1>Mayor goes after long night</h1>").Updated);

    [Fact]
    public void A_date_that_calls_itself_an_update_is_no_day_of_publication()
    {
        var article = Read("", "<h1>Mayor goes after long night</h1><p><span>Last updated:</span> <span>9 January 2025</span></p><p><span>Published:</span> <span>6 January 2025</span></p>");

        Assert.Equal((new DateOnly(2025, 1, 6), new DateOnly(2025, 1, 9)), (article.Published!.Value.Day, article.Updated!.Value.Day));
    }

    [Fact]
    public void The_day_of_a_picture_is_not_that_of_the_story() => Assert.Equal(
        new DateOnly(2024, 8, 27),
        Read("<meta property=article:published_time content=2024-08-27T10:32:24Z>",
            "<div class=media-caption-date>Archive picture (16.08.2024)</div><h1>Mayor goes after long night</h1>").Published!.Value.Day);

    [Fact]
    public void A_line_with_two_days_yields_to_the_elements_that_hold_one_each() => Assert.Equal(
        new DateOnly(2023, 4, 26),
        Read("<meta property=article:published_time content=2025-08-21>",
            "<h1>Mayor goes after long night</h1><div class=post-meta><div class=meta-date>Published <b>Apr 26, 2023</b></div><div class=meta-date>Updated <b>Aug 21, 2025</b></div></div>")
            .Published!.Value.Day);

    [Fact]
    public void Where_no_day_of_publication_is_given_the_update_by_the_headline_beats_the_days_of_other_stories() => Assert.Equal(
        new DateOnly(2023, 8, 8),
        Read("", "<h1>Mayor goes after long night</h1><p class=date>Last modified: August 8, 2023</p>" + s_text + s_text
            + "<div class=card><p>March 5, 2026</p><h3>Another story</h3></div>").Published!.Value.Day);

    [Fact]
    public void Headings_under_the_text_are_of_other_stories_though_they_share_its_words() => Assert.Equal(
        "The best trails for riders",
        Read("<title>Where to bike in the river town</title><meta property=og:title content='Our favourite spots to bike'>",
            "<h1 class=headline>The best trails for riders</h1>" + s_text + "<h1>Where to paddle in the river town</h1>").Headline);

    [Fact]
    public void A_picture_that_leads_to_another_page_is_not_the_lead()
    {
        var article = Read(
            "<meta property=og:image content=/img/social-card-of-the-desk.png>",
            "<h1>Mayor goes after long night</h1><figure><a href=/people/ann-lee><img src=/img/ann-lee-portrait.jpg></a></figure><figure><img src=/img/mayor-on-bridge.jpg></figure>");

        Assert.Equal("https://news.example/img/mayor-on-bridge.jpg", article.Images[article.LeadImage!.Value].Address);
    }

    [Fact]
    public void A_picture_printed_under_the_headline_is_the_lead_where_the_social_one_stands_nowhere()
    {
        var article = Read(
            "<meta property=og:image content=/img/social-card-of-the-desk.png>",
            "<h1>Mayor goes after long night</h1><figure><img src=/img/mayor-on-bridge.jpg srcset='/img/mayor-on-bridge-480.jpg 480w, /img/mayor-on-bridge-960.jpg 960w'><figcaption>On the bridge</figcaption></figure>");
        var lead = article.Images[article.LeadImage!.Value];

        Assert.Equal("On the bridge", lead.Caption);
        Assert.Contains(lead.Sizes, size => size is { Address: "https://news.example/img/mayor-on-bridge-480.jpg", Width: 480 });
    }

    [Fact]
    public void Whoever_asks_is_told_which_witness_gave_each_field()
    {
        var why = new Explanation();
        var page = "<meta property=article:published_time content=2025-01-06T10:00:00Z><h1>Mayor goes after long night</h1><p>By Ann Lee</p>" + s_text;
        var asked = ArticleReader.Read(Encoding.UTF8.GetBytes(page), null, "https://news.example/story/1", contentDisposition: null, why);

        Assert.Contains(new("headline", "printed heading", "Mayor goes after long night"), why.Fields);
        Assert.Contains(new("authors", "printed byline", "Ann Lee"), why.Fields);
        Assert.Contains(new("published", "article:published_time", "2025-01-06T10:00:00+00:00"), why.Fields);
        Assert.Equal(asked, ArticleReader.Read(Encoding.UTF8.GetBytes(page), null, "https://news.example/story/1"));
    }

    private static Article Read(string head, string body) =>
        ArticleReader.Read(Encoding.UTF8.GetBytes("<!doctype html><html lang=en><head>" + head + "</head><body>" + body + s_text + "</body></html>"), null, "https://news.example/story/1");
}
