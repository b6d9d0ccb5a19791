using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Keys;
using Tearsheet.Publishing;
using Tearsheet.Reading;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Rendering;
using Tearsheet.Server.Packing;
using Tearsheet.Server.Settings;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Desk;

/// <summary>The desk on an archive that this process holds.</summary>
internal sealed class LocalDesk : IDesk
{
    private readonly Archive _archive;
    private readonly SigningKey _key;
    private readonly DataFolder _folder;
    private readonly SemaphoreSlim _cutting = new(1);
    private readonly Rereader _rereader;
    private readonly long _maxBodyBytes;
    private readonly PageRenderer _renderer;

    private readonly Func<ILogger, (DeskFeeds? Feeds, string Problem)> _openFeeds;
    private DeskFeeds? _feeds;

    public LocalDesk(
        Archive archive,
        SigningKey key,
        DataFolder folder,
        FetchPolicy policy,
        TimeProvider clock,
        PollPolicy? polling = null,
        IHostTurns? turns = null,
        string? reachedAt = null,
        ClearUrlsRules? rules = null,
        RenderPolicy? rendering = null)
    {
        turns ??= new HostQueue(policy.BetweenVisits, clock);
        _openFeeds = logger =>
            (DeskFeeds.TryOpen(folder, policy, polling ?? PollPolicy.Usual, turns, () => reachedAt ?? archive.Settings.Address, Reader!.Addresses, Robots, clock, logger, out var feeds, out var problem) ? feeds : null, problem);
        _archive = archive;
        _key = key;
        _folder = folder;
        Reader = new DeskReader(archive, folder, () => rules);
        (MaxDecodedBytes, _maxBodyBytes) = (policy.MaxDecodedBytes, policy.MaxBodyBytes);
        Furniture = new SourceFurniture(archive, policy);
        _rereader = new Rereader(archive, policy, Furniture);
        var fetcher = new PageFetcher(policy, clock);
        Robots = policy.AskRobots ? new RobotsGate(fetcher, clock) : null;
        Visit = new Visit(fetcher, clock, furniture: Furniture.OfAsync, turns: turns, robots: Robots);
        _renderer = new PageRenderer(fetcher, rendering ?? new RenderPolicy(), clock);
        Intake = new Intake(archive, Visit, policy, _renderer, Reader.Addresses);
    }

    public DeskReader Reader { get; }

    public Intake Intake { get; }

    public Visit Visit { get; }

    public SourceFurniture Furniture { get; }

    /// <summary>Bytes that may come out of a compressed body.</summary>
    public long MaxDecodedBytes { get; }

    /// <summary>What was skipped of the rules for addresses that the settings name, a sentence each.</summary>
    public IReadOnlyList<string> RuleFaults { get; init; } = [];

    /// <summary>What the sites' robots.txt say; null on a desk that asks none.</summary>
    public RobotsGate? Robots { get; }

    /// <summary>Raised after each change that is acknowledged; links that come as a stream of their own are not told of.</summary>
    public event EventHandler<DeskChange>? Changed;

    public IAsyncEnumerable<AddAnswer> AddAsync(IAsyncEnumerable<AddRequest> requests, CancellationToken cancellationToken) =>
        Intake.AddAsync(requests, cancellationToken);

    public async Task<AddAnswer> AddAsync(AddRequest request, CancellationToken cancellationToken)
    {
        var answer = await Intake.AddAsync(request, cancellationToken);
        Changed?.Invoke(this, new DeskChange());
        return answer;
    }

    public async Task<DeskAnswer<LinkView>> ChangeLinkAsync(string id, LinkChange change, CancellationToken cancellationToken)
    {
        if (!TryPolicy(change.Policy, out var policy))
        {
            return BadPolicy<LinkView>(change.Policy!);
        }

        var edit = new LinkEdit(id)
        {
            Topic = change.Topic,
            Note = change.Note,
            Policy = policy,
            ClearPolicy = change.Policy is "",
            Hold = change.Held,
            OverrideBy = change.OverrideBy,
        };
        return Answer(await _archive.EditAsync(edit, cancellationToken));
    }

    /// <summary>Files a visit that found a filed link edited.</summary>
    public async Task FileAgainAsync(LinkAddress address, VisitOutcome.Read read, CancellationToken cancellationToken)
    {
        await _archive.FileAsync(
            new LinkFiling(address, Topic: null, Note: null, Policy: null, Hold: false, read.Capture, read.Article, read.Renditions), cancellationToken);
        Changed?.Invoke(this, new DeskChange());
    }

    /// <summary>Notes what becomes of those who ask for a link.</summary>
    /// <returns>false when it was so before.</returns>
    public async Task<bool> NoteReachAsync(
        string id, LinkReach reach, DateTimeOffset at, int? status, string? movedTo, CancellationToken cancellationToken)
    {
        if (await _archive.NoteReachAsync(id, reach, at, status, movedTo, cancellationToken) is not LinkOutcome.Changed)
        {
            return false;
        }

        Changed?.Invoke(this, new DeskChange());
        return true;
    }

