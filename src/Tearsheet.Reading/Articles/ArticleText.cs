using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Articles;

/// <summary>An article as plain text and plain dates, for those who compare what was read.</summary>
public static class ArticleText
{
    /// <summary>The body's words: a line for each paragraph, heading, list item, cell or line of code. No captions.</summary>
    public static string Of(Article article)
    {
        ArgumentNullException.ThrowIfNull(article);
        var text = new StringBuilder();
        Append(article.Body, text);
        return text.ToString();
    }

    /// <summary>A date as ISO 8601: the moment where the page gives one with its zone, else the day; null for none.</summary>
    public static string? Of(ArticleDate? date) => date switch
    {
        // Where the page's own day is not that of the moment in UTC, the day is what it says to its readers.
        { HasZone: true, Moment: { } moment, Day: var day } when DateOnly.FromDateTime(moment.DateTime) == day =>
            moment.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
        { Day: var day } => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        null => null,
    };

    private static void Append(IEnumerable<BodyBlock> blocks, StringBuilder text)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case BodyBlock.Paragraph x:
                    text.Append(InlineText.Of(x.Inlines)).Append('\n');
                    break;
                case BodyBlock.Heading x:
                    text.Append(InlineText.Of(x.Inlines)).Append('\n');
                    break;
                case BodyBlock.ListBlock x:
                    foreach (var item in x.Items)
                    {
                        Append(item, text);
                    }

                    break;
                case BodyBlock.Quote x:
                    Append(x.Blocks, text);
                    if (x.Cite is not null)
                    {
                        text.Append(InlineText.Of(x.Cite)).Append('\n');
                    }

                    break;
                case BodyBlock.Table x:
                    foreach (var cell in x.Rows.SelectMany(row => row.Cells))
                    {
                        text.Append(InlineText.Of(cell.Inlines)).Append('\n');
                    }

                    break;
                case BodyBlock.Code x:
                    text.Append(x.Text).Append('\n');
                    break;
                default:
                    // Pictures, embeds and rules have no words of their own.
                    break;
            }
        }
    }
}
