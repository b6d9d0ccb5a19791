using Tearsheet.Distributing.Pushing;
using Tearsheet.Distributing.Tests.Support;

namespace Tearsheet.Distributing.Tests.Pushing;

public sealed class PinPushTests
{
    private static readonly PushLimits Limits = new() { Answer = TimeSpan.FromHours(2), Pinning = TimeSpan.FromMinutes(5) };

    private readonly HastyClock _clock = new();
    private readonly List<TargetState> _saved = [];
    private readonly List<string> _states = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pin_is_asked_for_waited_for_and_the_old_one_let_go()
    {
        var (_, work) = await KuboPushTests.WorkAsync(3);
        var root = work.Root.ToString();
        var looks = 0;
        var api = new FakeApi((asked, _) => asked switch
        {
            { Method: "GET" } when asked.Target.StartsWith("/psa/pins?", StringComparison.Ordinal) => (200, "{\"count\":0,\"results\":[]}"),
            { Method: "POST" } => (202, Pin("7", "queued", root)),
            { Method: "DELETE" } => (202, ""),
            _ => (200, Pin("7", ++looks < 3 ? "pinning" : "pinned", root)),
        });
        var outcome = await PushAsync(api, work, new TargetState { Root = "bafkqaaa", PinId = "old/1" });
        Assert.Null(outcome.Wrong);
        Assert.Contains("which nothing proves", outcome.Proof, StringComparison.Ordinal);
        Assert.Equal(
            [
                $"GET /psa/pins?cid={root}&status=queued,pinning,pinned,failed&limit=10", "POST /psa/pins", "GET /psa/pins/7", "GET /psa/pins/7", "GET /psa/pins/7",
                "DELETE /psa/pins/old%2F1",
            ],
            api.Targets);
        var posted = api.All[1];
        Assert.Equal("application/json; charset=utf-8", posted.ContentType);
        Assert.Equal($"{{\"cid\":\"{root}\",\"name\":\"The sample site\",\"origins\":[\"/dns/links.example.org/tcp/443/tls/http\"]}}", posted.Text);
        Assert.All(api.All, asked => Assert.Equal("Bearer s3cret", asked.Authorization));
        Assert.Equal(["queued", "pinning", "pinning"], _states);
        Assert.Equal([1, 2, 4], _clock.Waits.Select(wait => (int)wait.TotalSeconds));
        Assert.Equal("7", _saved[^1].PinId);
    }

    [Fact]
    public async Task A_request_whose_answer_was_lost_is_not_made_twice()
    {
        var (_, work) = await KuboPushTests.WorkAsync(1);
        var root = work.Root.ToString();
        var isMade = false;
        var api = new FakeApi((asked, _) =>
        {
            if (asked.Method == "POST")
            {
                isMade = true;
                return (500, "");
            }

            return isMade ? (200, $"{{\"count\":1,\"results\":[{Pin("9", "pinned", root)}]}}") : (200, "{\"count\":0,\"results\":[]}");
        });
        Assert.Null((await PushAsync(api, work, new TargetState())).Wrong);
        Assert.Single(api.All, asked => asked.Method == "POST");
    }

    [Theory]
    [InlineData(500, "", "answered 500")]
    [InlineData(200, "", "answered with nothing where JSON was due")]
    [InlineData(200, "{\"count\":1,\"resu", "answered with what is no JSON, or half of it")]
    [InlineData(200, "[]", "answered without a list of pins")]
    [InlineData(401, "{\"error\":{\"reason\":\"UNAUTHORIZED\"}}", "answered 401: {\"error\":{\"reason\":\"UNAUTHORIZED\"}}")]
    public async Task A_service_that_fails_is_named_and_nothing_is_kept(int status, string body, string why)
    {
        var (_, work) = await KuboPushTests.WorkAsync(1);
        var outcome = await PushAsync(new FakeApi((_, _) => (status, body)), work, new TargetState());
        Assert.StartsWith("http://pins.test/psa/ " + why, outcome.Wrong, StringComparison.Ordinal);
        Assert.Empty(_saved);
    }

    [Theory]
    [InlineData("failed", "could not pin")]
    [InlineData("queued", "has not pinned")]
    [InlineData("done", "gave the pin the state \"done\"")]
    public async Task A_pin_that_does_not_come_about_is_said(string status, string why)
    {
        var (_, work) = await KuboPushTests.WorkAsync(1);
        var root = work.Root.ToString();
        var api = new FakeApi((asked, _) => asked.Target.Contains('?', StringComparison.Ordinal)
            ? (200, "{\"count\":0,\"results\":[]}")
            : (200, Pin("1", status, root)));
        var outcome = await PushAsync(api, work, new TargetState());
        Assert.Contains(why, outcome.Wrong, StringComparison.Ordinal);
        Assert.DoesNotContain(_saved, state => state.Root is not null);
    }

    [Fact]
    public async Task A_service_that_pins_something_else_is_found_out()
    {
        var (_, work) = await KuboPushTests.WorkAsync(1);
        var api = new FakeApi((asked, _) => asked.Method == "GET"
            ? (200, "{\"count\":0,\"results\":[]}")
            : (202, Pin("1", "pinned", "bafkreibnoelefnzgwbcacyt4vh52ymxvzbjq7mmqhtcnwarfq4lzegsiqe")));
        Assert.Contains("instead of", (await PushAsync(api, work, new TargetState())).Wrong, StringComparison.Ordinal);
    }

    private static string Pin(string id, string status, string cid) =>
        $"{{\"requestid\":\"{id}\",\"status\":\"{status}\",\"created\":\"2026-11-24T00:00:00Z\",\"pin\":{{\"cid\":\"{cid}\"}},\"delegates\":[]}}";

    private async Task<PushOutcome> PushAsync(FakeApi api, PushWork work, TargetState state)
    {
        using var http = new HttpMessageInvoker(api, disposeHandler: false);
        var service = new RemotePins(new PushClient(new Uri("http://pins.test/psa"), http, "Bearer s3cret", Limits, _clock, _ => { }));
        return await new PinPush(service, gateway: null, _saved.Add, _states.Add).RunAsync(work, state, Token);
    }
}
