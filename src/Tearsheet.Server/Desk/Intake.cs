using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Rendering;

namespace Tearsheet.Server.Desk;

/// <summary>
/// From a request to a filed link:
/// <code>
/// request -> 1. read (fetch or open, article, images) on all cores -> 2. file in the order of the requests -> 3. fsync -> answer
/// </code>
/// Each stage is bounded, so that a folder of any size is read in the same memory; the filings of one moment share one fsync.
/// </summary>
/// <param name="renderer">Renders the pages for which that is asked.</param>
internal sealed class Intake(Archive archive, Visit visit, FetchPolicy policy, PageRenderer renderer, FiledAddresses addresses) : IDisposable
{
    /// <summary>Filings that wait for their fsync together.</summary>
    private const int FiledAtOnce = 128;

    private readonly SemaphoreSlim _cores = new(Environment.ProcessorCount);
    private readonly ByteBudget _unsynced = new(64L << 20);

    /// <summary>Network visits wait more than they work; saved pages keep a core busy each.</summary>
    private static int ReadAtOnce => Math.Max(8, Environment.ProcessorCount * 2);

    public IAsyncEnumerable<AddAnswer> AddAsync(IAsyncEnumerable<AddRequest> requests, CancellationToken cancellationToken)
    {
        var read = InOrder.SelectAsync(requests, ReadAtOnce, ReadAsync, cancellationToken);

        // What has been handed to the archive is seen through to its fsync, whoever asks to stop.
        return InOrder.SelectAsync(WithinBudgetAsync(read, cancellationToken), FiledAtOnce, (item, _) => FileAsync(item), cancellationToken);
    }

    public async Task<AddAnswer> AddAsync(AddRequest request, CancellationToken cancellationToken)
    {
        var item = await ReadAsync(request, cancellationToken);
        await _unsynced.SpendAsync(Bytes(item.Filing));
        return await FileAsync(item);
    }

    public void Dispose() => _cores.Dispose();

    public static AddAnswer Refused(AddRequest request, SavedPageStatus status) => Refused(
        request,
        status switch
        {
            SavedPageStatus.Missing => "file-missing",
            SavedPageStatus.NotReadable => "file-not-readable",
            SavedPageStatus.TooLarge => "body-too-large",
            SavedPageStatus.InflatesTooFar => "decoded-too-large",
            _ => "malformed-coding",
        },
        status switch
        {
            SavedPageStatus.Missing => "There is no such file.",
            SavedPageStatus.NotReadable => "This user may not read the file, or its disk failed. Check its owner and mode.",
            SavedPageStatus.TooLarge =>
                "The file is larger than a page may be. Raise fetch.maxBodyMegabytes in tearsheet.json if it is meant.",
            SavedPageStatus.InflatesTooFar =>
                "The gzip file grows beyond what a page may have. Raise fetch.maxDecodedMegabytes in tearsheet.json if it is meant.",
            _ => "The file begins as gzip and is not: it is damaged or cut off. Save the page again.",
        });

    public static AddAnswer Refused(AddRequest request, string reason, string message, int? status = null) => new()
    {
        Result = AddResult.Refused,
        Input = request.Input,
        Url = request.Url,
        Reason = reason,
        Message = message,
        Status = status,
    };

    /// <summary>Stage 1. Gives a refusal, or what is to be filed.</summary>
    private async Task<(AddRequest Request, LinkFiling? Filing, AddAnswer? Refusal)> ReadAsync(
        AddRequest request, CancellationToken cancellationToken)
    {
        LinkAddress? address = null;
        if (request.Url is { } url && addresses.TryParse(url, out address) is var status && status != LinkAddressStatus.Ok)
        {
            return (request, null, Refused(request, ReasonWord.Of(status), AddressWords.Of(status)));
        }

        if (request.Topic is { } topic && TopicPath.TryParse(topic, out _) is var path && path != TopicPathStatus.Ok)
        {
            return (request, null, Refused(request, "bad-topic", TopicPath.Sentence(path, topic)));
        }

        // Known before anything is asked of the host; the filing looks again, since a redirect can lead to another such address.
        if (address is not null
            && addresses.Find(address) is { Retraction: { } retraction })
        {
            var refused = FilingOutcome.Refused.AsRetracted(address.Canonical, retraction);
            return (request, null, Refused(request, ReasonWord.Of(refused.Why), refused.Message));
        }

        if (request.IgnoreRobots is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > LinkEdit.MaxLineLength || name.Any(char.IsControl)))
        {
            return (request, null, Refused(request, "bad-name", "Whoever has robots.txt ignored needs a name on one line."));
        }

        if (request.Archived is { } archived)
        {
            return await ReadArchivedAsync(request, archived, address!, cancellationToken);
        }