    /// <summary>What the desk follows; opened when it is first wanted.</summary>
    /// <param name="problem">What is wrong with its file, when the result is null.</param>
    public DeskFeeds? Feeds(ILogger logger, out string problem)
    {
        problem = "";
        if (_feeds is null)
        {
            (_feeds, problem) = _openFeeds(logger);
        }

        return _feeds;
    }

    public Task<DeskAnswer<FeedView>> FollowAsync(FollowRequest request, CancellationToken cancellationToken) =>
        Feeds(NullLogger.Instance, out var problem) is { } feeds
            ? feeds.Following.FollowAsync(request, cancellationToken)
            : Task.FromResult<DeskAnswer<FeedView>>(Refused<FeedView>("bad-desk-file", problem));

    public Task<DeskAnswer<FeedView>> UnfollowAsync(string feed, CancellationToken cancellationToken) =>
        Feeds(NullLogger.Instance, out var problem) is { } feeds
            ? feeds.Following.UnfollowAsync(feed)
            : Task.FromResult<DeskAnswer<FeedView>>(Refused<FeedView>("bad-desk-file", problem));

    public async Task<DeskAnswer<LinkView>> RetractAsync(string id, RetractionRequest request, CancellationToken cancellationToken)
    {
        var answer = Answer(await _archive.RetractAsync(id, request.Reason, request.Erase, cancellationToken));
        if (answer is DeskAnswer<LinkView>.Done done)
        {
            Changed?.Invoke(this, new DeskChange { Retracted = done.Value.Id });
            await RetractedList.RefreshAsync(_archive, _folder);
        }

        return answer;
    }

    public async Task<DeskAnswer<RereadView>> RereadAsync(string id, CancellationToken cancellationToken)
    {
        var answer = await Task.Run(() => _rereader.RereadAsync(id, keep: true, cancellationToken), cancellationToken);
        if (answer is DeskAnswer<RereadView>.Done done && done.Value.Captures.Any(capture => capture.Result == RereadResult.Changed))
        {
            Changed?.Invoke(this, new DeskChange());
        }

        return answer;
    }

    public async Task<DeskAnswer<TopicView>> AddTopicAsync(TopicRequest request, CancellationToken cancellationToken) =>
        Answer(await _archive.AddTopicAsync(request.Path, cancellationToken));

    public async Task<DeskAnswer<TopicView>> RenameTopicAsync(TopicRename request, CancellationToken cancellationToken) =>
        Answer(await _archive.RenameTopicAsync(request.Topic, request.Path, cancellationToken));

    public async Task<DeskAnswer<TopicView>> MergeTopicAsync(TopicMerge request, CancellationToken cancellationToken) =>
        Answer(await _archive.MergeTopicAsync(request.Topic, request.Into, cancellationToken));

    public async Task<DeskAnswer<SourceView>> ChangeSourceAsync(string host, SourceChange change, CancellationToken cancellationToken)
    {
        if (!TryPolicy(change.Policy, out var policy))
        {
            return BadPolicy<SourceView>(change.Policy!);
        }

        var edit = new SourceEdit(host)
        {
            Name = change.Name, Policy = policy, ClearPolicy = change.Policy is "", IgnoreRobotsBy = change.IgnoreRobots,
        };
        switch (await _archive.SetSourceAsync(edit, cancellationToken))
        {
            case SourceOutcome.Changed changed:
                Changed?.Invoke(this, new DeskChange());
                return new DeskAnswer<SourceView>.Done(Views.Of(changed.Source));
            case SourceOutcome.Unchanged same:
                return new DeskAnswer<SourceView>.Done(Views.Of(same.Source));
            case SourceOutcome.Refused refused:
                return Refused<SourceView>("bad-source", refused.Message);
            default:
                throw new UnreachableException();
        }
    }

    public async Task<DeskAnswer<SiteView>> ChangeSiteAsync(SiteChange change, CancellationToken cancellationToken)
    {
        if (!TryPolicy(change.Policy, out var policy))
        {
            return BadPolicy<SiteView>(change.Policy!);
        }

        var was = _archive.Settings;
        var masthead = was.MastheadTopics;
        if (change.Masthead is { } wanted)
        {
            var ids = new List<string>();
            foreach (var name in wanted)
            {
                if (_archive.FindTopicNamed(name) is not { } topic)
                {
                    return new DeskAnswer<SiteView>.Refused(DeskReader.NoSuchTopic(name));
                }

                ids.Add(topic.Id);
            }

            masthead = [.. ids];
        }

        return Answer(await _archive.SetSettingsAsync(SiteChanges.Apply(was, change, policy) with { MastheadTopics = masthead }, cancellationToken));
    }

    public async Task<DeskAnswer<ImportView>> ImportAsync(ImportRequest request, Action<ImportLine> tell, CancellationToken cancellationToken)
    {
        if (!TryPolicy(request.Policy, out var policy))
        {
            return BadPolicy<ImportView>(request.Policy!);
        }

        using var import = new CaptureImport(request, policy, _maxBodyBytes, line =>
        {
            if (line.Answer is { Result: AddResult.Added or AddResult.Recaptured })
            {
                Changed?.Invoke(this, new DeskChange());
            }

            tell(line);
        });
        return new DeskAnswer<ImportView>.Done(await import.RunAsync(Intake.AddAsync, cancellationToken));
    }

