using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Publishing.Editions;
using Tearsheet.Publishing.Tests.Pages;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Tests.Editions;

public class PortionTests
{
    private static readonly Cid Some = Cid.ForBlock(Multicodec.Raw, "x"u8);

    private static readonly Article Article = new()
    {
        EngineVersion = "engine/1",
        Headline = "Headline",
        Standfirst = "A standfirst of thirty letters.",
        Authors = ["Ann Lee"],
        Kind = ArticleKind.Article,
        Published = ArticleDate.OfDay(new DateOnly(2026, 11, 24)),
        Images =
        [
            new ArticleImage("https://example.org/a.jpg", "alt", "caption", "credit", 1600, 900),
            new ArticleImage("https://example.org/b.jpg", "", null, null, null, null),
        ],
        LeadImage = 0,
        Body =
        [
            Samples.Paragraph("A standfirst of thirty letters."),
            new BodyBlock.Heading(2, [new Inline.Text("Not a paragraph")]),
            Samples.Paragraph(Repeat("one", 60)),
            new BodyBlock.Figure(0),
            new BodyBlock.Quote([new BodyBlock.Figure(1)], null),
            Samples.Paragraph(Repeat("two", 40)),
            Samples.Paragraph("three"),
        ],
    };

    private static readonly StoredArticle Stored = new(
        Some,
        Article,
        [Rendition(0, 480), Rendition(0, 1280), Rendition(1, 960), Rendition(1, 480)]);

    private static string Repeat(string word, int times) => string.Join(' ', Enumerable.Repeat(word, times));

    private static StoredRendition Rendition(int image, int width, string type = "image/webp") =>
        new(image, new Imported(Some, 100, 100), width, width * 9 / 16, type, "#888888");

    internal static FiledLink Link(PublicationPolicy policy, PageWishes? wishes = null, string? overriddenBy = null) => new()
    {
        Id = "2026/11/abc",
        Seq = 1,
        ChangedSeq = 1,
        FiledAt = Samples.At,
        VisibleSince = Samples.At,
        RawAddress = "https://example.org/a",
        CanonicalAddress = "https://example.org/a",
        Address = "https://example.org/a",
        RulesVersion = 1,
        Host = "example.org",
        State = LinkState.Live,
        Headline = "Headline",
        EffectivePolicy = policy,
        Wishes = wishes ?? PageWishes.None,
        PolicyOverriddenBy = overriddenBy,
    };

    [Fact]
    public void Headline_lets_out_no_word_and_no_picture_of_the_article()
    {
        var portion = Portion.Of(Link(PublicationPolicy.Headline), Stored);
        Assert.Null(portion.Standfirst);
        Assert.Empty(portion.Excerpt);
        Assert.Null(portion.Body);
        Assert.Empty(portion.Lead);
        Assert.Empty(portion.Others);
        Assert.Empty(portion.Authors);
        Assert.NotNull(portion.Published);
    }

    [Fact]
    public void Excerpt_lets_out_the_standfirst_whole_paragraphs_up_to_100_words_and_one_small_picture()
    {
        var portion = Portion.Of(Link(PublicationPolicy.Excerpt), Stored);
        Assert.Equal(Article.Standfirst, portion.Standfirst);
        Assert.Equal([Repeat("one", 60), Repeat("two", 40)], portion.Excerpt);
        Assert.Null(portion.Body);
        Assert.Equal(480, Assert.Single(portion.Lead).Width);
        Assert.Empty(portion.Others);
    }

    [Fact]
    public void A_first_paragraph_of_more_than_100_words_is_not_cut()
    {
        var stored = Stored with { Article = Article with { Body = [Samples.Paragraph(Repeat("word", 101))] } };
        Assert.Empty(Portion.Of(Link(PublicationPolicy.Excerpt), stored).Excerpt);
    }

