using System.Text;
using AngleSharp.Html.Parser;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>What a page prints around its text, and in it, that is no part of it; what it says twice; what stands under its pictures.</summary>
public sealed class BesideTheTextTests
{
    private const string Text =
        "<p>The mayor of the small town on the river said on Monday, after weeks of talk, that she would go at the end of the month.</p>"
        + "<p>Nobody in the council had asked for it, said the eldest of them, and few had expected it, though many had heard of the bridge.</p>"
        + "<p>The bridge, which was to be opened in spring, stands without its road, and the road, which was to be paid for, without its money.</p>"
        + "<p>Her deputy, a quiet man who keeps bees, will lead the town until the people vote, which they may do, by law, before the summer.</p>";

    private const string Around = "<nav><a href=\"/a\">News</a> <a href=\"/b\">Sport</a> <a href=\"/c\">Town</a></nav>";

    [Fact]
    public void A_standfirst_is_one_block_of_the_head_that_calls_itself_so()
    {
        using var page = new HtmlParser().ParseDocument(
            Head("She steps down over a bridge that leads nowhere.")
            + "<div class=\"article-intro\"><div>Ann Lee for The Desk</div><h1>Mayor of river town to go</h1><p>She steps down over a bridge that leads nowhere at all.</p><p>By Ann Lee, January 6, 2025, in the town hall</p></div>");

        Assert.Equal("She steps down over a bridge that leads nowhere at all.", Standfirsts.Printed(PageSurvey.Of(page), "Mayor of river town to go"));
    }

    [Fact]
    public void A_caption_is_no_standfirst() =>
        Assert.Null(Read("<h1>Mayor of river town to go</h1><figure><img src=\"/img/mayor-town-hall.jpg\"><figcaption class=\"summary\">The mayor on the bridge that leads nowhere, in autumn</figcaption></figure>" + Text).Standfirst);

    [Fact]
    public void What_the_site_says_of_itself_is_no_standfirst() =>
        Assert.Null(Read(
            "<meta property=\"og:site_name\" content=\"River Gazette\"><meta name=\"description\" content=\"River Gazette brings breaking headlines, sport results, weather forecasts, recipes and horoscopes daily.\">"
            + "<h1>Mayor of river town to go</h1>" + Text + Text.Replace("mayor", "old mayor", StringComparison.Ordinal)).Standfirst);

    [Fact]
    public void A_description_that_breaks_off_ends_with_its_last_whole_sentence() =>
        Assert.Equal(
            "Nobody in all the valley had seen this coming for years. Many of them shrug.",
            Read(Head("Nobody in all the valley had seen this coming for years. Many of them shrug. And yet they speak all day about") + "<h1>Mayor of river town to go</h1>" + Text).Standfirst);

    [Fact]
    public void What_the_body_begins_with_as_a_heading_is_not_said_twice() =>
        Assert.Null(Read(Head("She steps down over a bridge that leads nowhere at all.") + "<h1>Mayor of river town to go</h1><h2>She steps down over a bridge that leads nowhere at all.</h2>" + Text).Standfirst);

    [Theory]
    [InlineData("<h3>Related content</h3><ul><li><a href=\"/1\">Bridge opens without any road in spring</a></li><li><a href=\"/2\">Council of the river town meets at night</a></li></ul>")]
    [InlineData("<p><strong>Weitere Beiträge:</strong></p><p><a href=\"/1\">Brücke ohne Straße</a></p>")]
    [InlineData("<p>If you liked this, please consider sharing it: share this post with your friends!</p>")]
    [InlineData("<p>Sign up for our weekly newsletter and get the news of the river in your inbox.</p>")]
    [InlineData("<p><em>The Desk is made by three people in a room over the bakery of the river town, who have no money but much time. If you liked this, consider sharing it with your friends in the valley and beyond, for that is how we find our readers, and think of the cat in our office too.</em></p>")]
    [InlineData("<p>Tags: bridges, mayors, rivers</p>")]
    [InlineData("<p>This slideshow requires JavaScript.</p>")]
    public void Ways_to_other_stories_and_pleas_are_no_text(string aside)
    {
        var body = Read("<h1>Mayor of river town to go</h1>" + Text + aside).Body;

        Assert.Equal(4, body.Count);
        Assert.All(body, block => Assert.IsType<BodyBlock.Paragraph>(block));
    }

