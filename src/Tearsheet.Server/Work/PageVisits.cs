using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Work;

/// <summary>The pages that wait at a host, visited and filed one after another by the same path as <c>add</c>.</summary>
/// <param name="book">Where they wait.</param>
/// <param name="desk">Visits and files.</param>
/// <param name="checks">Asks for what is filed already.</param>
/// <param name="hubs">Asks hubs.</param>
/// <param name="clock">Tells what is due.</param>
/// <param name="chance">From 0 to 1, for the waits after a failure.</param>
/// <param name="logger">Told of what could not be had.</param>
internal sealed class PageVisits(WorkBook book, LocalDesk desk, LinkChecks checks, HubSubscriptions hubs, TimeProvider clock, Func<double> chance, ILogger logger)
{
    /// <summary>Tries before a page is given up: over about a day.</summary>
    public const int MostTries = 6;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(5);

    /// <summary>Visits the page that has waited longest at a host.</summary>
    /// <returns>Whether another one is due.</returns>
    public async Task<bool> NextAsync(string host, CancellationToken cancellationToken)
    {
        if (book.NextAt(host, clock.GetUtcNow()) is not { } item)
        {
            return false;
        }

        if (item.Kind == WorkKind.Recheck)
        {
            await checks.CheckAsync(item, cancellationToken);
        }
        else if (item.Kind == WorkKind.Subscribe)
        {
            await hubs.AskAsync(item, cancellationToken);
        }
        else if (WasFiled(item))
        {
            book.Done(item);
        }
        else
        {
            await FileAsync(item, cancellationToken);
        }

        return book.IsDueAt(host, clock.GetUtcNow());
    }

    private async Task FileAsync(WorkItem item, CancellationToken cancellationToken)
    {
        var feed = item.Feed is { } number ? book.FindWish(number) : null;
        var answer = await desk.AddAsync(
            new AddRequest
            {
                Input = item.Address,
                Url = item.Address,
                Topic = feed?.Topic,
                Policy = feed?.Policy,
                Hold = feed?.Hold ?? false,
            },
            cancellationToken);
        if (answer.Result != AddResult.Refused)
        {
            book.Done(item);
            return;
        }

        var now = clock.GetUtcNow();
        if (answer.NotBefore is not null || answer.Status == StatusCodes.Status429TooManyRequests)
        {
            book.Hold(item.Host, answer.NotBefore ?? now + FirstRetry);
        }

        if (item.Attempts + 1 < MostTries && MayPass(answer))
        {
            var wait = FirstRetry * Math.Pow(3, item.Attempts) * (1 + (chance() / 4));
            book.Retry(item, now + wait, answer.Message!);
        }
        else
        {
            book.GiveUp(item, now, answer.Message!);
            logger.PageGivenUp(item.Address, answer.Reason!, answer.Message!);
        }
    }

    /// <summary>Whether a failure is of the kind that may be over in an hour.</summary>
    private static bool MayPass(AddAnswer answer) => answer switch
    {
        { Reason: "timed-out" or "connect-failed" or "name-not-resolved" or "cut" } => true,
        { Reason: "error-status", Status: 408 or 425 or 429 or >= 500 } => true,
        _ => false,
    };

    /// <summary>
    /// Whether nothing is left to do: the page is filed, and nobody says that it changed; or it was captured since, by a process that was killed
    /// before it could note so.
    /// </summary>
    private bool WasFiled(WorkItem item) =>
        desk.Reader.Addresses.Find(item.Address) is { } link
        && (!item.IsChanged || (desk.Reader.Archive.Captures(link.Id) is [.., var newest] && newest.At >= item.Since));
}
