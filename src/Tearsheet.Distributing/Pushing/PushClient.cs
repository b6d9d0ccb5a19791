using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Tearsheet.Distributing.Gateways;
using static System.FormattableString;

namespace Tearsheet.Distributing.Pushing;

/// <summary>Sends requests to one target, and tries again when the target or the way to it is only out of order for a while.</summary>
/// <param name="address">Where the target's API begins.</param>
/// <param name="http">Sends requests; must not follow redirects, which would carry the secret elsewhere.</param>
/// <param name="authorization">The whole value of the header of that name; null for none. It is in no message.</param>
/// <param name="limits">How long and how often.</param>
/// <param name="clock">For deadlines and waits.</param>
/// <param name="tell">Is told, in a sentence, of each wait.</param>
public sealed class PushClient(
    Uri address, HttpMessageInvoker http, string? authorization, PushLimits limits, TimeProvider clock, Action<string> tell)
{
    /// <summary>Where the target's API begins, ending with a slash.</summary>
    public Uri Address { get; } = new(address.GetLeftPart(UriPartial.Path).TrimEnd('/') + "/");

    /// <summary>How long and how often.</summary>
    public PushLimits Limits => limits;

    internal TimeProvider Clock => clock;

    /// <summary>Sends a request until it is answered for good.</summary>
    /// <param name="make">Makes the request anew for each try.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The body of an answer of the 200s.</returns>
    internal async Task<PushReply<byte[]>> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        var wait = limits.FirstWait;
        for (var attempt = 1; ; attempt++)
        {
            var (reply, retryAfter, mayPass) = await TryAsync(make, cancellationToken);
            if (reply.Wrong is null || !mayPass || attempt >= limits.Attempts)
            {
                return reply;
            }

            var next = Shorter(retryAfter ?? wait, limits.LongestWait);
            tell(Invariant($"{Address.Host} {reply.Wrong}; it is asked again in {next.TotalSeconds:0} s"));
            await Task.Delay(next, clock, cancellationToken);
            wait = Shorter(wait * 2, limits.LongestWait);
        }
    }

    /// <summary>Sends a request once.</summary>
    internal async Task<PushReply<byte[]>> SendOnceAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken) =>
        (await TryAsync(make, cancellationToken)).Reply;

    /// <summary>What an answer with an error says: a short piece of it, for people.</summary>
    internal static string Excerpt(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 300)]).ReplaceLineEndings(" ").Trim();
        return text.Length == 0 ? "" : ": " + text;
    }

    internal static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task<(PushReply<byte[]> Reply, TimeSpan? RetryAfter, bool MayPass)> TryAsync(
        Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using var exchange = new Exchange(clock, limits.Answer, cancellationToken);
        try
        {
            using var request = make();
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            using var response = await http.SendAsync(request, exchange.Token);
            await using var stream = await response.Content.ReadAsStreamAsync(exchange.Token);
            var body = await ReadAsync(stream, limits.MaxAnswerLength, exchange.Token);
            var status = (int)response.StatusCode;
            if (body is null)
            {
                return (new PushReply<byte[]>(null, Invariant($"sent an answer of more than {limits.MaxAnswerLength} bytes"), status), null, false);
            }

            if (response.IsSuccessStatusCode)
            {
                // Kubo says in a trailer that a stream of answers ended early.
                var broken = response.TrailingHeaders.TryGetValues("X-Stream-Error", out var words) ? string.Join(' ', words) : null;
                return (broken is null ? new PushReply<byte[]>(body, null) : new PushReply<byte[]>(null, $"broke off: {broken}", status), null, false);
            }

            var wrong = Invariant($"answered {status}{Excerpt(body)}");
            var passes = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout
                || (status >= 500 && response.StatusCode != HttpStatusCode.NotImplemented && !IsKubosNo(response, body));
            return (new PushReply<byte[]>(null, wrong, status), RetryAfter(response.Headers.RetryAfter), passes);
        }
        catch (Exception broken) when (Exchange.IsBroken(broken, cancellationToken))
        {
            return (new PushReply<byte[]>(null, exchange.FaultOf(broken).Detail), null, true);
        }
    }

    // Kubo answers 500 to whatever it will not do, with a message of its own form: that does not pass.
    private static bool IsKubosNo(HttpResponseMessage response, byte[] body) =>
        response.StatusCode == HttpStatusCode.InternalServerError
        && body.AsSpan().IndexOf("\"Message\""u8) >= 0 && body.AsSpan().IndexOf("\"Type\""u8) >= 0;

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait is { } time ? TimeSpan.FromSeconds(Math.Clamp(time.TotalSeconds, 1, 3600)) : null;
    }

    private static async Task<byte[]?> ReadAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var piece = new byte[16384];
        while (await stream.ReadAsync(piece, cancellationToken) is var read and > 0)
        {
            if (bytes.Length + read > limit)
            {
                return null;
            }

            await bytes.WriteAsync(piece.AsMemory(0, read), cancellationToken);
        }

        return bytes.ToArray();
    }
}
