using Tearsheet.Publishing.Editions;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Publishing.Pages;

/// <summary>The page of one link.</summary>
internal static class LinkPage
{
    public static void Write(Markup page, LinkView view)
    {
        var story = view.Story;
        var entry = story.Entry;
        var place = Places.Link(entry.Id);
        var root = Places.ToRoot(place);
        var hasSource = Address.TryOutside(view.Address, out var source);
        PageFrame.Open(page, view.Site, new PageHead(place, entry.Headline)
        {
            Description = story.Standfirst,
            // A whole copy says where the original is; a page of our own words about it is its own.
            Canonical = hasSource && view.Text is not null ? source : null,
            MayBeIndexed = view.MayBeIndexed,
            NamesEdits = true,
        });
        page.Write("<article class=\"link\"");
        WriteLanguage(page, story);
        page.Write(">\n<header>\n");
        EntryMarkup.WriteKicker(page, view.Site, entry, root, OwnLanguage(view));
        page.Write($"<h1 dir=\"auto\">{entry.Headline}</h1>\n");
        if (story.Standfirst is { } standfirst)
        {
            page.Write($"<p class=\"standfirst\">{standfirst}</p>\n");
        }

        page.Write("</header>\n");
        WriteByline(page, view, root);
        WriteSourceLink(page, view, hasSource, in source);
        if (Remark(view) is { } remark)
        {
            page.Write("<p class=\"remark\"");
            FrameLanguage.Write(page, OwnLanguage(view));
            page.Write($">{remark}</p>\n");
        }

        if (story.Picture is { } picture)
        {
            PictureMarkup.WriteFigure(page, picture, "", eager: true, picture.Large is null ? "lead" : "lead wide");
        }

        WriteText(page, view);
        page.Write("</article>\n");
        if (view.Note is { } note)
        {
            page.Write("<aside class=\"note\" aria-labelledby=\"note\">\n<h2 id=\"note\">Editor’s note</h2>\n");
            PlainProse.Write(page, note);
            page.Write("</aside>\n");
        }

        EditMarkup.WriteHistory(page, view);
        ProofMarkup.Write(page, view);
        PageFrame.Close(page, view.Site, place);
    }

    private static void WriteLanguage(Markup page, StoryView story)
    {
        if (story.Language is { } language)
        {
            page.Write($" lang=\"{language}\"");
        }

        if (story.RightToLeft)
        {
            page.Write(" dir=\"rtl\"");
        }
    }

    /// <summary>The frame's words stand inside an article that may be in another language.</summary>
    private static FrameLanguage? OwnLanguage(LinkView view) =>
        view.Story.RightToLeft || (view.Story.Language is { } language && !Bare(language).Equals(Bare(view.Site.Language), StringComparison.OrdinalIgnoreCase))
            ? new FrameLanguage(view.Site.Language, view.Story.RightToLeft)
            : null;

    /// <summary>"en" of "en-GB": a reader's voice need not change for a region.</summary>
    private static ReadOnlySpan<char> Bare(string language)
    {
        var dash = language.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? language : language.AsSpan(0, dash);
    }

    private static void WriteByline(Markup page, LinkView view, string root)
    {
        var english = view.Site.English;
        var story = view.Story;
        page.Write("<ul class=\"byline\"");
        FrameLanguage.Write(page, OwnLanguage(view));
        page.Write(">\n");
        if (story.Authors.Count > 0)
        {
            page.Write("<li>By ");
            for (var at = 0; at < story.Authors.Count; at++)
            {
                if (at > 0)
                {
                    page.Either(at == story.Authors.Count - 1, " and ", ", ");
                }

                page.Write($"<span class=\"author\">{story.Authors[at]}</span>");
            }

            page.Write("</li>\n");
        }

        page.Write($"<li><a href=\"{Address.Inside(root, Places.Source(story.Entry.Source.Slug))}\">{story.Entry.Source.Name}</a></li>\n");
        if (story.Published is { } published)
        {
            page.Write($"<li>Published <time datetime=\"{Dates.Iso(published)}\">{Dates.Words(published, english)}</time></li>\n");
        }

        if (view.Updated is { } updated)
        {
            page.Write($"<li>Updated <time datetime=\"{Dates.Iso(updated)}\">{Dates.Words(updated, english)}</time></li>\n");
        }

        if (view.Captured is { } captured)
        {
            page.Write($"<li>Captured <time datetime=\"{Dates.Iso(captured)}\">{Dates.Minute(captured, english)}</time></li>\n");
        }

        if (view.Reach is { } reach)
        {
            WriteReach(page, reach, english);
        }

        page.Write("</ul>\n");
    }

