using Tearsheet.Publishing.Editions;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Publishing.Pages;

/// <summary>Edits as HTML: what is gone struck through, what is new underlined, and both said in words to who cannot see it.</summary>
internal static class EditMarkup
{
    /// <summary>Edits of one revision that are written out.</summary>
    public const int MostEdits = 12;

    /// <summary>Characters that are left beside each change.</summary>
    private const int Context = 90;

    /// <summary>The section of a link's page; nothing for a link without edits.</summary>
    public static void WriteHistory(Markup page, LinkView view)
    {
        if (view.Revisions.Count == 0)
        {
            return;
        }

        var english = view.Site.English;
        var root = Places.ToRoot(Places.Link(view.Story.Entry.Id));
        page.Write($"""
            <section class="history" aria-labelledby="history">
            <h2 id="history">What was edited</h2>
            <p>How the article changed at its source, from one capture to the next, as far as it is shown here.
            <a href="{Address.Inside(root, Places.EditsAtom)}">A feed of all edits</a>.</p>
            <ol>

            """);
        foreach (var revision in view.Revisions)
        {
            page.Write($"<li>\n<p class=\"when\">Between <time datetime=\"{Dates.Iso(revision.Before)}\">{Dates.Minute(revision.Before, english)}</time>");
            page.Write($" and <time datetime=\"{Dates.Iso(revision.After)}\">{Dates.Minute(revision.After, english)}</time></p>\n");
            WriteEdits(page, revision, view.Story.Language);
            page.Write("</li>\n");
        }

        page.Write("</ol>\n</section>\n");
    }

    /// <summary>The edits of one revision as a list.</summary>
    public static void WriteEdits(Markup page, RevisionView revision, string? language)
    {
        page.Write("<ul>\n");
        foreach (var edit in revision.Edits.Take(MostEdits))
        {
            page.Write($"<li><span class=\"kind\">{Words(edit.Kind)}</span>");
            if (edit.Pieces.Count > 0)
            {
                page.Write("<p class=\"words\" dir=\"auto\"");
                if (language is not null)
                {
                    page.Write($" lang=\"{language}\"");
                }

                page.Write(">");
                foreach (var piece in edit.Shortened(Context))
                {
                    WritePiece(page, piece);
                }

                page.Write("</p>");
            }

            page.Write("</li>\n");
        }

        if (revision.Edits.Count > MostEdits)
        {
            page.Write($"<li>And {revision.Edits.Count - MostEdits} more that weigh less.</li>\n");
        }

        page.Write("</ul>\n");
    }

    /// <summary>The word of a kind in files: "headline".</summary>
    public static string NameOf(EditKind kind) => kind switch
    {
        EditKind.Headline => "headline",
        EditKind.Figure => "figure",
        EditKind.Name => "name",
        EditKind.Quote => "quote",
        EditKind.Deletion => "deletion",
        EditKind.Addition => "addition",
        EditKind.Picture => "picture",
        EditKind.Wording => "wording",
        EditKind.Move => "move",
        EditKind.Spelling => "spelling",
        _ => "typography",
    };

    /// <summary>The word of a state in files: "gone".</summary>
    public static string NameOf(LinkReach reach) => reach switch
    {
        LinkReach.Blocked => "blocked",
        LinkReach.Gone => "gone",
        LinkReach.Moved => "moved",
        LinkReach.Unreachable => "unreachable",
        _ => "back",
    };

    /// <summary>A kind for people.</summary>
    public static string Words(EditKind kind) => kind switch
    {
        EditKind.Headline => "Headline",
        EditKind.Figure => "Figure or date",
        EditKind.Name => "Name",
        EditKind.Quote => "Quotation",
        EditKind.Deletion => "Deleted",
        EditKind.Addition => "Added",
        EditKind.Picture => "Lead picture replaced",
        EditKind.Wording => "Wording",
        EditKind.Move => "Moved",
        EditKind.Spelling => "Spelling",
        _ => "Typography",
    };

    private static void WritePiece(Markup page, EditPiece piece)
    {
        if (piece.IsDeleted)
        {
            page.Write($"<del><span class=\"unseen\">[deleted: </span>{piece.Before}<span class=\"unseen\">]</span></del>");
        }
        else if (piece.IsInserted)
        {
            page.Write($"<ins><span class=\"unseen\">[added: </span>{piece.After}<span class=\"unseen\">]</span></ins>");
        }
        else
        {
            page.Write($"{piece.After}");
        }
    }
}
