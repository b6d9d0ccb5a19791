using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>The feed of edits as Atom 1.0.</summary>
/// <remarks>Spec: RFC 4287, "The atom:feed Element", "The atom:entry Element".</remarks>
internal static class EditsFeed
{
    public static void Write(Markup feed, Markup html, EditFeedView view)
    {
        var site = view.Site;

        // A feed must name a time and the edition has no clock.
        var changed = view.Items.Count > 0 ? view.Items.Max(item => item.Revision.After) : DateTimeOffset.UnixEpoch;
        feed.Write($"""
            <?xml version="1.0" encoding="utf-8"?>
            <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{site.Language}">
            <id>ipns://{site.KeyName}/{Places.EditsFolder}</id>
            <title>{site.Title}: edits</title>
            <updated>{Dates.Iso(changed)}</updated>
            <author><name>{site.Title}</name></author>
            <link rel="self" type="application/atom+xml" href="{SiteAddress.Of(site, Places.EditsAtom, Places.EditsAtom)}"/>
            <link rel="alternate" type="text/html" href="{SiteAddress.Of(site, Places.EditsAtom, Places.Front)}"/>

            """);
        foreach (var item in view.Items)
        {
            feed.Write($"""
                <entry>
                <id>{IdOf(site, item)}</id>
                <title>{TitleOf(item)}</title>
                <published>{Dates.Iso(item.Revision.After)}</published>
                <updated>{Dates.Iso(item.Revision.After)}</updated>
                <link rel="alternate" type="text/html" href="{SiteAddress.Of(site, Places.EditsAtom, Places.Link(item.Entry.Id))}"/>

                """);
            foreach (var kind in item.Revision.Edits.Select(edit => edit.Kind).Distinct())
            {
                feed.Write($"<category term=\"{EditMarkup.NameOf(kind)}\"/>\n");
            }

            html.Clear();
            EditMarkup.WriteEdits(html, item.Revision, item.Language);
            feed.Write("<content type=\"html\">");
            feed.Text(html);
            feed.Write("</content>\n</entry>\n");
        }

        feed.Write("</feed>\n");
    }

    /// <summary>A name that stays when the site moves.</summary>
    public static string IdOf(SiteView site, EditFeedItem item) => FeedMarkup.IdOf(site, item.Entry.Id) + "#" + item.Revision.Capture;

    public static string TitleOf(EditFeedItem item) => EditMarkup.Words(item.Revision.Edits[0].Kind) + ": " + item.Entry.Headline;
}
