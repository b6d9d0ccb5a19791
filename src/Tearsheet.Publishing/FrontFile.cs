using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Publishing.Pages;

namespace Tearsheet.Publishing;

/// <summary>Chooses what stands on the front page.</summary>
internal sealed class FrontFile(Archive archive, ArchiveViews views)
{
    /// <summary>Links on the front page, most.</summary>
    private const int MostLinks = 35;

    /// <summary>Newest slots that it is made from.</summary>
    private const int MostSlots = 200;

    /// <summary>Newest links among which lead and seconds are looked for.</summary>
    private const int Candidates = 12;

    private const int MostSeconds = 4;

    /// <summary>The front page but for what names the edition.</summary>
    public async ValueTask<FrontView> ViewAsync(CancellationToken cancellationToken)
    {
        var links = ListFolders.Newest(archive, ListKey.All, archive.SlotCount(ListKey.All), MostSlots, MostLinks).ToList();
        var stories = new List<StoryView>(Candidates);
        foreach (var link in links.Take(Candidates))
        {
            stories.Add((await views.StoryOfAsync(link, cancellationToken)).Story);
        }

        var lead = stories.Find(story => story.Picture is not null) ?? stories.FirstOrDefault();
        var seconds = stories.Where(story => story != lead)
            .OrderBy(story => HasWords(story) ? 0 : 1)
            .Take(MostSeconds)
            .ToList();
        var river = links.Select(views.EntryOf)
            .Where(entry => entry.Id != lead?.Entry.Id && seconds.TrueForAll(second => second.Entry.Id != entry.Id))
            .GroupBy(entry => entry.Topic)
            .Select(group => new RiverGroup(group.Key, [.. group]))
            .ToList();
        DateOnly? newest = links.Count > 0 ? Dates.DayOf(views.EntryOf(links[0]).At) : null;
        return new FrontView(views.Site, new DatelineView(newest, 0, null), lead, seconds, river);
    }

    /// <summary>Writes the page of one edition.</summary>
    public static void Write(Markup page, FrontView view, long number, string? previous)
    {
        page.Clear();
        FrontPage.Write(page, view with { Dateline = view.Dateline with { Number = number, Previous = previous } });
    }

    private static bool HasWords(StoryView story) => story.Standfirst is not null || story.Excerpt.Count > 0;
}
