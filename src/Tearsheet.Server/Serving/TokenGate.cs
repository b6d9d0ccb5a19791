using System.Globalization;
using System.Net;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Serving;

/// <summary>
/// Lets through who shows a token. Who shows wrong ones is told to wait after <see cref="MostFailures"/> in a <see cref="Window"/>; a right one
/// is let through even then: nobody finds 256 bits by trying, and a stranger behind the same proxy must not lock the desk.
/// </summary>
internal sealed class TokenGate(DeskTokens tokens, TimeProvider clock, ILogger logger)
{
    public const int MostFailures = 10;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Peers whose failures are counted; beyond it all others count as one.</summary>
    private const int MostPeers = 1000;

    private const string Scheme = "Bearer ";

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, (int Count, DateTimeOffset Since)> _failures = [];

    /// <summary>A route that only the holder of a token reaches.</summary>
    public RequestDelegate Behind(RequestDelegate route) => async context =>
    {
        var response = context.Response;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (IsOfAnotherSite(context.Request))
        {
            await ApiAnswers.FailAsync(context, StatusCodes.Status403Forbidden, new Refusal(
                "foreign-origin", "A web page of another site may not ask the desk. Send the page with the bookmarklet, or with an extension."));
            return;
        }

        var shown = context.Request.Headers.Authorization.ToString();
        if (shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && tokens.NameOf(shown[Scheme.Length..].Trim()) is not null)
        {
            await route(context);
            return;
        }

        // A body that nobody reads would keep the connection: the answer is all there is to say.
        response.Headers.Connection = "close";
        if (shown.Length > 0 && WaitAfterFailure(context.Connection.RemoteIpAddress) is { } wait)
        {
            response.Headers.RetryAfter = ((int)wait.TotalSeconds + 1).ToString(CultureInfo.InvariantCulture);
            await ApiAnswers.FailAsync(context, StatusCodes.Status429TooManyRequests, new Refusal(
                "too-many-failures", "Too many wrong tokens came from this address. Wait a minute, then check the token."));
            return;
        }

        response.Headers.WWWAuthenticate = "Bearer";
        await ApiAnswers.FailAsync(context, StatusCodes.Status401Unauthorized, shown.Length == 0
            ? new Refusal("no-token", "Send a token as \"Authorization: Bearer TOKEN\"; tearsheet token add NAME makes one.")
            : new Refusal("bad-token", "The desk knows no such token. It may have been revoked: tearsheet token list"));
    };

    /// <summary>
    /// Whether a page of another site sends it. Browsers say so themselves, and no page can say otherwise; extensions have origins of their own.
    /// </summary>
    /// <remarks>Spec: Fetch Metadata Request Headers, "The Sec-Fetch-Site HTTP Request Header".</remarks>
    private static bool IsOfAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site"
        && request.Headers.Origin.ToString() is var origin
        && (origin == "null" || origin.StartsWith("http:", StringComparison.Ordinal) || origin.StartsWith("https:", StringComparison.Ordinal));

    private TimeSpan? WaitAfterFailure(IPAddress? peer)
    {
        peer ??= IPAddress.None;
        var now = clock.GetUtcNow();
        lock (_lock)
        {
            foreach (var over in _failures.Where(each => now - each.Value.Since >= Window).Select(each => each.Key).ToArray())
            {
                _failures.Remove(over);
            }

            if (_failures.Count >= MostPeers && !_failures.ContainsKey(peer))
            {
                peer = IPAddress.None;
            }

            var (count, since) = _failures.GetValueOrDefault(peer, (0, now));
            _failures[peer] = (count + 1, since);
            if (count < MostFailures)
            {
                return null;
            }

            if (count == MostFailures)
            {
                logger.WrongTokens(peer, MostFailures);
            }

            return since + Window - now;
        }
    }
}