        var outcome = request.Page is null
            ? (await VisitAsync(request, address!, cancellationToken), SavedPageStatus.Ok)
            : await OpenAsync(request, request.Page, address, cancellationToken);
        return outcome switch
        {
            (VisitOutcome.Read read, _) => (request, Filing(request, read, address is null ? addresses.Of(read.Capture.Address) : read.Capture.Address), null),
            (VisitOutcome.Refused refused, _) => (
                request, null, Refused(request, ReasonWord.Of(refused.Why), refused.Message, refused.Status) with { NotBefore = refused.NotBefore }),
            (null, var saved) => (request, null, Refused(request, saved)),
            _ => throw new UnreachableException(),
        };
    }

    private static LinkFiling Filing(AddRequest request, VisitOutcome.Read read, LinkAddress address) => new(
        address, request.Topic, request.Note, request.Policy, request.Hold, read.Capture with { Address = address }, read.Article, read.Renditions);

    private Task<VisitOutcome> VisitAsync(AddRequest request, LinkAddress address, CancellationToken cancellationToken) => request.Render
        ? visit.RenderAsync(address, RobotsIgnoredBy(request, address), renderer, cancellationToken)
        : visit.FetchAsync(address, RobotsIgnoredBy(request, address), cancellationToken);

    /// <summary>Who said so for this link, else who said so for its source.</summary>
    private string? RobotsIgnoredBy(AddRequest request, LinkAddress address) =>
        request.IgnoreRobots ?? archive.FindSource(address.Host)?.RobotsIgnoredBy;

    private async Task<(AddRequest Request, LinkFiling? Filing, AddAnswer? Refusal)> ReadArchivedAsync(
        AddRequest request, ArchivedPage archived, LinkAddress address, CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => new ArchivedIntake(archive, visit, addresses).ReadAsync(request, archived, address, cancellationToken), cancellationToken);
        }
        finally
        {
            _cores.Release();
        }
    }

    private async Task<(VisitOutcome? Outcome, SavedPageStatus Saved)> OpenAsync(
        AddRequest request, SavedPage page, LinkAddress? address, CancellationToken cancellationToken)
    {
        await _cores.WaitAsync(cancellationToken);
        try
        {
            var (status, bytes) = await page.ReadAsync(policy.MaxBodyBytes, policy.MaxDecodedBytes, cancellationToken);
            return status == SavedPageStatus.Ok
                ? (await Task.Run(
                    () => request.FromBrowser
                        ? visit.ReadBrowserAsync(bytes, address!, cancellationToken)
                        : visit.ReadSavedAsync(bytes, address, page.MediaType, request.FetchImages, why: null, cancellationToken), cancellationToken), status)
                : (null, status);
        }
        finally
        {
            _cores.Release();
        }
    }

    /// <summary>Lets an item through when the bytes before it have left room; here and not in stage 2, so that the order stays.</summary>
    private async IAsyncEnumerable<(AddRequest Request, LinkFiling? Filing, AddAnswer? Refusal)> WithinBudgetAsync(
        IAsyncEnumerable<(AddRequest Request, LinkFiling? Filing, AddAnswer? Refusal)> read,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in read.WithCancellation(cancellationToken))
        {
            await _unsynced.SpendAsync(Bytes(item.Filing));
            yield return item;
        }
    }

    private static long Bytes(LinkFiling? filing) => filing?.Capture.Exchanges.Sum(exchange => (long)exchange.Body.Length) ?? 0;

    /// <summary>Stages 2 and 3. The archive sees the filings in the order of the calls and shares its fsyncs among them.</summary>
    private async Task<AddAnswer> FileAsync((AddRequest Request, LinkFiling? Filing, AddAnswer? Refusal) item)
    {
        if (item.Filing is not { } filing)
        {
            return item.Refusal!;
        }

        try
        {
            return await archive.FileAsync(filing, CancellationToken.None) switch
            {
                FilingOutcome.New added => Answer(item.Request, filing, AddResult.Added, added.Link),
                FilingOutcome.Recaptured again => Answer(item.Request, filing, AddResult.Recaptured, again.Link),
                FilingOutcome.Refused refused => Refused(item.Request, ReasonWord.Of(refused.Why), refused.Message),
                _ => throw new UnreachableException(),
            };
        }
        finally
        {
            _unsynced.GiveBack(Bytes(filing));
        }
    }

    private AddAnswer Answer(AddRequest request, LinkFiling filing, AddResult result, FiledLink link) => new()
    {
        Result = result,
        Input = request.Input,
        Id = link.Id,
        Headline = link.Headline,
        Url = link.Address ?? link.CanonicalAddress,
        Topic = link.TopicId is { } topic ? archive.FindTopic(topic)?.Path.ToString() : null,
        Kind = Views.Of(filing.Article.Kind),
        Held = link.State == LinkState.Held ? true : null,
    };
}
