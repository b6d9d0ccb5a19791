using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Editions;

/// <summary>What of an article leaves the archive (decision 11). Pure; nothing else decides it.</summary>
internal sealed record Portion
{
    /// <summary>Words, most, of the first paragraphs of an excerpt.</summary>
    public const int MostWords = 100;

    /// <summary>Pixels, most, of the one picture of an excerpt.</summary>
    public const int ExcerptWidth = 480;

    /// <summary>What the page was found to be.</summary>
    public required ArticleKind Kind { get; init; }

    public string? Standfirst { get; init; }

    /// <summary>First whole paragraphs; empty when <see cref="Body"/> is there.</summary>
    public IReadOnlyList<string> Excerpt { get; init; } = [];

    /// <summary>Indexes in the article's body of the paragraphs that <see cref="Excerpt"/> has.</summary>
    public IReadOnlyList<int> ExcerptBlocks { get; init; } = [];

    /// <summary>The whole text; null unless the policy is full.</summary>
    public IReadOnlyList<BodyBlock>? Body { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public ArticleDate? Published { get; init; }

    public ArticleDate? Updated { get; init; }

    public string? Language { get; init; }

    public bool RightToLeft { get; init; }

    /// <summary>The lead picture's files, narrow before wide; empty when none may be shown.</summary>
    public IReadOnlyList<StoredRendition> Lead { get; init; } = [];

    /// <summary>The other pictures, one file each, by index in the article.</summary>
    public IReadOnlyList<StoredRendition> Others { get; init; } = [];

    /// <summary>All pictures of the article, for their words.</summary>
    public IReadOnlyList<ArticleImage> Images { get; init; } = [];

    /// <summary>Whether it is an article at all: walls, errors and documents never publish more than their headline.</summary>
    public static bool IsArticle(ArticleKind kind) => Article.IsWholeArticle(kind);

    /// <summary>What may be shown of a link.</summary>
    /// <param name="link">The link with its effective policy.</param>
    /// <param name="stored">Its article; null when none was read, or its bytes are gone.</param>
    public static Portion Of(FiledLink link, StoredArticle? stored)
    {
        if (stored is null)
        {
            return new Portion { Kind = ArticleKind.Empty };
        }

        var article = stored.Article;
        if (!IsArticle(article.Kind))
        {
            return new Portion { Kind = article.Kind, Language = article.Language, RightToLeft = article.RightToLeft };
        }

        var portion = new Portion
        {
            Kind = article.Kind,
            Published = article.Published,
            Updated = article.Updated,
            Language = article.Language,
            RightToLeft = article.RightToLeft,
        };
        var wishes = link.PolicyOverriddenBy is null ? link.Wishes : PageWishes.None;
        return link.EffectivePolicy switch
        {
            PublicationPolicy.Full => Whole(portion, article, stored.Renditions, wishes),
            PublicationPolicy.Excerpt => Beginning(portion, article, stored.Renditions, wishes),
            _ => portion,
        };
    }

    private static Portion Whole(
        Portion portion, Article article, Sequence<StoredRendition> renditions, PageWishes wishes)
    {
        var lead = Lead480(article, renditions, wishes, int.MaxValue);
        var others = new List<StoredRendition>();
        if (wishes.MaxImagePreview is not ImagePreview.None)
        {
            foreach (var block in article.Body)
            {
                AddPictures(others, block, article, renditions, lead.Count > 0 ? article.LeadImage : null);
            }
        }

        return portion with
        {
            Standfirst = article.Standfirst,
            Authors = article.Authors,
            Body = article.Body.Count == 0 ? null : article.Body,
            Lead = lead,
            Others = others,
            Images = article.Images,
        };
    }

    private static Portion Beginning(
        Portion portion, Article article, Sequence<StoredRendition> renditions, PageWishes wishes)
    {
        var left = wishes.NoSnippet ? 0 : wishes.MaxSnippet ?? int.MaxValue;
        var standfirst = article.Standfirst is { } first && first.Length <= left ? first : null;
        left -= standfirst?.Length ?? 0;
        var (excerpt, blocks) = FirstParagraphs(article, left);
        return portion with
        {
            Standfirst = standfirst,
            Authors = article.Authors,
            Excerpt = excerpt,
            ExcerptBlocks = blocks,
            Lead = Lead480(article, renditions, wishes, ExcerptWidth),
            Images = article.Images,
        };
    }

    private static (List<string> Paragraphs, List<int> Blocks) FirstParagraphs(Article article, int mostLetters)
    {
        var paragraphs = new List<string>();
        var blocks = new List<int>();
        var words = 0;
        for (var at = 0; at < article.Body.Count; at++)
        {
            if (article.Body[at] is not BodyBlock.Paragraph paragraph)
            {
                continue;
            }

            var text = PlainText.Of(paragraph.Inlines);
            if (text == article.Standfirst)
            {
                continue;
            }

            words += Words.Count(text);
            mostLetters -= text.Length;
            if (words > MostWords || mostLetters < 0)
            {
                break;
            }

            paragraphs.Add(text);
            blocks.Add(at);
        }

        return (paragraphs, blocks);
    }

    /// <summary>The lead picture's narrowest file and, where wider ones are allowed, its widest.</summary>
    private static List<StoredRendition> Lead480(
        Article article, Sequence<StoredRendition> renditions, PageWishes wishes, int mostWidth)
    {
        var found = new List<StoredRendition>(2);
        if (article.LeadImage is not { } lead || wishes.MaxImagePreview is ImagePreview.None)
        {
            return found;
        }

        var widest = wishes.MaxImagePreview is ImagePreview.Standard ? ExcerptWidth : mostWidth;
        StoredRendition? small = null;
        StoredRendition? large = null;
        foreach (var rendition in renditions.AsSpan())
        {
            if (rendition.Image != lead || rendition.Width > widest || PictureNames.ExtensionOf(rendition.MediaType) is null)
            {
                continue;
            }

            small = small is null || rendition.Width < small.Width ? rendition : small;
            large = large is null || rendition.Width > large.Width ? rendition : large;
        }

        if (small is not null)
        {
            found.Add(small);
            if (large!.Width > small.Width)
            {
                found.Add(large);
            }
        }

        return found;
    }

    private static void AddPictures(
        List<StoredRendition> found, BodyBlock block, Article article, Sequence<StoredRendition> renditions, int? shown)
    {
        switch (block)
        {
            case BodyBlock.Figure figure when figure.Image != shown && !found.Exists(other => other.Image == figure.Image):
                StoredRendition? widest = null;
                foreach (var rendition in renditions.AsSpan())
                {
                    if (rendition.Image == figure.Image
                        && PictureNames.ExtensionOf(rendition.MediaType) is not null
                        && (widest is null || rendition.Width > widest.Width))
                    {
                        widest = rendition;
                    }
                }

                if (widest is not null)
                {
                    found.Add(widest);
                }

                break;
            case BodyBlock.Quote quote:
                foreach (var inner in quote.Blocks)
                {
                    AddPictures(found, inner, article, renditions, shown);
                }

                break;
            case BodyBlock.ListBlock list:
                foreach (var item in list.Items)
                {
                    foreach (var inner in item)
                    {
                        AddPictures(found, inner, article, renditions, shown);
                    }
                }

                break;
            default:
                break;
        }
    }
}
