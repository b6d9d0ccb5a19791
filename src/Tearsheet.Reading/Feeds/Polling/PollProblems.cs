using System.Globalization;
using System.Text;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>What is wrong, told in the one line that a reader of <c>tearsheet feeds</c> sees.</summary>
internal static class PollProblems
{
    // How much of an error page is looked at for the signs of a check for robots.
    private const int MaxErrorPage = 256 << 10;

    public static FeedProblem Of(FetchOutcome.Refused refused, DateTimeOffset now) => new(
        refused.Why switch
        {
            FetchRefusal.TimedOut => FeedProblemKind.Timeout,
            FetchRefusal.TlsFailed => FeedProblemKind.Tls,
            FetchRefusal.NameNotResolved => FeedProblemKind.Name,
            FetchRefusal.ConnectFailed or FetchRefusal.Cut => FeedProblemKind.Unreachable,
            FetchRefusal.TooManyRedirects or FetchRefusal.RedirectLoop => FeedProblemKind.TooManyRedirects,
            FetchRefusal.BadRedirect => FeedProblemKind.BadRedirect,
            FetchRefusal.NotHttp or FetchRefusal.AddressNotAllowed => FeedProblemKind.NotAllowed,
            FetchRefusal.BodyTooLarge or FetchRefusal.DecodedTooLarge => FeedProblemKind.TooLarge,
            FetchRefusal.UnknownCoding or FetchRefusal.MalformedCoding => FeedProblemKind.Encoding,
            FetchRefusal.EmptyBody => FeedProblemKind.Empty,
            FetchRefusal.ErrorStatus => FeedProblemKind.Status,
            _ => FeedProblemKind.BadAnswer,
        },
        refused.Message,
        refused.Status,
        now);

    public static FeedProblem OfStatus(Exchange answer, DateTimeOffset now)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"{answer.Status} {answer.Reason}").TrimEnd();
        var (kind, what) = answer.Status switch
        {
            _ when IsChallenge(answer) => (FeedProblemKind.Challenge, "it sent a check for robots instead of the feed. Ask its operator to let feed readers through."),
            401 or 407 => (FeedProblemKind.Auth, "the feed wants a login. Follow an address that needs none."),
            403 => (FeedProblemKind.Forbidden, "it does not give the feed to this program. Ask its operator to let feed readers through."),
            404 => (FeedProblemKind.NotFound, "there is no such feed. It is asked again now and then; look on the site for a new address."),
            410 => (FeedProblemKind.Gone, "the feed was taken away for good. It is asked no more; what came from it stays."),
            451 => (FeedProblemKind.Legal, "the feed is withheld for legal reasons."),
            429 => (FeedProblemKind.RateLimited, "it is asked too often. All feeds of this host wait."),
            >= 500 => (FeedProblemKind.ServerError, "the server has a fault. It is asked again later."),
            _ => (FeedProblemKind.Status, "that brings no feed. Open the address in a browser to see what it wants."),
        };
        return new FeedProblem(kind, $"{Host(answer)} answered {status}: {what}", answer.Status, now);
    }

    public static FeedProblem OfRefusal(FeedOutcome.Refused refused, Exchange answer, DateTimeOffset now) => new(
        refused.Why switch
        {
            FeedRefusal.Empty => FeedProblemKind.Empty,
            FeedRefusal.TooLarge => FeedProblemKind.TooLarge,
            FeedRefusal.BotChallenge => FeedProblemKind.Challenge,
            _ when IsChallenge(answer) => FeedProblemKind.Challenge,
            _ => FeedProblemKind.NotAFeed,
        },
        refused.Message,
        answer.Status,
        now);

    public static FeedProblem OfCoding(ContentCodingStatus coding, Exchange answer, FeedLimits limits, DateTimeOffset now)
    {
        var name = answer.Header("Content-Encoding");
        return coding == ContentCodingStatus.TooLarge
            ? new(FeedProblemKind.TooLarge, string.Create(
                CultureInfo.InvariantCulture, $"The feed of {Host(answer)} grows beyond {limits.MaxBytes >> 20} MB when it is decompressed. Ask its publisher for one with fewer entries."), answer.Status, now)
            : new(FeedProblemKind.Encoding, coding == ContentCodingStatus.Unknown
                ? $"{Host(answer)} sent the feed in the coding \"{name}\", which nobody asked for. Its operator has to change that."
                : $"What {Host(answer)} sent is damaged: it is not {name}, or not all of it. It is asked again later.", answer.Status, now);
    }

    public static FeedProblem Cut(Exchange answer, DateTimeOffset now) =>
        new(FeedProblemKind.Unreachable, $"{Host(answer)} broke off the connection in the middle of the feed. It is asked again later.", answer.Status, now);

    public static FeedProblem NotModifiedUnasked(Exchange answer, DateTimeOffset now) => new(
        FeedProblemKind.NotModifiedUnasked,
        $"{Host(answer)} answered that the feed has not changed, although nobody said which one is known. It is asked again without conditions.",
        answer.Status,
        now);

    private static string Host(Exchange answer) => answer.Address?.Host ?? "The server";

    private static bool IsChallenge(Exchange answer) =>
        answer.Header("cf-mitigated") is "challenge"
        || answer.Header("x-amzn-waf-action") is "challenge" or "captcha"
        || (answer.Status is 403 or 429 or 503 && ContentCoding.Decode(answer.Body, answer.Header("Content-Encoding"), MaxErrorPage, out var body) == ContentCodingStatus.Ok
            && FeedReader.IsChallenge(Encoding.Latin1.GetString(body.Span)));
}
