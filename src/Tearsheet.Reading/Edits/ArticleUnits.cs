using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Body;

namespace Tearsheet.Reading.Edits;

/// <summary>One piece of text of an article.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Block">Index in <see cref="Article.Body"/> of the block that holds it; -1 outside the body.</param>
/// <param name="Text">Its words.</param>
/// <param name="Form">What it is set as.</param>
public readonly record struct ArticleUnit(EditPlace Place, int Block, string Text, UnitForm Form);

/// <summary>What a piece of text is set as.</summary>
public enum UnitForm
{
    Text,
    Heading,

    /// <summary>A block quotation.</summary>
    Quotation,
    Row,
    Code,
    Caption,
}

/// <summary>The pieces of text of an article that an edit can change, in reading order: what is compared, and nothing of the page around it.</summary>
/// <remarks>
/// Left out is what changes without anybody editing: counters, clocks, "updated 5 minutes ago", paragraphs and lists that are nothing but
/// links to other pages, pictures and frames without words, and what is known to repeat across the source's pages.
/// </remarks>
public static class ArticleUnits
{
    /// <summary>Pieces, most; what lies beyond is not compared. A page has a few thousand at the very most.</summary>
    public const int MostUnits = 50_000;

    // A paragraph of this many letters is text, however many of them lie in a link.
    private const int MostLinkedLetters = 300;

    /// <summary>The pieces of <paramref name="article"/>.</summary>
    /// <param name="article">Any article.</param>
    /// <param name="furniture">What is known to repeat across the source's pages, besides what the article itself was read with.</param>
    public static IReadOnlyList<ArticleUnit> Of(Article article, Furniture? furniture = null)
    {
        ArgumentNullException.ThrowIfNull(article);
        var units = new List<ArticleUnit>(article.Body.Count + 5) { new(EditPlace.Headline, -1, article.Headline, UnitForm.Heading) };
        Add(units, EditPlace.Standfirst, article.Standfirst);
        Add(units, EditPlace.Byline, string.Join(", ", article.Authors));

        // The day only: hours wander with the reader's zone, and pages that print "now" would be edited all day.
        Add(units, EditPlace.Published, article.Published is { } date ? ArticleText.Of(ArticleDate.OfDay(date.Day)) : null);
        Add(units, EditPlace.LeadPicture, article.LeadImage is { } lead ? Caption(article.Images[lead]) : null);
        var body = new Reader(units, article, furniture ?? Furniture.None);
        for (var block = 0; block < article.Body.Count && units.Count < MostUnits; block++)
        {
            body.Add(block, article.Body[block], UnitForm.Text);
        }

        return units;
    }

    /// <summary>Whether two articles show the same lead picture: under the same address, whatever its size and its parameters.</summary>
    internal static bool HaveSamePicture(Article before, Article after)
    {
        if (before.LeadImage is not { } old || after.LeadImage is not { } young)
        {
            return before.LeadImage is null && after.LeadImage is null;
        }

        var known = Names(before.Images[old]).ToHashSet(StringComparer.Ordinal);
        return Names(after.Images[young]).Any(known.Contains);
    }

    private static IEnumerable<string> Names(ArticleImage image) =>
        image.Sizes.Select(size => size.Address).Prepend(image.Address).Select(FileOf);

    // Folders and parameters say which server and which size; the file's name says which picture.
    private static string FileOf(string address)
    {
        var end = address.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? address : address[..end];
        var slash = path.TrimEnd('/').LastIndexOf('/');
        var file = path[(slash + 1)..];
        return file.Length >= 8 ? file : path;
    }

    private static string Caption(ArticleImage image) => (image.Caption, image.Credit) switch
    {
        ({ Length: > 0 } caption, { Length: > 0 } credit) => caption + " · " + credit,
        ({ Length: > 0 } caption, _) => caption,
        (_, { } credit) => credit,
        _ => "",
    };

    private static void Add(List<ArticleUnit> units, EditPlace place, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            units.Add(new ArticleUnit(place, -1, text, place == EditPlace.LeadPicture ? UnitForm.Caption : UnitForm.Text));
        }
    }

    private sealed class Reader(List<ArticleUnit> units, Article article, Furniture furniture)
    {
        public void Add(int at, BodyBlock block, UnitForm form)
        {
            switch (block)
            {
                case BodyBlock.Paragraph paragraph:
                    Add(at, paragraph.Inlines, form);
                    break;
                case BodyBlock.Heading heading:
                    Add(at, heading.Inlines, UnitForm.Heading);
                    break;
                case BodyBlock.ListBlock list:
                    foreach (var item in list.Items)
                    {
                        foreach (var inner in item)
                        {
                            Add(at, inner, form);
                        }
                    }

                    break;
                case BodyBlock.Quote quote:
                    foreach (var inner in quote.Blocks)
                    {
                        Add(at, inner, UnitForm.Quotation);
                    }

                    if (quote.Cite is { } cite)
                    {
                        Add(at, InlineText.Of(cite), UnitForm.Quotation);
                    }

                    break;
                case BodyBlock.Figure figure when figure.Image != article.LeadImage:
                    Add(at, Caption(article.Images[figure.Image]), UnitForm.Caption);
                    break;
                case BodyBlock.Table table:
                    foreach (var row in table.Rows)
                    {
                        Add(at, string.Join('\t', row.Cells.Select(cell => InlineText.Of(cell.Inlines))), UnitForm.Row);
                    }

                    break;
                case BodyBlock.Code code:
                    Add(at, code.Text, UnitForm.Code);
                    break;
                case BodyBlock.Embed { Title: { } title }:
                    Add(at, title, UnitForm.Caption);
                    break;
                default:
                    break;
            }
        }

        private void Add(int at, Sequence<Inline> inlines, UnitForm form)
        {
            var text = InlineText.Of(inlines);
            var linked = Linked(inlines);

            // "Read more: ..." and its kind: nearly all of it leads elsewhere.
            if (linked * 4 < text.Length * 3 || text.Length > MostLinkedLetters)
            {
                Add(at, text, form);
            }
        }

        private void Add(int at, string text, UnitForm form)
        {
            if (string.IsNullOrWhiteSpace(text)
                || units.Count >= MostUnits
                || furniture.Holds(TextBlock.HashOf(text))
                || article.Furniture.Holds(TextBlock.HashOf(text))
                || (form is UnitForm.Text or UnitForm.Heading or UnitForm.Caption && VolatileText.IsAll(text)))
            {
                return;
            }

            units.Add(new ArticleUnit(EditPlace.Body, at, text, form));
        }

        private static int Linked(Sequence<Inline> inlines)
        {
            var letters = 0;
            foreach (var inline in inlines)
            {
                letters += inline switch
                {
                    Inline.Link link => InlineText.Of(link.Inlines).Length,
                    Inline.Emphasis x => Linked(x.Inlines),
                    Inline.Strong x => Linked(x.Inlines),
                    Inline.Superscript x => Linked(x.Inlines),
                    Inline.Subscript x => Linked(x.Inlines),
                    _ => 0,
                };
            }

            return letters;
        }
    }
}