    public async Task<DeskAnswer<EditionView>> CutEditionAsync(CancellationToken cancellationToken)
    {
        await _cutting.WaitAsync(cancellationToken);
        try
        {
            return await CutAsync(cancellationToken);
        }
        finally
        {
            _cutting.Release();
        }
    }

    public ValueTask DisposeAsync()
    {
        _feeds?.Dispose();
        _archive.Dispose();
        _cutting.Dispose();
        Intake.Dispose();
        _renderer.Dispose();
        _key.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<DeskAnswer<EditionView>> CutAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var builder = new EditionBuilder(_archive, _key);
            switch (await builder.BuildAsync(_archive.Sink, fromNothing: false, cancellationToken))
            {
                case EditionOutcome.NothingNew same:
                    return new DeskAnswer<EditionView>.Done(Views.Of(same.Latest, made: false));

                case EditionOutcome.Built built:
                    switch (await _archive.RecordEditionAsync(built.Edition, cancellationToken))
                    {
                        case RecordOutcome.Recorded recorded:
                            Changed?.Invoke(this, new DeskChange { Edition = recorded.Edition });
                            if (File.Exists(_folder.RetractedList))
                            {
                                await RetractedList.RefreshAsync(_archive, _folder);
                            }

                            return new DeskAnswer<EditionView>.Done(Views.Of(recorded.Edition, made: true));

                        case RecordOutcome.Refused { Why: EditionRefusal.Stale }:
                            // Something was withdrawn while the edition was being built: it must not go out, so build again.
                            continue;

                        case RecordOutcome.Refused refused:
                            return Refused<EditionView>(ReasonWord.Of(refused.Why), refused.Message);

                        default:
                            throw new UnreachableException();
                    }

                case EditionOutcome.Unsettled:
                    return Refused<EditionView>(
                        "unsettled", "Links come in faster than an edition can be made of them. Try again when it is quieter.");

                default:
                    throw new UnreachableException();
            }
        }
    }

    private DeskAnswer<LinkView> Answer(LinkOutcome outcome)
    {
        switch (outcome)
        {
            case LinkOutcome.Changed changed:
                Changed?.Invoke(this, new DeskChange());
                return new DeskAnswer<LinkView>.Done(Views.Of(changed.Link, _archive.FindTopic));
            case LinkOutcome.Unchanged same:
                return new DeskAnswer<LinkView>.Done(Views.Of(same.Link, _archive.FindTopic));
            case LinkOutcome.Refused { Why: LinkRefusal.NotFound } refused:
                return Refused<LinkView>("no-such-link", refused.Message);
            case LinkOutcome.Refused refused:
                return Refused<LinkView>(ReasonWord.Of(refused.Why), refused.Message);
            default:
                throw new UnreachableException();
        }
    }

    private DeskAnswer<TopicView> Answer(TopicOutcome outcome)
    {
        switch (outcome)
        {
            case TopicOutcome.Changed changed:
                Changed?.Invoke(this, new DeskChange());
                return new DeskAnswer<TopicView>.Done(Views.Of(changed.Topic));
            case TopicOutcome.Unchanged same:
                return new DeskAnswer<TopicView>.Done(Views.Of(same.Topic));
            case TopicOutcome.Refused { Why: TopicRefusal.NotFound } refused:
                return Refused<TopicView>("no-such-topic", refused.Message);
            case TopicOutcome.Refused refused:
                return Refused<TopicView>(ReasonWord.Of(refused.Why), refused.Message);
            default:
                throw new UnreachableException();
        }
    }

    private DeskAnswer<SiteView> Answer(SettingsOutcome outcome)
    {
        switch (outcome)
        {
            case SettingsOutcome.Changed:
                Changed?.Invoke(this, new DeskChange());
                return new DeskAnswer<SiteView>.Done(Reader.Site());
            case SettingsOutcome.Unchanged:
                return new DeskAnswer<SiteView>.Done(Reader.Site());
            case SettingsOutcome.Refused refused:
                return Refused<SiteView>("bad-site", refused.Message);
            default:
                throw new UnreachableException();
        }
    }

    private static bool TryPolicy(string? word, out PublicationPolicy? policy)
    {
        policy = null;
        return word is "" || PolicyWord.TryParse(word, out policy);
    }

    private static DeskAnswer<T> BadPolicy<T>(string word) =>
        Refused<T>("bad-policy", $"\"{word}\" is no policy; write headline, excerpt or full.");

    private static DeskAnswer<T> Refused<T>(string reason, string message) => new DeskAnswer<T>.Refused(new Refusal(reason, message));
}

/// <summary>What has changed at the desk.</summary>
internal sealed class DeskChange : EventArgs
{
    /// <summary>The id of the link that was retracted; null when it was something else.</summary>
    public string? Retracted { get; init; }

    /// <summary>The edition that was made; null when the log moved otherwise.</summary>
    public EditionRecord? Edition { get; init; }
}