    private static void WriteReach(Markup page, ReachView reach, bool english)
    {
        page.Write("<li class=\"state\">");
        switch (reach.Reach)
        {
            case LinkReach.Blocked:
                page.Write("The source has let nobody check");
                break;
            case LinkReach.Gone:
                page.Write("Gone at the source");
                break;
            case LinkReach.Moved:
                page.Write("Moved");
                break;
            default:
                page.Write("Unreachable at the source");
                break;
        }

        page.Write($" since <time datetime=\"{Dates.Iso(reach.Since)}\">{Dates.Day(Dates.DayOf(reach.Since), english)}</time>");
        if (Address.TryOutside(reach.MovedTo, out var there))
        {
            page.Write($" to <a href=\"{there}\" rel=\"external nofollow\">its new address</a>");
        }

        page.Write("</li>\n");
    }

    private static void WriteSourceLink(Markup page, LinkView view, bool hasSource, in Address source)
    {
        page.Write("<p class=\"read\"");
        FrameLanguage.Write(page, OwnLanguage(view));
        if (hasSource)
        {
            page.Write($"><a href=\"{source}\" rel=\"external nofollow\">Read at {view.Story.Entry.Source.Name}</a></p>\n");
        }
        else
        {
            page.Write(">Read from a saved page that names no address.</p>\n");
        }
    }

    private static void WriteText(Markup page, LinkView view)
    {
        if (view.Text is { } text)
        {
            page.Write("<div class=\"text\">\n");
            new BodyMarkup(page, text.Pictures).Write(text.Body);
            page.Write("</div>\n");
        }
        else if (view.Story.Excerpt.Count > 0)
        {
            page.Write("<div class=\"text excerpt\">\n");
            foreach (var paragraph in view.Story.Excerpt)
            {
                page.Write($"<p>{paragraph}</p>\n");
            }

            page.Write("</div>\n");
        }
        else
        {
            return;
        }

        WriteSourceLink(page, view, Address.TryOutside(view.Address, out var source), in source);
    }

    /// <summary>What the reader must know of a page that is no article.</summary>
    private static string? Remark(LinkView view) => view.Kind switch
    {
        ArticleKind.PaywallStub => "When it was captured, this page stood behind a paywall. Only its headline and its address are shown here.",
        ArticleKind.BotWall => "When it was captured, this page asked whether its reader was a robot and gave no article. Only what it called itself and its address are shown here.",
        ArticleKind.ConsentWall => "When it was captured, this page asked for consent to cookies and gave no article. Only what it called itself and its address are shown here.",
        ArticleKind.ErrorPage => "When it was captured, this address answered with an error page. Only what it called itself and its address are shown here.",
        ArticleKind.LoginPage => "When it was captured, this page asked its reader to log in and gave no article. Only what it called itself and its address are shown here.",
        ArticleKind.Listing => "This is a page of links to articles, not an article.",
        ArticleKind.NotHtml => "This is a document, not a web page. It has no text to show here.",
        ArticleKind.Empty => "When it was captured, this page held nothing to read.",
        ArticleKind.LiveBlog => "This is a live report; it may have gone on after it was captured.",
        _ => null,
    };
}
