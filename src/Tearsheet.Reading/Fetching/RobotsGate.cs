using System.Globalization;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading.Fetching;

/// <summary>
/// Asks a site's robots.txt before its pages are asked, once for each scheme, host and port, and remembers it for a day.
/// </summary>
/// <remarks>
/// Spec: RFC 9309, "Access Method" and "Access Results". It is fetched like any page: the same border, the same limits, five
/// redirects. A file that was there and cannot be reached stays in force; what was never reached forbids everything, for 30 days.
/// One gate serves any number of visits at a time.
/// </remarks>
public sealed class RobotsGate
{
    /// <summary>How long an answer is good.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromHours(24);

    /// <summary>After how long a file that could not be reached is tried again.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(15);

    /// <summary>After how long a file that could never be reached counts as not there.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(30);

    /// <summary>The longest delay between visits that a site is granted.</summary>
    public static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(60);

    private const string Accept = "text/plain,*/*;q=0.5";

    private readonly RobotsShelf _shelf;
    private readonly PageFetcher _fetcher;
    private readonly TimeProvider _clock;

    /// <summary>A gate that has asked nobody yet.</summary>
    /// <param name="fetcher">Its policy bounds the fetch of each file, and says who asks.</param>
    /// <param name="clock">Dates the answers.</param>
    public RobotsGate(PageFetcher fetcher, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(fetcher);
        ArgumentNullException.ThrowIfNull(clock);
        var policy = fetcher.Policy;
        var limit = TimeSpan.FromSeconds(30);
        _fetcher = fetcher.With(policy with
        {
            MaxRedirects = 5,
            MaxBodyBytes = 2 * RobotsFile.MaxBytes,
            MaxDecodedBytes = 32 * RobotsFile.MaxBytes,
            CutBodies = true,
            TotalTimeout = policy.TotalTimeout < limit ? policy.TotalTimeout : limit,
        });
        _clock = clock;
        _shelf = new RobotsShelf(ReadAsync, clock);
    }

