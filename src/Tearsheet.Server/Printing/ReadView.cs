using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tearsheet.Reading.Articles;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Printing;

/// <summary>What <c>read --json</c> prints; the first five are what extraction is scored by.</summary>
internal sealed record ReadView
{
    /// <summary>The body's words, a line for each block.</summary>
    public required string Text { get; init; }

    public required string Title { get; init; }

    public required IReadOnlyList<string> Author { get; init; }

    /// <summary>When it was published: a moment with its zone where the page gives one, else a day.</summary>
    public string? Date { get; init; }

    /// <summary>Address of the lead image.</summary>
    public string? Image { get; init; }

    public required string Kind { get; init; }

    /// <summary>Why it is no whole article.</summary>
    public string? KindReason { get; init; }

    public string? Standfirst { get; init; }

    /// <summary>As <see cref="Date"/>.</summary>
    public string? Updated { get; init; }

    public string? SiteName { get; init; }

    public string? Section { get; init; }

    public string? Language { get; init; }

    public bool RightToLeft { get; init; }

    /// <summary>As the page claims it.</summary>
    public string? CanonicalAddress { get; init; }

    public required IReadOnlyList<PictureView> Images { get; init; }

    /// <summary>For each block of the body where it stands in the page: "/2/1/7" is XPath <c>/*/*[2]/*[1]/*[7]</c>.</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];

    /// <summary>What read it, with its version.</summary>
    public required string Engine { get; init; }

    /// <summary>Only with <c>--why</c>.</summary>
    public WhyView? Why { get; init; }

    public static ReadView Of(Article article, Explanation? why) => new()
    {
        Text = ArticleText.Of(article),
        Title = article.Headline,
        Author = article.Authors,
        Date = ArticleText.Of(article.Published),
        Image = article.LeadImage is { } lead ? article.Images[lead].Address : null,
        Kind = Views.Of(article.Kind),
        KindReason = article.KindReason,
        Standfirst = article.Standfirst,
        Updated = ArticleText.Of(article.Updated),
        SiteName = article.SiteName,
        Section = article.Section,
        Language = article.Language,
        RightToLeft = article.RightToLeft,
        CanonicalAddress = article.CanonicalAddress,
        Images = [.. article.Images.Select(image => new PictureView(image.Address, image.Alt, image.Caption, image.Credit, image.Width, image.Height))],
        Origins = article.Origins,
        Engine = article.EngineVersion,
        Why = why is null ? null : new WhyView(why.Fields, [.. why.Blocks.Select(block => new BlockView(block.Kept, block.Score, block.Reason, block.Text))]),
    };
}

internal sealed record PictureView(string Address, string Alt, string? Caption, string? Credit, int? Width, int? Height);

/// <summary>Why an article came out as it did.</summary>
/// <param name="Fields">Which witness gave each field.</param>
/// <param name="Blocks">Every block of the page, in page order.</param>
internal sealed record WhyView(IReadOnlyList<FieldWitness> Fields, IReadOnlyList<BlockView> Blocks);

internal sealed record BlockView(bool Kept, int Score, string Reason, string Text);

/// <summary>How it is written.</summary>
[JsonSerializable(typeof(ReadView))]
internal sealed partial class ReadJson : JsonSerializerContext
{
    /// <summary>For pipes and terminals, never for HTML: letters of other scripts stay as they are.</summary>
    public static ReadJson Wire { get; } = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
