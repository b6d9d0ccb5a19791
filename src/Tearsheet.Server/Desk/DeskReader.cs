using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Publishing;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Robots;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Desk;

/// <summary>Everything that only looks. Works on an archive that is open for reading, whoever writes to it meanwhile.</summary>
/// <param name="archive">Open in any way.</param>
/// <param name="folder">The data folder.</param>
/// <param name="rules">As for <see cref="FiledAddresses"/>.</param>
internal sealed class DeskReader(Archive archive, DataFolder folder, Func<ClearUrlsRules?> rules) : IDisposable
{
    /// <summary>Which link an address means.</summary>
    public FiledAddresses Addresses { get; } = new(archive, rules);

    public Archive Archive => archive;

    public DeskAnswer<LinkPage> Links(LinkSelection selection)
    {
        Topic? topic = null;
        if (selection.Topic is not null && (topic = archive.FindTopicNamed(selection.Topic)) is null)
        {
            return Refused<LinkPage>(NoSuchTopic(selection.Topic));
        }

        if (selection.After is not null && archive.FindLink(selection.After) is null)
        {
            return Refused<LinkPage>(NoSuchLink(selection.After));
        }

        var query = new LinkQuery
        {
            TopicId = topic?.Id,
            Host = selection.Source,
            State = selection.State switch
            {
                "live" => LinkState.Live,
                "held" => LinkState.Held,
                "retracted" => LinkState.Retracted,
                "merged" => LinkState.Merged,
                _ => null,
            },
            NewestFirst = true,
        };
        var links = Run(query, selection).Take(selection.Limit + 1).Select(link => Views.Of(link, archive.FindTopic)).ToArray();
        return new DeskAnswer<LinkPage>.Done(
            links.Length > selection.Limit
                ? new LinkPage(links[..selection.Limit], links[selection.Limit - 1].Id)
                : new LinkPage(links, Next: null));
    }

    /// <summary>One link, without its captures.</summary>
    /// <param name="idOrAddress">A link's id, or an address that is brought to its canonical form first.</param>
    public DeskAnswer<LinkView> Link(string idOrAddress) => Find(idOrAddress) is { } link
        ? new DeskAnswer<LinkView>.Done(Views.Of(link, archive.FindTopic))
        : Refused<LinkView>(NoSuchLink(idOrAddress));

    /// <summary>All that is known of one link.</summary>
    /// <param name="idOrAddress">As for <see cref="Link"/>.</param>
    /// <param name="cancellationToken">Stops the reading of captures.</param>
    public async Task<DeskAnswer<LinkView>> LinkAsync(string idOrAddress, CancellationToken cancellationToken)
    {
        if (Find(idOrAddress) is not { } link)
        {
            return Refused<LinkView>(NoSuchLink(idOrAddress));
        }

        var captures = archive.Captures(link.Id);
        var robots = new Dictionary<CaptureRef, IReadOnlyList<RobotsNote>>();
        foreach (var capture in captures)
        {
            robots[capture] = await RobotsAsync(capture, cancellationToken);
        }

        return new DeskAnswer<LinkView>.Done(Views.Of(link, archive.FindTopic, captures, capture => robots[capture]));
    }

    /// <summary>What became of one link: its captures, edits and states.</summary>
    /// <param name="idOrAddress">As for <see cref="Link"/>.</param>
    /// <param name="limit">Captures, most, the newest first.</param>
    /// <param name="cancellationToken">Stops between two comparisons.</param>
    public async Task<DeskAnswer<HistoryView>> HistoryAsync(string idOrAddress, int limit, CancellationToken cancellationToken) =>
        Find(idOrAddress) is { } link
            ? new DeskAnswer<HistoryView>.Done(await new LinkHistory(archive).OfAsync(link, limit, cancellationToken))
            : Refused<HistoryView>(NoSuchLink(idOrAddress));

    private FiledLink? Find(string idOrAddress) => archive.FindLink(idOrAddress) ?? Addresses.Find(idOrAddress);

    // What was erased, is damaged, or was written by a newer program says nothing; verify names it.
    private async Task<IReadOnlyList<RobotsNote>> RobotsAsync(CaptureRef capture, CancellationToken cancellationToken)
    {
        try
        {
            return (await archive.ReadCaptureAsync(capture.Cid, cancellationToken))?.Robots ?? [];
        }
        catch (FormatException)
        {
            return [];
        }
    }

    public TopicList Topics() => new([.. archive.Topics.Select(Views.Of)]);

    public SourceList Sources() => new([.. archive.Sources.Select(Views.Of)]);

    public DeskAnswer<SourceView> Source(string host)
    {
        var source = archive.Sources.FirstOrDefault(source => source.Host == host);
        return source is null
            ? Refused<SourceView>(new Refusal("no-such-source", $"No link points to {host}. tearsheet source lists the sources."))
            : new DeskAnswer<SourceView>.Done(Views.Of(source));
    }

    public StatusView Status()
    {
        var status = archive.Status();
        return new StatusView
        {
            Folder = folder.Path,
            Title = archive.Settings.Title,
            Key = archive.SiteKey.ToString(),
            Live = status.Links - status.Held - status.Retracted - status.Merged,
            Held = status.Held,
            Retracted = status.Retracted,
            Captures = status.Captures,
            Topics = status.Topics,
            Sources = status.Sources,
            LastEntry = status.LastSeq,
            Blocks = status.Blocks,
            Packs = status.Packs,
            Bytes = status.PackBytes + status.LogBytes,
            Unpublished = status.Unpublished,
            Edition = status.LatestEdition is { } latest ? Views.Of(latest, made: false) : null,
        };
    }

    /// <summary>What the next edition would make public, change and withdraw. Nothing is written for it.</summary>
    public async Task<PreviewView> PreviewAsync(CancellationToken cancellationToken)
    {
        using var key = SiteKeyFile.Read(folder);
        var preview = await new EditionBuilder(archive, key).PreviewAsync(cancellationToken);
        return new PreviewView(
            preview.Edition?.Root.ToString(),
            [.. preview.Added.Select(Views.Of)],
            [.. preview.Changed.Select(Views.Of)],
            preview.Withdrawn,
            [.. preview.Files.Select(file => new FileView(file.Path, ReasonWord.Of(file.Kind)))]);
    }

    public SiteView Site() => Views.Of(archive.Settings, archive.SiteKey, archive.FindTopic);

    public void Dispose() => archive.Dispose();

    public static Refusal NoSuchLink(string id) =>
        new("no-such-link", $"There is no link {id}. tearsheet list prints the ids.");

    public static Refusal NoSuchTopic(string topic) =>
        new("no-such-topic", $"There is no topic \"{topic}\". tearsheet topic list prints them.");

    private static DeskAnswer<T> Refused<T>(Refusal why) => new DeskAnswer<T>.Refused(why);

    /// <summary>The links in question, page by page: without a state asked for, those that are gone are passed over.</summary>
    private IEnumerable<FiledLink> Run(LinkQuery query, LinkSelection selection)
    {
        query = query with { After = selection.After, Limit = selection.Limit + 1 };
        while (true)
        {
            var page = archive.Links(query).ToArray();
            foreach (var link in page)
            {
                if (selection.State is not null || link.State is LinkState.Live or LinkState.Held)
                {
                    yield return link;
                }
            }

            if (page.Length < query.Limit)
            {
                yield break;
            }

            query = query with { After = page[^1].Id };
        }
    }
}
