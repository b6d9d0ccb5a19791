using System.Globalization;
using System.Net;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Fetching;

/// <summary>Fetches one address within the policy's bounds, redirects followed one by one.</summary>
/// <remarks>Cookies live from the first redirect to the last and no longer: some sites send round in circles without them.</remarks>
public sealed class PageFetcher
{
    private readonly FetchPolicy _policy;
    private readonly TimeProvider _clock;
    private readonly NetworkAccess _network;

    public PageFetcher(FetchPolicy policy, TimeProvider clock)
        : this(policy, clock, NetworkAccess.OfThisMachine)
    {
    }

    internal PageFetcher(FetchPolicy policy, TimeProvider clock, NetworkAccess network)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(clock);
        _policy = policy;
        _clock = clock;
        _network = network;
    }

    /// <summary>The bounds of every fetch.</summary>
    public FetchPolicy Policy => _policy;

    /// <summary>The same network within other bounds.</summary>
    internal PageFetcher With(FetchPolicy policy) => new(policy, _clock, _network);

    /// <summary>Fetches an address.</summary>
    /// <param name="address">Any address; one that is not http or https is refused.</param>
    /// <param name="accept">The media types wanted, as in the Accept header.</param>
    /// <param name="cancellationToken">A shutdown. The policy's own time limits end in a refusal instead.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public Task<FetchOutcome> FetchAsync(Uri address, string accept, CancellationToken cancellationToken) =>
        FetchAsync(address, accept, Validators.None, turn: null, cancellationToken);

    /// <summary>Fetches an address unless it still is what was fetched before: the answer's status is 304 then.</summary>
    /// <param name="address">Any address; one that is not http or https is refused.</param>
    /// <param name="accept">The media types wanted, as in the Accept header.</param>
    /// <param name="validators">What the last answer was known by; sent to the address that gave it, wherever that stands in a chain of redirects.</param>
    /// <param name="turn">The visit's turn, taken along from host to host; null where nobody stands in line. Waiting for it counts against no limit.</param>
    /// <param name="cancellationToken">A shutdown. The policy's own time limits end in a refusal instead.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    /// <remarks>Spec: RFC 9110, "Conditional Requests".</remarks>
    public Task<FetchOutcome> FetchAsync(
        Uri address, string accept, Validators validators, VisitTurn? turn, CancellationToken cancellationToken) =>
        FetchAsync(address, accept, validators, turn, mayAskAsync: null, cancellationToken);

    /// <summary>As the others, asking before each address of the chain whether it may be asked.</summary>
    /// <param name="address">As above.</param>
    /// <param name="accept">As above.</param>
    /// <param name="validators">As above.</param>
    /// <param name="turn">As above.</param>
    /// <param name="mayAskAsync">
    /// Answers null for yes, or the refusal that ends the fetch; null when nobody is asked. It is asked in the turn of the
    /// address's host and may lead the turn elsewhere. It keeps limits of its own.
    /// </param>
    /// <param name="cancellationToken">A shutdown.</param>
    internal async Task<FetchOutcome> FetchAsync(
        Uri address,
        string accept,
        Validators validators,
        VisitTurn? turn,
        Func<Uri, CancellationToken, ValueTask<FetchOutcome.Refused?>>? mayAskAsync,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(accept);
        if (Read(address.OriginalString, context: null) is not var (url, target))
        {
            return new FetchOutcome.Refused(
                FetchRefusal.NotHttp,
                Status: null,
                "The address is not an http or https address without a password in it. Check it, or add the page as a file.",
                []);
        }

        var hops = new List<Exchange>();
        var cookies = new CookieContainer();
        var seen = new HashSet<(string Address, string Cookies)>();
        using var deadline = new Deadline(_policy, _clock, cancellationToken);
        while (true)
        {
            var sent = cookies.GetCookieHeader(target);
            if (!seen.Add((target.OriginalString, sent)))
            {
                return Refuse(FetchRefusal.RedirectLoop, hops, $"goes round in circles: it led back to {target}");
            }

            await MoveAsync(turn, target, deadline, cancellationToken);
            if (mayAskAsync is not null)
            {
                FetchOutcome.Refused? forbidden = null;
                await deadline.ExceptAsync(async () => forbidden = await mayAskAsync(target, cancellationToken));
                if (forbidden is not null)
                {
                    return forbidden with { Hops = hops };
                }

                await MoveAsync(turn, target, deadline, cancellationToken);
            }

            // All bodies of a fetch share one limit, or a chain of redirects could fill the memory.
            var policy = _policy with { MaxBodyBytes = _policy.MaxBodyBytes - hops.Sum(hop => hop.Body.Length) };
            var outcome = await new Hop(policy, _network, _clock).SendAsync(
                target, accept, sent, validators.HoldFor(target) ? validators : Validators.None, form: null, deadline, cancellationToken);
            if (outcome is HopOutcome.Refused refused)
            {
                return new FetchOutcome.Refused(
                    refused.Why, refused.Status, refused.Message, refused.Partial is null ? hops : [.. hops, refused.Partial]);
            }

            var answer = ((HopOutcome.Answered)outcome).Exchange;
            hops.Add(answer);
            if (answer.Status is not (301 or 302 or 303 or 307 or 308))
            {
                return new FetchOutcome.Captured(hops);
            }

            if (hops.Count > _policy.MaxRedirects)
            {
                return Refuse(FetchRefusal.TooManyRedirects, hops, string.Create(
                    CultureInfo.InvariantCulture, $"redirects once more after {_policy.MaxRedirects} redirects"));
            }

            Remember(cookies, target, answer);
            if (answer.TextHeader("Location") is not { } location)
            {
                return Refuse(FetchRefusal.BadRedirect, hops, "redirects without saying where to");
            }

            if (Read(location, url) is not var (next, nextTarget))
            {
                return Refuse(FetchRefusal.BadRedirect, hops, $"redirects to \"{Shorten(location)}\", which cannot be fetched");
            }

            (url, target) = (next, nextTarget);
        }
    }

    private static Task MoveAsync(VisitTurn? turn, Uri target, Deadline deadline, CancellationToken cancellationToken) =>
        turn?.IsAt(target) == false ? deadline.ExceptAsync(() => turn.MoveToAsync(target, cancellationToken)) : Task.CompletedTask;

    /// <summary>Posts a form, within the same bounds. No redirect is followed: what was posted was meant for one address.</summary>
    /// <param name="address">Any address; one that is not http or https is refused.</param>
    /// <param name="form">Names and values, sent as <c>application/x-www-form-urlencoded</c>.</param>
    /// <param name="turn">The visit's turn; null where nobody stands in line.</param>
    /// <param name="cancellationToken">A shutdown. The policy's own time limits end in a refusal instead.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    public async Task<FetchOutcome> PostAsync(
        Uri address, IReadOnlyList<KeyValuePair<string, string>> form, VisitTurn? turn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(form);
        if (Read(address.OriginalString, context: null) is not var (_, target))
        {
            return new FetchOutcome.Refused(FetchRefusal.NotHttp, Status: null, "The address is not an http or https address without a password in it.", []);
        }

        if (turn is not null)
        {
            await turn.MoveToAsync(target, cancellationToken);
        }

        using var deadline = new Deadline(_policy, _clock, cancellationToken);
        using var content = new FormUrlEncodedContent(form);
        return await new Hop(_policy, _network, _clock).SendAsync(target, "*/*", "", Validators.None, content, deadline, cancellationToken) switch
        {
            HopOutcome.Answered answered => new FetchOutcome.Captured([answered.Exchange]),
            HopOutcome.Refused refused => new FetchOutcome.Refused(refused.Why, refused.Status, refused.Message, refused.Partial is null ? [] : [refused.Partial]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>Asks once what a page that is being rendered asks for: a redirect is an answer, for the browser follows it and asks again.</summary>
    /// <param name="method">One that changes nothing.</param>
    /// <param name="address">Any address; one that is not http or https is refused.</param>
    /// <param name="headers">What the browser would send, but what this program says of itself.</param>
    /// <param name="turn">The visit's turn; null where nobody stands in line.</param>
    /// <param name="cancellationToken">A shutdown. The policy's own time limits end in a refusal instead.</param>
    /// <exception cref="OperationCanceledException">Only when <paramref name="cancellationToken"/> asks for it.</exception>
    internal async Task<FetchOutcome> AskAsync(
        HttpMethod method, Uri address, IReadOnlyList<HeaderPair> headers, VisitTurn? turn, CancellationToken cancellationToken)
    {
        if (Read(address.OriginalString, context: null) is not var (_, target))
        {
            return new FetchOutcome.Refused(FetchRefusal.NotHttp, Status: null, "The address is not an http or https address without a password in it.", []);
        }

        if (turn is not null)
        {
            await turn.MoveToAsync(target, cancellationToken);
        }

        using var deadline = new Deadline(_policy, _clock, cancellationToken);
        return await new Hop(_policy, _network, _clock).SendAsync(method, target, headers, deadline, cancellationToken) switch
        {
            HopOutcome.Answered answered => new FetchOutcome.Captured([answered.Exchange]),
            HopOutcome.Refused refused => new FetchOutcome.Refused(refused.Why, refused.Status, refused.Message, refused.Partial is null ? [] : [refused.Partial]),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static FetchOutcome.Refused Refuse(FetchRefusal why, IReadOnlyList<Exchange> hops, string what) => new(
        why, hops[^1].Status, $"{hops[^1].Address} {what}. Open it in a browser to see where the page is now.", hops);

    private static (HttpUrl Url, Uri Target)? Read(string text, HttpUrl? context) =>
        text.Length <= LinkAddress.MaxLength
        && HttpUrl.TryRead(text, context, out var url) == LinkAddressStatus.Ok
        && !url!.HasCredentials
        && url.ToUri() is { } target
            ? (url, target)
            : null;

    private static void Remember(CookieContainer cookies, Uri address, Exchange answer)
    {
        foreach (var header in answer.ResponseHeaders)
        {
            if (!header.Name.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            try
            {
                cookies.SetCookies(address, header.Value);
            }
            catch (CookieException)
            {
                // One for another host, or one that nobody can read: browsers leave it out too.
            }
        }
    }

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "...";
}
