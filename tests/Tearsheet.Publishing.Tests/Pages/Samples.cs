using Tearsheet.Publishing.Pages;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Publishing.Tests.Pages;

/// <summary>Views to write pages from.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset At = new(2026, 11, 24, 14, 5, 9, TimeSpan.Zero);

    public static readonly TopicLabel Korea = new("Korea/North Korea", "korea-north-korea");

    public static readonly SourceLabel Guardian = new("The Guardian", "the-guardian");

    public const string LongHeadline =
        "Bumbling Putin screeches round corner and veers across road while taking a panic-stricken Kim Jong Un for a spin";

    public static SiteView Site(string? address = "https://desk.example/", string language = "en") =>
        new("The Desk", language, address, "IPFS News Link", [Korea, new TopicLabel("Economy", "economy")], "k51qzi5uqu5dgkey");

    public static EntryView Entry(string headline = LongHeadline, string id = "2026/11/abc") =>
        new(id, headline, Korea, Guardian, At);

    public static PictureView Picture(bool wide = false) => new(
        new PictureFile("lead-480.webp", 480, 270, 20_000),
        wide ? new PictureFile("lead-1280.webp", 1280, 720, 90_000) : null,
        "image/webp",
        "#8a9aa0",
        "A limousine",
        "The limousine in Pyongyang",
        "KCNA");

    public static StoryView Story(EntryView? entry = null) => new(
        entry ?? Entry(),
        "A spin through the streets.",
        ["The first paragraph.", "The second one."],
        Picture(),
        ["Ann Lee", "Bo Ray"],
        new ArticleDate(At.AddHours(-3), new DateOnly(2026, 11, 24), HasTime: true, HasZone: true),
        "en-GB",
        RightToLeft: false);

    public static ProofView Proof => new(
        "bafkreientry", At, "bafyreicapture", "Fetched 24 November 2026, 14:05 UTC", "bafyreiarticle", "engine/1", "k51qzi5uqu5dgkey");

    public static LinkView Link(StoryView? story = null, TextView? text = null, string? note = null) => new(
        Site(),
        story ?? Story(),
        ArticleKind.Article,
        Updated: null,
        At,
        text,
        "https://www.theguardian.com/world/korea?a=1&b=2",
        "theguardian.com",
        "excerpt",
        note,
        MayBeIndexed: true,
        Proof);

    /// <summary>Edits of many kinds, with everything in them that markup must escape.</summary>
    public static IReadOnlyList<ArticleEdit> Edits()
    {
        static Article Of(string headline, params string[] paragraphs) => new()
        {
            EngineVersion = "engine/1", Headline = headline, Kind = ArticleKind.Article, Language = "en",
            Body = Sequence.From(paragraphs.Select(Paragraph)),
        };
        return ArticleDiff.Compare(
            Of("Rain & <b>wind</b>", "Police counted 12 cars.", "He said: “We <i>stay</i>.”", "This was deleted & is gone.", "It went badly for all."),
            Of("Snow & <b>wind</b>", "Police counted 14 cars.", "He said: “We <i>leave</i>.”", "It went poorly for all.")).Edits;
    }

    public static BodyBlock Paragraph(string text) => new BodyBlock.Paragraph([new Inline.Text(text)]);

    public static string Html(Action<Markup> write)
    {
        var page = new Markup();
        write(page);
        return System.Text.Encoding.UTF8.GetString(page.Bytes.Span);
    }
}