    [Fact]
    public void A_text_about_newsletters_is_text()
    {
        const string About = "<p>The newsletter of the town has three hundred subscribers, and the council reads it too.</p>";

        Assert.Equal(5, Read("<h1>Mayor of river town to go</h1>" + Text + About).Body.Count);
    }

    [Fact]
    public void A_linked_picture_with_a_headline_is_another_story()
    {
        var article = Read(
            "<h1>Mayor of river town to go</h1>" + Text
            + "<div class=\"box\"><a href=\"/2024/bridge\"><img src=\"/img/other-bridge-photo.jpg\"></a><div><a href=\"/2024/bridge\">The bridge that leads nowhere is painted</a> <span>06.01.2025</span></div></div>");

        Assert.DoesNotContain(article.Body, block => block is BodyBlock.Figure);
    }

    [Fact]
    public void A_picture_that_links_to_itself_stays()
    {
        var article = Read(
            "<h1>Mayor of river town to go</h1>" + Text
            + "<p><a href=\"/img/town-hall-photo.jpg\"><img src=\"/img/town-hall-photo-640x480.jpg\"></a></p>" + Text.Replace("mayor", "lady", StringComparison.Ordinal));

        Assert.Contains(article.Body, block => block is BodyBlock.Figure);
    }

    [Theory]
    [InlineData("<img src=\"https://secure.gravatar.com/avatar/9d127ed?s=144\">")]
    [InlineData("<img src=\"/i/blank.jpg\">")]
    [InlineData("<div class=\"author-photo\"><img src=\"/img/ann-lee-smiling.jpg\"></div>")]
    [InlineData("<img alt=\"Ann Lee\" src=\"/img/portrait-of-a-writer.jpg\">")]
    public void Faces_of_those_who_write_and_blank_pixels_are_no_pictures(string image)
    {
        var article = Read("<meta name=\"author\" content=\"Ann Lee\"><h1>Mayor of river town to go</h1>" + Text + image + Text.Replace("mayor", "lady", StringComparison.Ordinal));

        Assert.DoesNotContain(article.Body, block => block is BodyBlock.Figure);
        Assert.Null(article.LeadImage);
    }

    [Fact]
    public void A_picture_in_two_sizes_stands_once()
    {
        var article = Read(
            "<meta property=\"og:image\" content=\"/img/e8.jpg\"><h1>Mayor of river town to go</h1><img src=\"/_next/image?url=%2Fimg%2Fe8.jpg&amp;w=1366\">" + Text);

        Assert.Single(article.Images);
    }