    [Fact]
    public void Full_lets_out_the_text_and_all_its_pictures_the_lead_once()
    {
        var portion = Portion.Of(Link(PublicationPolicy.Full), Stored);
        Assert.Equal(Article.Body, portion.Body);
        Assert.Empty(portion.Excerpt);
        Assert.Equal([480, 1280], portion.Lead.Select(picture => picture.Width));
        Assert.Equal((1, 960), (Assert.Single(portion.Others).Image, portion.Others[0].Width));
    }

    [Theory]
    [InlineData(30, 0, false)]
    [InlineData(31, 0, true)]
    [InlineData(31 + 239, 1, true)]
    [InlineData(31 + 238, 0, true)]
    public void Max_snippet_bounds_the_letters_of_an_excerpt(int most, int paragraphs, bool hasStandfirst)
    {
        var portion = Portion.Of(Link(PublicationPolicy.Excerpt, new PageWishes { MaxSnippet = most }), Stored);
        Assert.Equal(hasStandfirst, portion.Standfirst is not null);
        if (hasStandfirst)
        {
            Assert.Equal(paragraphs, portion.Excerpt.Count);
        }
    }

    [Fact]
    public void A_page_that_wants_no_picture_shown_has_none()
    {
        foreach (var policy in (PublicationPolicy[])[PublicationPolicy.Excerpt, PublicationPolicy.Full])
        {
            var portion = Portion.Of(Link(policy, new PageWishes { MaxImagePreview = ImagePreview.None }), Stored);
            Assert.Empty(portion.Lead);
            Assert.Empty(portion.Others);
        }
    }

    [Fact]
    public void What_the_page_asks_is_not_heeded_where_an_editor_has_lifted_it()
    {
        var wishes = new PageWishes { MaxImagePreview = ImagePreview.None, MaxSnippet = 1 };
        var portion = Portion.Of(Link(PublicationPolicy.Excerpt, wishes, overriddenBy: "ann"), Stored);
        Assert.NotNull(portion.Standfirst);
        Assert.NotEmpty(portion.Lead);
    }

    [Theory]
    [InlineData(ArticleKind.PaywallStub)]
    [InlineData(ArticleKind.BotWall)]
    [InlineData(ArticleKind.ConsentWall)]
    [InlineData(ArticleKind.ErrorPage)]
    [InlineData(ArticleKind.LoginPage)]
    [InlineData(ArticleKind.Listing)]
    [InlineData(ArticleKind.NotHtml)]
    [InlineData(ArticleKind.Empty)]
    public void What_is_no_article_lets_out_nothing_under_any_policy(ArticleKind kind)
    {
        var portion = Portion.Of(Link(PublicationPolicy.Full, overriddenBy: "ann"), Stored with { Article = Article with { Kind = kind } });
        Assert.Null(portion.Standfirst);
        Assert.Empty(portion.Excerpt);
        Assert.Null(portion.Body);
        Assert.Empty(portion.Lead);
        Assert.Empty(portion.Others);
    }

    [Fact]
    public void A_picture_that_is_no_raster_picture_never_leaves()
    {
        var stored = Stored with { Renditions = [Rendition(0, 480, "image/svg+xml"), Rendition(1, 480, "text/html")] };
        var portion = Portion.Of(Link(PublicationPolicy.Full), stored);
        Assert.Empty(portion.Lead);
        Assert.Empty(portion.Others);
    }

    [Fact]
    public void Without_an_article_there_is_nothing_to_show() =>
        Assert.Equal(ArticleKind.Empty, Portion.Of(Link(PublicationPolicy.Full), null).Kind);

    [Theory]
    [InlineData("", 0)]
    [InlineData("one two  three\nfour", 4)]
    [InlineData("푸틴과 김정은", 2)]
    [InlineData("平壌で会談した", 4)]
    [InlineData("Tokyo 東京 bay", 3)]
    public void Words_are_counted_also_where_no_space_parts_them(string text, int words) =>
        Assert.Equal(words, Words.Count(text));
}
