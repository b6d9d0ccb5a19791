using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

/// <summary>A visit is at one host at a time, and what it waits in a line costs it nothing.</summary>
public sealed class VisitTurnTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_redirect_to_another_host_gives_the_turn_at_the_first_up_before_it_waits_for_the_second()
    {
        await using var second = BareServer.Answering(_ => BareServer.Page("here"));
        await using var first = BareServer.Answering(_ => BareServer.Redirect(second.Address("/b").OriginalString));
        var turns = new NotedTurns();

        await using (var turn = new VisitTurn(turns))
        {
            var outcome = await FetchFixture.Fetcher().FetchAsync(first.Address("/a"), "*/*", Validators.None, turn, Stop);
            Assert.Equal(200, Assert.IsType<FetchOutcome.Captured>(outcome).Answer.Status);
        }

        var (one, two) = ($"127.0.0.1:{first.Port}", $"127.0.0.1:{second.Port}");
        Assert.Equal(["+" + one, "-" + one, "+" + two, "-" + two], turns.Noted);
    }

    [Fact]
    public async Task A_redirect_within_a_host_stays_in_the_turn()
    {
        await using var server = BareServer.Answering(target => target == "/a" ? BareServer.Redirect("/b") : BareServer.Page("here"));
        var turns = new NotedTurns();

        await using (var turn = new VisitTurn(turns))
        {
            await FetchFixture.Fetcher().FetchAsync(server.Address("/a"), "*/*", Validators.None, turn, Stop);
        }

        Assert.Equal([$"+127.0.0.1:{server.Port}", $"-127.0.0.1:{server.Port}"], turns.Noted);
    }

    [Fact]
    public async Task A_day_in_the_line_is_not_counted_against_the_fetch()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page("here"));
        var clock = new FakeTimeProvider();
        var turns = new NotedTurns { OnEntering = () => clock.Advance(TimeSpan.FromDays(1)) };
        await using var turn = new VisitTurn(turns);

        var outcome = await FetchFixture.Fetcher(clock: clock).FetchAsync(server.Address(), "*/*", Validators.None, turn, Stop);

        Assert.IsType<FetchOutcome.Captured>(outcome);
    }

    private sealed class NotedTurns : IHostTurns
    {
        private readonly ConcurrentQueue<string> _noted = [];

        public IReadOnlyList<string> Noted => [.. _noted];

        public Action OnEntering { get; init; } = () => { };

        public Task<IHostTurn> EnterAsync(string host, CancellationToken cancellationToken)
        {
            OnEntering();
            _noted.Enqueue("+" + host);
            return Task.FromResult<IHostTurn>(new Turn(() => _noted.Enqueue("-" + host)));
        }

        private sealed class Turn(Action leave) : IHostTurn
        {
            public ValueTask LeaveAsync(TimeSpan pause)
            {
                leave();
                return ValueTask.CompletedTask;
            }
        }
    }
}
