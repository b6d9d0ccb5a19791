using System.Net;
using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Feeds;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Tests.Fetching;

namespace Tearsheet.Reading.Tests.Feeds.Polling;

/// <summary>A case of the shared table of polling, played: a server on loopback answers step by step, and the rules learn from the real fetcher.</summary>
internal sealed class ScriptedFeed(JsonElement line)
{
    private readonly List<JsonElement> _steps = [.. line.GetProperty("steps").EnumerateArray()];
    private readonly List<string> _wrong = [];
    private readonly List<FeedEntry> _told = [];
    private int _at;
    private int _requests;
    private int _parsed;
    private string _origin = "";

    public static DateTimeOffset Start { get; } = new(2025, 1, 6, 10, 0, 0, TimeSpan.Zero);

    /// <summary>What the case wants and did not find.</summary>
    public async Task<IReadOnlyList<string>> PlayAsync()
    {
        await using var server = new BareServer(AnswerAsync);
        _origin = $"http://feed.test:{server.Port}";
        var network = FetchFixture.Names(name => name == "feed.test" ? [IPAddress.Loopback] : IPAddress.TryParse(name, out var ip) ? [ip] : []);
        var fetcher = FetchFixture.Fetcher(FetchFixture.Policy with { TotalTimeout = TimeSpan.FromSeconds(1.5) }, network: network);
        var state = PollRules.Begin(Here(line.GetProperty("url").GetString()!));
        var (now, asked) = (Start, Start);
        PollResult result;
        do
        {
            (now, asked) = (state.NextPoll > now ? state.NextPoll : now, now);
            var request = PollRules.Ask(state);
            var outcome = _steps[_at].TryGetProperty("error", out _) ? Untrusted() : await fetcher.FetchAsync(
                new Uri(request.Address), request.Accept, request.Validators, turn: null, TestContext.Current.CancellationToken);
            result = PollRules.Learn(state, outcome, now, PollPolicy.Usual, jitter: 0);
            asked = now;
            state = result.State;
            _parsed += result.WasParsed ? 1 : 0;
            _told.AddRange(result.New.Concat(result.Changed));
        }
        while (_at < _steps.Count && _requests > 0 && result.Problem is null);

        Check(line.GetProperty("then"), state, result, state.NextPoll - asked, server.Requests);
        return _wrong;
    }

    private static FetchOutcome.Refused Untrusted() => new(FetchRefusal.TlsFailed, null, "The certificate has expired.", []);

    private string Here(string text) => text.Replace("http://feed.test", _origin, StringComparison.Ordinal);

    private async Task AnswerAsync(BareServer.Talk talk)
    {
        var step = _steps[Math.Min(_at, _steps.Count - 1)];
        _at++;
        _requests++;
        if (step.TryGetProperty("at_url", out var at) && Here(at.GetString()!) != _origin + talk.Target)
        {
            _wrong.Add($"asked {talk.Target} instead of {at}");
        }

        var asked = talk.Head.Split("\r\n");
        foreach (var wanted in step.TryGetProperty("request_has", out var has) ? has.EnumerateObject() : default)
        {
            var value = asked.FirstOrDefault(h => h.StartsWith(wanted.Name + ":", StringComparison.OrdinalIgnoreCase))?[(wanted.Name.Length + 1)..].Trim();
            var parts = wanted.Value.GetString()!.Split('*');
            if (value is null || !(parts.Length == 1 ? value == parts[0] : parts.All(part => value.Contains(part, StringComparison.Ordinal))))
            {
                _wrong.Add($"{wanted.Name}: {value} instead of {wanted.Value}");
            }
        }

        foreach (var unwanted in step.TryGetProperty("request_lacks", out var lacks) ? lacks.EnumerateArray() : default)
        {
            if (asked.Any(h => h.StartsWith(unwanted.GetString() + ":", StringComparison.OrdinalIgnoreCase)))
            {
                _wrong.Add($"{unwanted} was sent");
            }
        }

        var response = step.GetProperty("response");
        var body = Encoding.Latin1.GetBytes(response.TryGetProperty("body", out var text) ? text.GetString()! : "");
        var head = new StringBuilder($"HTTP/1.1 {response.GetProperty("status")} X\r\nContent-Length: {body.Length}\r\n");
        foreach (var header in response.GetProperty("headers").EnumerateObject())
        {
            head.Append(header.Name).Append(": ").Append(Here(header.Value.GetString()!)).Append("\r\n");
        }

        await talk.SendAsync(Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()));
        if (response.TryGetProperty("drip_ms_per_byte", out var pause))
        {
            foreach (var octet in body)
            {
                await talk.SendAsync(new[] { octet });
                await Task.Delay(pause.GetInt32(), talk.Closing);
            }
        }

        await talk.SendAsync(body);
    }

    private void Check(JsonElement then, FeedState state, PollResult result, TimeSpan wait, IReadOnlyList<string> requests)
    {
        foreach (var wanted in then.EnumerateObject())
        {
            var found = wanted.Name switch
            {
                "stored_url" => state.Address == Here(wanted.Value.GetString()!) ? null : state.Address,
                "error" => result.Problem is not null && state.Failures > 0 && result.Problem.Message.EndsWith('.') ? null : "no error",
                "kind" => Is(wanted, FeedProblem.Name(result.Problem?.Kind ?? FeedProblemKind.Status)),
                "entries" => Is(wanted, state.Memory.Entries.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                "entries_any" => wanted.Value.EnumerateArray().Any(n => n.GetInt32() == state.Memory.Entries.Count) ? null : "others",
                "parsed" => Is(wanted, _parsed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                "versions" => Is(wanted, _told.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                "title" => Is(wanted, _told[^1].Title?.Words()),
                "disabled" => state.IsEnded ? null : "goes on",
                "backoff" => PollRules.Learn(state, Untrusted(), state.NextPoll, PollPolicy.Usual, 0).State.NextPoll - state.NextPoll > wait ? null : "no back-off",
                "scope" => result.HoldHostUntil > Start && result.HeldHost == VisitTurn.HostOf(new Uri(_origin)) ? null : "not the host",
                "min_wait_s" => wanted.Value.ValueKind == JsonValueKind.Number ? wait.TotalSeconds >= wanted.Value.GetInt32() ? null : $"{wait}"
                    : wait >= PollPolicy.Usual.Least && wait <= PollPolicy.Usual.Most ? null : $"{wait}",
                "next_lacks" => PollRules.Ask(state).Validators is { EntityTag: null, LastModified: null } ? null : "validators",
                "never_requests" => result.Problem?.Kind == FeedProblemKind.NotAllowed && requests.Count == 1 ? null : "asked",
                "max_requests" => requests.Count <= wanted.Value.GetInt32() ? null : $"{requests.Count}",
                _ => "nobody knows what that means",
            };
            if (found is not null)
            {
                _wrong.Add($"{wanted.Name}: {found} instead of {wanted.Value}");
            }
        }
    }

    private static string? Is(JsonProperty wanted, string? found) => wanted.Value.ToString() == found ? null : found ?? "nothing";
}
