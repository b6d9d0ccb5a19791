using System.ComponentModel.DataAnnotations;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

public class DeadlineTests
{
    private static readonly FetchPolicy Policy = FetchFixture.Policy with
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ResponseTimeout = TimeSpan.FromSeconds(7),
        IdleTimeout = TimeSpan.FromSeconds(3),
        TotalTimeout = TimeSpan.FromSeconds(20),
    };

    private readonly WatchedClock _clock = new();

    [Fact]
    public async Task A_name_server_that_does_not_answer_ends_in_a_refusal()
    {
        var network = new NetworkAccess
        {
            ResolveAsync = async (_, cancellationToken) =>
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return [];
            },
        };
        var fetching = FetchFixture.Fetcher(Policy, _clock, network).RefuseAsync(new Uri("http://slow.example/"));
        await _clock.ArmedAsync(Policy.ConnectTimeout);

        _clock.Advance(Policy.ConnectTimeout);

        await TimedOutAsync(fetching, "slow.example did not accept a connection within 5 s");
    }

    [Fact]
    public async Task A_handshake_that_does_not_go_on_ends_in_a_refusal()
    {
        var begun = new TaskCompletionSource();
        await using var server = new BareServer(async talk =>
        {
            begun.SetResult();
            await talk.StaySilentAsync();
        });
        var fetching = FetchFixture.Fetcher(Policy, _clock).RefuseAsync(new Uri($"https://127.0.0.1:{server.Port}/"));
        await begun.Task;

        _clock.Advance(Policy.ConnectTimeout);

        await TimedOutAsync(fetching, "127.0.0.1 did not accept a connection within 5 s");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_ends_in_a_refusal()
    {
        await using var server = new BareServer(talk => talk.StaySilentAsync());
        var fetching = FetchFixture.Fetcher(Policy, _clock).RefuseAsync(server.Address());
        await _clock.ArmedAsync(Policy.ResponseTimeout);

        _clock.Advance(Policy.ResponseTimeout);

        await TimedOutAsync(fetching, "127.0.0.1 did not answer within 7 s");
    }

    [Fact]
    public async Task A_head_that_comes_byte_by_byte_has_the_same_time_as_one_that_does_not_come()
    {
        await using var server = new BareServer(async talk =>
        {
            await talk.SendAsync("HTTP/1.1 200 OK\r\nX-Slow: ");
            await talk.StaySilentAsync();
        });
        var fetching = FetchFixture.Fetcher(Policy, _clock).RefuseAsync(server.Address());
        await _clock.ArmedAsync(Policy.ResponseTimeout);

        _clock.Advance(Policy.ResponseTimeout);

        await TimedOutAsync(fetching, "did not answer within 7 s");
    }

    [Fact]
    public async Task A_body_that_stops_coming_ends_in_a_refusal()
    {
        await using var server = new BareServer(async talk =>
        {
            await talk.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx");
            await talk.StaySilentAsync();
        });
        var fetching = FetchFixture.Fetcher(Policy, _clock).RefuseAsync(server.Address());
        await _clock.ArmedAsync(Policy.IdleTimeout);

        _clock.Advance(Policy.IdleTimeout);

        var refused = await TimedOutAsync(fetching, "sent nothing more for 3 s");
        Assert.Equal(200, refused.Status);
    }

    [Fact]
    public async Task A_body_that_drips_for_ever_ends_when_the_whole_has_taken_too_long()
    {
        using var drops = new SemaphoreSlim(0);
        await using var server = new BareServer(async talk =>
        {
            await talk.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
            while (true)
            {
                await drops.WaitAsync(talk.Closing);
                await talk.SendAsync("x");
            }
        });
        var fetching = FetchFixture.Fetcher(Policy, _clock).RefuseAsync(server.Address());

        // Armed once before the first piece and again after each: the fetch has read all that was sent.
        for (var pieces = 1; pieces < 10; pieces++)
        {
            await _clock.ArmedAsync(Policy.IdleTimeout, pieces);
            _clock.Advance(TimeSpan.FromSeconds(2));
            drops.Release();
        }

        await _clock.ArmedAsync(Policy.IdleTimeout, 10);
        Assert.False(fetching.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));

        await TimedOutAsync(fetching, "took longer than 20 s in all");
    }

    [Fact]
    public async Task Redirects_do_not_begin_the_time_anew()
    {
        await using var server = new BareServer(async talk =>
        {
            _clock.Advance(TimeSpan.FromSeconds(6));
            await talk.SendAsync(BareServer.Redirect(talk.Target + "x"));
        });

        await TimedOutAsync(FetchFixture.Fetcher(Policy, _clock).RefuseAsync(server.Address("/")), "took longer than 20 s in all");
        Assert.Equal(4, server.Connections);
    }

    [Fact]
    public async Task A_shutdown_is_no_refusal()
    {
        using var shutdown = new CancellationTokenSource();
        await using var server = new BareServer(async talk =>
        {
            await shutdown.CancelAsync();
            await talk.StaySilentAsync();
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => FetchFixture.Fetcher(Policy, _clock).FetchAsync(server.Address(), "*/*", shutdown.Token));
    }

    [Fact]
    public void The_limits_are_checked_where_settings_are_bound()
    {
        var sound = new FetchPolicy();
        Validator.ValidateObject(sound, new ValidationContext(sound), validateAllProperties: true);
        var endless = new FetchPolicy { TotalTimeout = TimeSpan.FromDays(1) };

        Assert.Throws<ValidationException>(() => Validator.ValidateObject(endless, new ValidationContext(endless), validateAllProperties: true));
    }

    private static async Task<FetchOutcome.Refused> TimedOutAsync(Task<FetchOutcome.Refused> fetching, string what)
    {
        var refused = await fetching;
        Assert.Equal(FetchRefusal.TimedOut, refused.Why);
        Assert.Contains(what, refused.Message, StringComparison.Ordinal);
        return refused;
    }
}
