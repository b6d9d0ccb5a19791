using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>The front page: dateline, lead, seconds, river.</summary>
internal static class FrontPage
{
    public static void Write(Markup page, FrontView view)
    {
        var site = view.Site;
        PageFrame.Open(page, site, new PageHead(Places.Front, site.Title) { FeedFolder = "", NamesEdits = true });
        WriteDateline(page, view.Dateline, site);
        if (view.Lead is { } lead)
        {
            page.Write("<div class=\"top\">\n");
            WriteLead(page, site, lead);
            if (view.Seconds.Count > 0)
            {
                page.Write("<div class=\"seconds\">\n");
                foreach (var second in view.Seconds)
                {
                    WriteSecond(page, site, second);
                }

                page.Write("</div>\n");
            }

            page.Write("</div>\n");
        }
        else
        {
            page.Write("<p class=\"empty\">No link has been published here yet.</p>\n");
        }

        if (view.River.Count > 0)
        {
            WriteRiver(page, site, view.River);
        }

        PageFrame.Close(page, site, Places.Front);
    }

    private static void WriteDateline(Markup page, DatelineView dateline, SiteView site)
    {
        page.Write("<div class=\"dateline\">\n<p>");
        if (dateline.Newest is { } day)
        {
            page.Write($"<time datetime=\"{Dates.Iso(day)}\">{Dates.Weekday(day, site.English)}</time> ");
        }

        page.Write($"<span class=\"number\">Edition {Grouped(dateline.Number)}</span></p>\n<p class=\"chain\">");
        if (dateline.Previous is { } previous)
        {
            page.Write($"<span>After <code title=\"{previous}\">{previous}</code></span> ");
        }

        page.Write($"<span>Signed by <code title=\"{site.KeyName}\">{site.KeyName}</code></span></p>\n</div>\n");
    }

    private static void WriteLead(Markup page, SiteView site, StoryView story)
    {
        page.Write("<article class=\"lead\">\n");
        EntryMarkup.WriteKicker(page, site, story.Entry, "");
        page.Write("<h2 dir=\"auto\">");
        EntryMarkup.WriteHeadline(page, story.Entry, "");
        page.Write("</h2>\n");
        WritePicture(page, story, eager: true);
        WriteStandfirst(page, story);
        EntryMarkup.WriteOrigin(page, site, story.Entry, "", withDay: false);
        page.Write("</article>\n");
    }

    private static void WriteSecond(Markup page, SiteView site, StoryView story)
    {
        page.Write("<article class=\"second\">\n");
        WritePicture(page, story, eager: false);
        EntryMarkup.WriteKicker(page, site, story.Entry, "");
        page.Write("<h2 dir=\"auto\">");
        EntryMarkup.WriteHeadline(page, story.Entry, "");
        page.Write("</h2>\n");
        WriteStandfirst(page, story);
        EntryMarkup.WriteOrigin(page, site, story.Entry, "", withDay: false);
        page.Write("</article>\n");
    }

    private static void WritePicture(Markup page, StoryView story, bool eager)
    {
        if (story.Picture is not { } picture)
        {
            return;
        }

        page.Either(eager && picture.Large is not null, "<figure class=\"wide\">", "<figure>");
        PictureMarkup.WriteImage(page, picture, Places.LinkFolder(story.Entry.Id) + "/", eager);
        if (eager && picture.Credit is { } credit)
        {
            page.Write($"<figcaption><span class=\"credit\">{credit}</span></figcaption>");
        }

        page.Write("</figure>\n");
    }

    private static void WriteStandfirst(Markup page, StoryView story)
    {
        if (story.Standfirst is not { } standfirst)
        {
            return;
        }

        var shown = Headlines.Shown(standfirst, 220);
        page.Write($"<p class=\"standfirst\" dir=\"auto\">{standfirst.AsSpan(0, shown)}");
        page.Either(shown < standfirst.Length, "...</p>\n", "</p>\n");
    }

    private static void WriteRiver(Markup page, SiteView site, IReadOnlyList<RiverGroup> river)
    {
        page.Write("<div class=\"river\">\n");
        foreach (var group in river)
        {
            page.Write("<section class=\"group\">\n<h2>");
            if (group.Topic is { } topic)
            {
                EntryMarkup.WriteTopic(page, topic, "");
            }
            else
            {
                page.Write("Not filed under a topic");
            }

            page.Write("</h2>\n<ol class=\"entries\">\n");
            foreach (var entry in group.Entries)
            {
                EntryMarkup.WriteItem(page, site, entry, "", isUnderHeading: true, withDay: false);
            }

            page.Write("</ol>\n</section>\n");
        }

        page.Write($"</div>\n<p class=\"more\"><a href=\"{Address.Inside("", Places.All)}\">Everything, newest first</a></p>\n");
    }

    /// <summary>"1,204": the site's words are English, so are its numbers.</summary>
    private static string Grouped(long number) =>
        number.ToString("#,0", System.Globalization.CultureInfo.InvariantCulture);
}
