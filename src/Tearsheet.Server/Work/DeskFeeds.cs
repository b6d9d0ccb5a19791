using System.Diagnostics.CodeAnalysis;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Fetching;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Work;

/// <summary>All that a desk that may write has to do with feeds: the book, how they are asked, and what an editor does about them.</summary>
internal sealed class DeskFeeds : IDisposable
{
    private DeskFeeds(
        WorkBook book, FetchPolicy policy, PollPolicy polling, IHostTurns turns, Func<string?> address, FiledAddresses addresses, RobotsGate? robots, TimeProvider clock, ILogger logger)
    {
        Book = book;
        var fetcher = new PageFetcher(policy, clock);
        Hubs = new HubSubscriptions(book, fetcher, turns, address, clock, logger);
        Polls = new FeedPolls(book, fetcher, turns, polling, clock, Random.Shared.NextDouble, Hubs, logger, addresses, robots);
        Following = new Following(book, Polls, clock);
    }

    public WorkBook Book { get; }

    public FeedPolls Polls { get; }

    public HubSubscriptions Hubs { get; }

    public Following Following { get; }

    /// <summary>Opens the book of a data folder, and begins one where there is none.</summary>
    /// <param name="address">Where the site is reached from outside; null while nobody says.</param>
    /// <param name="addresses">By which addresses pages are known.</param>
    /// <param name="robots">What the sites' robots.txt say; null where nobody asks them.</param>
    /// <param name="problem">What is wrong, when the result is false.</param>
    public static bool TryOpen(
        DataFolder folder,
        FetchPolicy policy,
        PollPolicy polling,
        IHostTurns turns,
        Func<string?> address,
        FiledAddresses addresses,
        RobotsGate? robots,
        TimeProvider clock,
        ILogger logger,
        [NotNullWhen(true)] out DeskFeeds? feeds,
        out string problem)
    {
        feeds = WorkBook.Open(folder.DeskFile, mayWrite: true, out problem) is { } book
            ? new DeskFeeds(book, policy, polling, turns, address, addresses, robots, clock, logger)
            : null;
        return feeds is not null;
    }

    public void Dispose() => Book.Dispose();
}