    [Theory]
    [InlineData("Photo: Cem Öz", null, "Cem Öz")]
    [InlineData("The old door of the town hall, seen in autumn", "The old door of the town hall, seen in autumn", null)]
    [InlineData("The old door. (Foto: Cem Öz)", "The old door.", "Cem Öz")]
    public void A_line_under_a_picture_that_says_what_or_whose_it_is_is_its_caption(string line, string? caption, string? credit)
    {
        var article = Read(
            "<h1>Mayor of river town to go</h1>" + Text + "<p><img alt=\"The old door of the town hall, seen in autumn\" src=\"/img/town-hall-photo.jpg\"></p><p>" + line + "</p>"
            + Text.Replace("mayor", "lady", StringComparison.Ordinal));

        var figure = Assert.Single(article.Body.OfType<BodyBlock.Figure>());
        Assert.Equal((caption, credit), (article.Images[figure.Image].Caption, article.Images[figure.Image].Credit));
        Assert.DoesNotContain(article.Body.OfType<BodyBlock.Paragraph>(), paragraph => ((Inline.Text)paragraph.Inlines[0]).Value.Contains("Öz", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_list_says_twice_stays_twice()
    {
        const string Fact = "<li>Open from nine to five on all working days of the week except on holidays and on the day of the river, when all are out.</li>";
        var list = Read("<h1>Mayor of river town to go</h1>" + Text + "<ul><li>Town hall and the library beside it, first floor<ul>" + Fact + "</ul></li><li>School and the swimming bath beside it, old part<ul>" + Fact + "</ul></li></ul>" + Text.Replace("mayor", "lady", StringComparison.Ordinal))
            .Body.OfType<BodyBlock.ListBlock>().Single();

        Assert.All(list.Items, item => Assert.IsType<BodyBlock.ListBlock>(item[^1]));
    }

    [Theory]
    [InlineData(" start=\"4\"", 4)]
    [InlineData("", 1)]
    [InlineData(" start=\"-3\"", 1)]
    [InlineData(" start=\"99999999999\"", 1)]
    public void A_list_goes_on_counting_where_it_says(string start, int first) =>
        Assert.Equal(
            first,
            Read("<h1>Mayor of river town to go</h1>" + Text + $"<ol{start}><li>Ask the council for the road, said the deputy, and wait.</li><li>Ask the people for the money, said the mayor.</li></ol>" + Text.Replace("mayor", "lady", StringComparison.Ordinal))
                .Body.OfType<BodyBlock.ListBlock>().Single().First);

    [Fact]
    public void A_name_in_a_byline_ends_where_its_link_ends() =>
        Assert.Equal(
            ["Ann Lee"],
            Read("<h1>Mayor of river town to go</h1><div class=\"byline\"><span>Written by:</span> <a href=\"/author/ann-lee\">Ann Lee</a> <span>Gardener and Cook</span></div>" + Text).Authors);

    [Fact]
    public void A_picture_between_two_paragraphs_is_the_texts_however_much_beside_it_is_not()
    {
        var box = "<aside class=\"related\"><ul>" + string.Concat(Enumerable.Range(1, 12).Select(i => $"<li><a href=\"/more/{i}\">Another story of the river, number {i}, for another day</a></li>")) + "</ul></aside>";
        var teaser = "<div class=\"box\"><img src=\"/img/other-story-photo.jpg\" width=800><p><a href=\"/more/99\">Another story of the river</a></p></div>";

        var article = Read("<h1>Mayor of river town to go</h1>" + Text + "<figure><img src=\"/img/town-hall-photo.jpg\" width=800></figure>" + Text.Replace("mayor", "old mayor", StringComparison.Ordinal) + teaser + box);

        Assert.Equal(["https://news.example/img/town-hall-photo.jpg"], article.Body.OfType<BodyBlock.Figure>().Select(figure => article.Images[figure.Image].Address));
    }

    [Theory]
    [InlineData("She steps down over a bridge that leads nowhere.", 5)]
    [InlineData("The mayor of a small town steps down, and nobody knows who pays for the road.", 4)]
    public void On_a_page_without_a_site_a_paragraph_called_summary_is_text_if_the_page_describes_itself_in_other_words(string summary, int paragraphs)
    {
        var page = $"<title>Mayor goes</title><meta name=\"description\" content=\"The mayor of a small town steps down, and nobody knows who pays for the road.\"><h1>Mayor goes</h1><p id=\"summary\">{summary}</p>" + Text;

        Assert.Equal(paragraphs, ArticleReader.Read(Encoding.UTF8.GetBytes(page), "text/html; charset=utf-8", address: null).Body.Count);
    }

    [Fact]
    public void A_heading_as_long_as_a_paragraph_is_one()
    {
        var lead = string.Concat(Enumerable.Repeat("The mayor of the small town on the river goes, she says. ", 5)).Trim();

        Assert.Equal(new BodyBlock.Paragraph([new Inline.Text(lead)]), Read("<h1>Mayor of river town to go</h1><h2>" + lead + "</h2>" + Text).Body[0]);
    }

    [Fact]
    public void Two_bold_runs_side_by_side_are_one() =>
        Assert.Contains(
            new BodyBlock.Paragraph([new Inline.Strong([new Inline.Text("Audience:")]), new Inline.Text(" all who live by the river, and read in the evening.")]),
            Read("<h1>Mayor of river town to go</h1>" + Text + "<p><b>Audience</b><b>:</b> all who live by the river, and read in the evening.</p>" + Text.Replace("mayor", "lady", StringComparison.Ordinal)).Body);

    private static string Head(string description) => $"<meta property=\"og:description\" content=\"{description}\">";

    private static Article Read(string content) => ArticleReader.Read(
        Encoding.UTF8.GetBytes("<!doctype html><html lang=\"en\"><title>Mayor of river town to go</title><body>" + Around + "<article>" + content + "</article></body></html>"),
        "text/html; charset=utf-8",
        "https://news.example/2025/01/06/mayor");
}