    /// <summary>Whether an address may be asked, and by what.</summary>
    /// <param name="address">An http or https address.</param>
    /// <param name="overriddenBy">Who answers for it where it may not; null when nobody does.</param>
    /// <param name="cancellationToken">A shutdown. Whatever else goes wrong is a ground of the decision.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async ValueTask<RobotsNote> AskAsync(Uri address, string? overriddenBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return Note(address, await _shelf.FindAsync(Origin(address), turn: null, cancellationToken), overriddenBy);
    }

    /// <summary>The sitemaps that the robots.txt of an address's site names.</summary>
    /// <param name="address">Any address of the site.</param>
    /// <param name="turn">The visit's turn, in which the file is asked for; null where nobody stands in line.</param>
    /// <param name="cancellationToken">A shutdown.</param>
    /// <returns>Absolute addresses; lines that give none are left out.</returns>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async ValueTask<IReadOnlyList<string>> SitemapsAsync(Uri address, VisitTurn? turn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        var reading = await _shelf.FindAsync(Origin(address), turn, cancellationToken);
        return reading.File is not { } file || HttpUrl.TryRead(reading.Address, context: null, out var at) != LinkAddressStatus.Ok
            ? []
            : [.. file.Sitemaps.Select(line => HttpUrl.TryRead(line, at, out var url) == LinkAddressStatus.Ok ? url!.ToString() : null).OfType<string>()];
    }

    /// <summary>As <see cref="AskAsync"/>, for a fetch that wants to know whether it may go on.</summary>
    /// <param name="address">An http or https address.</param>
    /// <param name="overriddenBy">As there.</param>
    /// <param name="turn">The visit's turn, in which the file is asked for, and which its redirects may lead elsewhere; null where nobody stands in line.</param>
    /// <param name="notes">Gets the decision.</param>
    /// <param name="cancellationToken">A shutdown.</param>
    /// <returns>null when it may.</returns>
    internal async ValueTask<FetchOutcome.Refused?> PassAsync(
        Uri address, string? overriddenBy, VisitTurn? turn, ICollection<RobotsNote> notes, CancellationToken cancellationToken)
    {
        var reading = await _shelf.FindAsync(Origin(address), turn, cancellationToken);
        var note = Note(address, reading, overriddenBy);
        notes.Add(note);
        turn?.AskForPause(Delay(reading));
        return note.MayAsk ? null : Refuse(note, reading);
    }

    private static string Origin(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private TimeSpan Delay(RobotsReading reading)
    {
        var asked = reading.File?.CrawlDelay(_fetcher.Policy.ProductToken) ?? TimeSpan.Zero;
        return asked < LongestDelay ? asked : LongestDelay;
    }

    private RobotsNote Note(Uri address, RobotsReading reading, string? overriddenBy)
    {
        var decision = reading.File?.Decide(_fetcher.Policy.ProductToken, address.OriginalString)
            ?? new RobotsDecision(reading.Ground == RobotsGround.NoFile, By: null);
        return new RobotsNote
        {
            Address = address.OriginalString,
            File = reading.Address,
            At = reading.At,
            Ground = reading.File is null ? reading.Ground : decision.By is null ? RobotsGround.NoLine : RobotsGround.Line,
            Allowed = decision.Allowed,
            Line = decision.By,
            Status = reading.Status,
            OverriddenBy = decision.Allowed ? null : overriddenBy,
        };
    }

    private static FetchOutcome.Refused Refuse(RobotsNote note, RobotsReading reading)
    {
        const string Override = "--ignore-robots NAME goes on in that person's name, which is recorded.";
        var host = new Uri(note.Address).Host;
        if (note.Line is { } line)
        {
            return new FetchOutcome.Refused(
                FetchRefusal.RobotsDisallow,
                Status: null,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{host} asks programs not to fetch this page: line {line.Number} of {note.File} says \"{line.Text}\". Save the page in a browser and add the file; or, if you may, {Override}"),
                []);
        }

        // Nobody is there to ask for the page either: the reason is the same, and so are the words.
        return reading.Refusal is { Why: FetchRefusal.NameNotResolved or FetchRefusal.ConnectFailed or FetchRefusal.AddressNotAllowed or FetchRefusal.TlsFailed } same
            ? new FetchOutcome.Refused(same.Why, Status: null, same.Message, [])
            : new FetchOutcome.Refused(
                FetchRefusal.RobotsUnreachable,
                note.Status,
                $"Whether {host} lets programs fetch this page cannot be known: {Reason(note, reading)} Until it is known nothing is fetched; try again later. {Override}",
                []);
    }

    private static string Reason(RobotsNote note, RobotsReading reading) =>
        reading.Refusal?.Message ?? string.Create(CultureInfo.InvariantCulture, $"{note.File} answered {note.Status}.");

    private async Task<RobotsReading> ReadAsync(string origin, VisitTurn? turn, CancellationToken cancellationToken)
    {
        var address = origin + "/robots.txt";
        var outcome = await _fetcher.FetchAsync(new Uri(address), Accept, Validators.None, turn, cancellationToken);
        var reading = new RobotsReading(address, _clock.GetUtcNow(), RobotsGround.Unreachable);
        if (outcome is FetchOutcome.Refused refused)
        {
            // A redirect that leads nowhere leads to no file.
            var isLost = refused.Why is FetchRefusal.TooManyRedirects or FetchRefusal.RedirectLoop or FetchRefusal.BadRedirect;
            return reading with { Ground = isLost ? RobotsGround.NoFile : RobotsGround.Unreachable, Status = refused.Status, Refusal = refused };
        }

        var answer = ((FetchOutcome.Captured)outcome).Answer;
        reading = reading with { Status = answer.Status };
        switch (answer.Status)
        {
            case >= 200 and <= 299:
                return ContentCoding.Decode(answer.Body, answer.Header("Content-Encoding"), _fetcher.Policy.MaxDecodedBytes, out var bytes)
                    == ContentCodingStatus.Ok
                    ? reading with { Ground = RobotsGround.Line, File = RobotsFile.Read(bytes.Span) }
                    : reading;
            case 429 or >= 500:
                // "Too many requests" is no answer to what was asked.
                return reading;
            default:
                return reading with { Ground = RobotsGround.NoFile };
        }
    }
}
