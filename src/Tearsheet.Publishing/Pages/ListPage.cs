using System.Globalization;
using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>A page of a list: the river under its path as a heading, paged with plain numbers.</summary>
internal static class ListPage
{
    public static void Write(Markup page, ListView view)
    {
        var place = view.Number is { } number ? Places.Page(view.Folder, number) : view.Folder + "/index.html";
        var root = Places.ToRoot(place);
        var title = view.Number is { } shown
            ? view.Heading + ", page " + shown.ToString(CultureInfo.InvariantCulture)
            : view.Heading;
        PageFrame.Open(page, view.Site, new PageHead(place, title)
        {
            FeedFolder = view.HasFeeds ? FeedFolder(view) : null,
        });
        WriteHeader(page, view, root);
        WriteSlots(page, view, root);
        WritePaging(page, view, root);
        PageFrame.Close(page, view.Site, place);
    }

    private static string FeedFolder(ListView view) => view.Kind == ListKind.All ? "" : view.Folder + "/";

    private static void WriteHeader(Markup page, ListView view, string root)
    {
        page.Write("<header class=\"list\">\n");
        if (view.Parents.Count > 0)
        {
            page.Write("<nav aria-label=\"Topics above\"><ul class=\"row\">\n");
            foreach (var parent in view.Parents)
            {
                page.Write("<li>");
                EntryMarkup.WriteTopic(page, parent, root);
                page.Write("</li>\n");
            }

            page.Write("</ul></nav>\n");
        }

        page.Write($"<h1 dir=\"auto\">{view.Heading}</h1>\n");
        if (view.Number is { } number)
        {
            page.Write($"<p class=\"where\">Page {number}, counted from the oldest</p>\n");
        }

        if (view.Children.Count > 0)
        {
            page.Write("<nav aria-label=\"Topics below\"><ul class=\"row\">\n");
            foreach (var child in view.Children)
            {
                page.Write("<li>");
                EntryMarkup.WriteTopic(page, child, root);
                page.Write("</li>\n");
            }

            page.Write("</ul></nav>\n");
        }

        if (view.HasFeeds)
        {
            var feeds = FeedFolder(view);
            page.Write($"""
                <ul class="row feeds" aria-label="Feeds">
                <li><a href="{Address.Inside(root, feeds + Places.Rss)}">RSS</a></li>
                <li><a href="{Address.Inside(root, feeds + Places.Atom)}">Atom</a></li>
                <li><a href="{Address.Inside(root, feeds + Places.JsonFeed)}">JSON Feed</a></li>
                </ul>

                """);
        }

        page.Write("</header>\n");
    }

    private static void WriteSlots(Markup page, ListView view, string root)
    {
        if (view.Slots.Count == 0)
        {
            page.Write("<p class=\"empty\">Nothing stands here yet.</p>\n");
            return;
        }

        page.Write("<ol class=\"entries plain\">\n");
        foreach (var slot in view.Slots)
        {
            switch (slot)
            {
                case SlotView.Filled filled:
                    EntryMarkup.WriteItem(page, view.Site, filled.Entry, root, isUnderHeading: false, withDay: view.Kind != ListKind.Day);
                    break;
                case SlotView.Emptied emptied:
                    WriteEmptied(page, emptied, root);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }

        page.Write("</ol>\n");
    }

    private static void WriteEmptied(Markup page, SlotView.Emptied slot, string root)
    {
        page.Write("<li class=\"gone\"><p>");
        var words = slot.Why switch
        {
            SlotEnd.Moved => "An entry that stood here was moved.",
            SlotEnd.Merged => "An entry that stood here became part of another.",
            SlotEnd.Withdrawn => "An entry that stood here was withdrawn.",
            _ => "An entry that stood here is not on show.",
        };
        page.Write($"<a href=\"{Address.Inside(root, Places.Link(slot.LinkId))}\">{words}</a></p></li>\n");
    }

    private static void WritePaging(Markup page, ListView view, string root)
    {
        if (view.Number is null && view.Older == 0)
        {
            return;
        }

        page.Write("<nav class=\"paging\" aria-label=\"Pages\"><ul class=\"row\">\n");
        if (view.Number is { } number)
        {
            page.Write($"<li><a href=\"{Address.Inside(root, view.Folder + "/index.html")}\">Newest</a></li>\n");
            if (view.HasNewer)
            {
                page.Write($"<li><a rel=\"prev\" href=\"{Address.Inside(root, Places.Page(view.Folder, number + 1))}\">Newer: page {number + 1}</a></li>\n");
            }

            page.Write($"<li><span aria-current=\"page\">Page {number}</span></li>\n");
        }

        if (view.Older > 0)
        {
            page.Write($"<li><a rel=\"next\" href=\"{Address.Inside(root, Places.Page(view.Folder, view.Older))}\">Older: page {view.Older}</a></li>\n");
            if (view.Older > 1)
            {
                page.Write($"<li><a href=\"{Address.Inside(root, Places.Page(view.Folder, 1))}\">Oldest: page 1</a></li>\n");
            }
        }

        page.Write("</ul></nav>\n");
    }
}
