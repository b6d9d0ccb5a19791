using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading;

/// <summary>From a link to what can be filed: the page is fetched, the article read, its images fetched and scaled.</summary>
/// <param name="fetcher">Fetches the page and its images.</param>
/// <param name="clock">Dates the capture.</param>
/// <param name="logger">Told of refusals.</param>
/// <param name="furniture">Tells what is known of the pages of a host, see <see cref="LinkAddress.Host"/>; null when nobody knows anything.</param>
/// <param name="turns">Where the visits stand in line, host by host; null where one visit is all there is.</param>
/// <param name="robots">Asked before each page is; null for a desk that asks no robots.txt. Images belong to their page and are not asked for.</param>
public sealed partial class Visit(
    PageFetcher fetcher,
    TimeProvider clock,
    ILogger<Visit>? logger = null,
    Func<string, CancellationToken, ValueTask<Furniture>>? furniture = null,
    IHostTurns? turns = null,
    RobotsGate? robots = null)
{
    private const string Accept = "text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8";

    /// <summary>The longest that a server is believed that it wants to be left alone.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private readonly ILogger _logger = logger ?? NullLogger<Visit>.Instance;

    /// <summary>Visits a link.</summary>
    /// <param name="address">A link with an address of its own; one of the form "file:" is refused.</param>
    /// <param name="cancellationToken">A shutdown. Time limits end in a refusal instead.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public Task<VisitOutcome> FetchAsync(LinkAddress address, CancellationToken cancellationToken) =>
        FetchAsync(address, robotsIgnoredBy: null, cancellationToken);

    /// <summary>Visits a link, on somebody's word even where robots.txt disallows it.</summary>
    /// <param name="address">A link with an address of its own; one of the form "file:" is refused.</param>
    /// <param name="robotsIgnoredBy">Who answers for it, as the capture will say; null when nobody does.</param>
    /// <param name="cancellationToken">A shutdown. Time limits end in a refusal instead.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public Task<VisitOutcome> FetchAsync(LinkAddress address, string? robotsIgnoredBy, CancellationToken cancellationToken) =>
        CheckAsync(address, robotsIgnoredBy, Validators.None, _ => ValueTask.FromResult(true), cancellationToken);

    /// <summary>Visits a link again: its images only where the page is wanted.</summary>
    /// <param name="address">A link with an address of its own.</param>
    /// <param name="robotsIgnoredBy">Who answers for it; null when nobody does.</param>
    /// <param name="validators">What the last answer was known by; where it still stands, the visit is refused with status 304.</param>
    /// <param name="isWanted">Whether the page is to be kept.</param>
    /// <param name="cancellationToken">A shutdown. Time limits end in a refusal instead.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<VisitOutcome> CheckAsync(
        LinkAddress address, string? robotsIgnoredBy, Validators validators, Func<VisitOutcome.Read, ValueTask<bool>> isWanted, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        await using var turn = NewTurn();
        var outcome = await LookAsync(address, robotsIgnoredBy, validators, why: null, turn, cancellationToken);
        if (outcome is not VisitOutcome.Read seen || !await isWanted(seen))
        {
            return outcome;
        }

        var images = new VisitImages(fetcher, clock, _logger, turn);
        await images.FetchAsync(seen.Article, address.Host, cancellationToken);
        return new VisitOutcome.Read(
            seen.Capture with { Exchanges = [.. seen.Capture.Exchanges, .. images.Exchanges] }, seen.Article, WithEmbedded(seen, images.Renditions));
    }

    /// <summary>Fetches and reads the page of a link, and leaves its images where they are.</summary>
    /// <param name="address">As for <see cref="FetchAsync(LinkAddress, CancellationToken)"/>.</param>
    /// <param name="robotsIgnoredBy">As there.</param>
    /// <param name="why">Told why the article came out as it did; null when nobody asks.</param>
    /// <param name="cancellationToken">A shutdown.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<VisitOutcome> LookAsync(
        LinkAddress address, string? robotsIgnoredBy, Explanation? why, CancellationToken cancellationToken)
    {
        await using var turn = NewTurn();
        return await LookAsync(address, robotsIgnoredBy, Validators.None, why, turn, cancellationToken);
    }

    private async Task<VisitOutcome> LookAsync(
        LinkAddress address,
        string? robotsIgnoredBy,
        Validators validators,
        Explanation? why,
        VisitTurn? turn,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.Uri is null)
        {
            return new VisitOutcome.Refused(
                FetchRefusal.NotHttp, "The page was saved without an address, so it cannot be fetched again. Add its address with --url.", Status: null);
        }

        var at = clock.GetUtcNow();
        var notes = new List<RobotsNote>();
        var outcome = await fetcher.FetchAsync(
            address.Uri,
            Accept,
            validators,
            turn,
            robots is null ? null : (asked, stop) => robots.PassAsync(asked, robotsIgnoredBy, turn, notes, stop),
            cancellationToken);
        if (outcome is FetchOutcome.Refused refused)
        {
            return Refuse(refused.Why, refused.Message, refused.Status, address.Host);
        }

        var hops = ((FetchOutcome.Captured)outcome).Hops;
        var page = hops[^1];
        if (page.Status is < 200 or > 299)
        {
            return Refuse(FetchRefusal.ErrorStatus, VisitMessages.ForStatus(page), page.Status, address.Host) with
            {
                NotBefore = ServerHints.RetryAfter(page, page.Ended) is { } wait ? page.Ended + (wait < LongestWait ? wait : LongestWait) : null,
            };
        }

        var coding = ContentCoding.Decode(page.Body, page.Header("Content-Encoding"), fetcher.Policy.MaxDecodedBytes, out var bytes);
        if (coding != ContentCodingStatus.Ok)
        {
            var (kind, message) = VisitMessages.ForCoding(coding, page, fetcher.Policy);
            return Refuse(kind, message, page.Status, address.Host);
        }

        if (bytes.IsEmpty)
        {
            return Refuse(FetchRefusal.EmptyBody, VisitMessages.ForNothing(page), page.Status, address.Host);
        }

        var host = hops.Count > 1 ? address.WithDestination(page.Address!).Host : address.Host;
        var article = ArticleReader.Read(
            bytes, page.Header("Content-Type"), page.Address!.OriginalString, page.TextHeader("Content-Disposition"), why,
            await KnownAsync(host, cancellationToken), page.HeaderLines("X-Robots-Tag"));
        var capture = new Capture(Identify(address, hops, article), at, [.. hops], hops.Count - 1) { Robots = notes };
        return new VisitOutcome.Read(capture, article, []);
    }

    /// <summary>Reads a page that somebody saved.</summary>
    /// <param name="bytes">The page, no longer compressed; kept as the body of the capture's exchange.</param>
    /// <param name="address">Its address; null when nobody knows it, and then the page's own claim or its hash stands for it.</param>
    /// <param name="contentType">As a Content-Type header; null when nobody knows it.</param>
    /// <param name="fetchImages">Whether its images are fetched now.</param>
    /// <param name="why">Told why the article came out as it did; null when nobody asks.</param>
    /// <param name="cancellationToken">A shutdown.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public Task<VisitOutcome> ReadSavedAsync(
        ReadOnlyMemory<byte> bytes,
        LinkAddress? address,
        string? contentType,
        bool fetchImages,
        Explanation? why,
        CancellationToken cancellationToken) =>
        ReadGivenAsync(bytes, address, contentType, fetchImages, Provenance.SavedFile, why, cancellationToken);

    /// <summary>Reads a page that a reader's own browser handed over. Asks nobody for anything: its pictures are those that it carries.</summary>
    /// <param name="bytes">The page as the browser serialised it; kept as the body of the capture's exchange.</param>
    /// <param name="address">What the browser showed it under. It stands: a page that came this way is not asked where it belongs.</param>
    /// <param name="cancellationToken">A shutdown.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public Task<VisitOutcome> ReadBrowserAsync(ReadOnlyMemory<byte> bytes, LinkAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        return ReadGivenAsync(bytes, address, contentType: null, fetchImages: false, Provenance.Browser, why: null, cancellationToken);
    }

    private async Task<VisitOutcome> ReadGivenAsync(
        ReadOnlyMemory<byte> bytes,
        LinkAddress? address,
        string? contentType,
        bool fetchImages,
        Provenance provenance,
        Explanation? why,
        CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
        {
            return new VisitOutcome.Refused(FetchRefusal.EmptyBody, "The file is empty. Save the page again.", Status: null);
        }

        if (bytes.Length > fetcher.Policy.MaxDecodedBytes)
        {
            return new VisitOutcome.Refused(
                FetchRefusal.DecodedTooLarge,
                string.Create(CultureInfo.InvariantCulture, $"The file is larger than {fetcher.Policy.MaxDecodedBytes} bytes. Raise fetch.maxDecodedMegabytes in tearsheet.json if it is wanted."),
                Status: null);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var at = clock.GetUtcNow();
        var known = address ?? Claimed(bytes, contentType);
        var article = ArticleReader.Read(
            bytes, contentType, known.Uri?.OriginalString, why: why, furniture: await KnownAsync(known.Uri is null ? null : known.Host, cancellationToken));
        await using var turn = NewTurn();
        var images = new VisitImages(fetcher, clock, _logger, turn);
        if (fetchImages)
        {
            await images.FetchAsync(article, known.Host, cancellationToken);
        }

        var page = new Exchange { Provenance = provenance, Started = at, Ended = at, Body = bytes };
        var identity = provenance == Provenance.Browser ? known : Believe(known, article.CanonicalAddress, article.Kind);
        var capture = new Capture(identity, at, [page, .. images.Exchanges], Page: 0);
        var renditions = await Task.Run(
            () => VisitImages.WithEmbedded(bytes, contentType, known.Uri?.OriginalString, article, isSaved: true, images.Renditions), cancellationToken);
        return new VisitOutcome.Read(capture, article, renditions);
    }

    private IReadOnlyList<Rendition> WithEmbedded(VisitOutcome.Read seen, IReadOnlyList<Rendition> known)
    {
        var page = seen.Capture.PageExchange;
        return VisitImages.IsEmbedded(seen.Article)
            && ContentCoding.Decode(page.Body, page.Header("Content-Encoding"), fetcher.Policy.MaxDecodedBytes, out var bytes) == ContentCodingStatus.Ok
            ? VisitImages.WithEmbedded(bytes, page.Header("Content-Type"), page.Address!.OriginalString, seen.Article, isSaved: false, known)
            : known;
    }

    private VisitTurn? NewTurn() => turns is null ? null : new VisitTurn(turns);

    private async ValueTask<Furniture> KnownAsync(string? host, CancellationToken cancellationToken) =>
        furniture is null || host is null ? Furniture.None : await furniture(host, cancellationToken);

    /// <summary>The address by which the link is known once its page was seen.</summary>
    private static LinkAddress Identify(LinkAddress address, IReadOnlyList<Exchange> hops, Article article)
    {
        var page = hops[^1];
        var found = hops.Count > 1 && SpeaksForItself(article.Kind) ? address.WithDestination(page.Address!) : address;
        return Believe(found, article.CanonicalAddress ?? LinkHeader.Canonical(page.Header("Link")), article.Kind);
    }

    private static LinkAddress Believe(LinkAddress address, string? claim, ArticleKind kind) =>
        claim is not null && SpeaksForItself(kind) ? address.WithCanonical(claim) : address;

    // A wall or an error page stands before the story and knows nothing of its address.
    private static bool SpeaksForItself(ArticleKind kind) =>
        kind is not (ArticleKind.BotWall or ArticleKind.ConsentWall or ArticleKind.ErrorPage or ArticleKind.LoginPage or ArticleKind.Empty);

    private static LinkAddress Claimed(ReadOnlyMemory<byte> bytes, string? contentType) =>
        ArticleReader.PageAddress(bytes, contentType) is { } claim
        && LinkAddress.TryParse(claim, out var address) == LinkAddressStatus.Ok
        // A site that names its front page on every page would turn all of them into one link.
        && !address!.IsFrontPage
            ? address
            : LinkAddress.ForSavedPage(bytes.Span);

    private VisitOutcome.Refused Refuse(FetchRefusal why, string message, int? status, string host)
    {
        _logger.FetchRefused(host, why, status);
        return new VisitOutcome.Refused(why, message, status);
    }
}
