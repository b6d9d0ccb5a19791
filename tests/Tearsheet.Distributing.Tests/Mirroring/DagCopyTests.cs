using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Distributing.Gateways;
using Tearsheet.Distributing.Holding;
using Tearsheet.Distributing.Mirroring;
using Tearsheet.Distributing.Tests.Support;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Distributing.Tests.Mirroring;

public sealed class DagCopyTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly FakeNetwork _network = new();
    private readonly List<string> _told = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _network.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task A_site_is_copied_whole_from_several_gateways_at_once()
    {
        var site = await SampleSite.OfAsync(3000);
        var (one, two) = (new FakeGateway(site.Blocks), new FakeGateway(site.Blocks));
        _network.Add("one", one).Add("two", two);
        using var held = OpenFolder();

        var outcome = await CopyAsync(held, site.Root, new CopyLimits { WholeDagBytes = 50_000 }, "one", "two");

        Assert.IsType<CopyOutcome.Complete>(outcome);
        Assert.Equal(await site.CountAsync(), held.Count);
        Assert.Equal(held.Count, outcome.Tally.Blocks);
        Assert.True(one.BlocksSent > 0 && two.BlocksSent > 0);
        Assert.True(outcome.Tally.Requests < held.Count / 10, $"{outcome.Tally.Requests} requests for {held.Count} blocks");
        Assert.Empty(_told);
        await AssertSameAsync(site, held);
    }

    [Fact]
    public async Task A_second_run_moves_only_what_is_new()
    {
        var site = await SampleSite.OfAsync(10_000);
        var gateway = new FakeGateway(site.Blocks);
        _network.Add("one", gateway);
        using var held = OpenFolder();
        await CopyAsync(held, site.Root, new CopyLimits(), "one");

        await site.AddAsync(10_000, 1);
        var outcome = await CopyAsync(held, site.Root, new CopyLimits(), "one");

        Assert.IsType<CopyOutcome.Complete>(outcome);
        var all = await site.CountAsync();
        Assert.Equal(all, outcome.Tally.Blocks);
        Assert.True(outcome.Tally.Moved * 50 < all, $"{outcome.Tally.Moved} of {all} blocks moved");
        await AssertSameAsync(site, held);
    }

    [Fact]
    public async Task A_run_that_was_stopped_is_gone_on_with()
    {
        var site = await SampleSite.OfAsync(500);
        var gateway = new FakeGateway(site.Blocks) { HasCars = false };
        _network.Add("one", gateway);
        using var stop = new CancellationTokenSource();
        gateway.Instead = async (_, _) =>
        {
            if (gateway.BlockRequests == 700)
            {
                await stop.CancelAsync();
            }

            return null;
        };
        using (var held = OpenFolder())
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                new DagCopy(held, Pool("one"), new CopyLimits(), TimeProvider.System).CopyAsync(site.Root, _ => { }, stop.Token));
        }

        gateway.Instead = null;
        var before = gateway.BlockRequests;
        using var again = OpenFolder();
        Assert.True(again.Count >= 690, $"{again.Count} blocks were kept");
        var had = again.Count;
        Assert.IsType<CopyOutcome.Complete>(await CopyAsync(again, site.Root, new CopyLimits(), "one"));
        Assert.Equal(await site.CountAsync() - had, gateway.BlockRequests - before);
    }

    [Fact]
    public async Task A_gateway_that_sends_a_wrong_block_is_named_and_left_and_nothing_wrong_is_kept()
    {
        var site = await SampleSite.OfAsync(300);
        var liar = new FakeGateway(site.Blocks) { Change = (_, bytes) => bytes.Length > 20 ? new byte[bytes.Length] : bytes };
        var honest = new FakeGateway(site.Blocks);
        _network.Add("liar", liar).Add("honest", honest);
        using var held = OpenFolder();
        var pool = Pool("liar", "honest");

        var outcome = await new DagCopy(held, pool, new CopyLimits(), TimeProvider.System).CopyAsync(site.Root, _ => { }, Token);

        Assert.IsType<CopyOutcome.Complete>(outcome);
        Assert.Contains(_told, words => words.Contains("http://liar/", StringComparison.Ordinal) && words.Contains("bytes that are not those of", StringComparison.Ordinal));
        Assert.True(pool.Tallies[0].IsDropped);
        Assert.False(pool.Tallies[1].IsDropped);
        await AssertSameAsync(site, held);
    }

    [Fact]
    public async Task A_lying_car_loses_only_what_was_wrong_in_it()
    {
        var site = await SampleSite.OfAsync(300);
        var sent = 0;
        var liar = new FakeGateway(site.Blocks) { Change = (_, bytes) => Interlocked.Increment(ref sent) > 100 ? bytes[..^1] : bytes };
        _network.Add("liar", liar).Add("honest", new FakeGateway(site.Blocks));
        using var held = OpenFolder();
        Assert.IsType<CopyOutcome.Complete>(await CopyAsync(held, site.Root, new CopyLimits(), "liar", "honest"));
        Assert.Contains(_told, words => words.Contains("http://liar/", StringComparison.Ordinal));
        await AssertSameAsync(site, held);
    }

    [Fact]
    public async Task When_the_only_gateway_lies_the_copy_ends_and_says_so()
    {
        var site = await SampleSite.OfAsync(10);
        _network.Add("liar", new FakeGateway(site.Blocks) { Change = (_, bytes) => new byte[bytes.Length + 1] });
        using var held = OpenFolder();
        var outcome = Assert.IsType<CopyOutcome.Incomplete>(await CopyAsync(held, site.Root, new CopyLimits(), "liar"));
        Assert.Equal([site.Root], outcome.Missing);
        Assert.Contains("http://liar/", Assert.Single(outcome.Why), StringComparison.Ordinal);
        Assert.Equal(0, held.Count);
    }

    [Fact]
    public async Task Dead_and_slow_gateways_are_left_for_the_next()
    {
        var site = await SampleSite.OfAsync(200);
        var clock = new FakeTimeProvider();
        var slow = new FakeGateway(site.Blocks)
        {
            Instead = async (_, token) =>
            {
                var never = new TaskCompletionSource();
                await using var stopped = token.Register(never.SetCanceled);
                clock.Advance(TimeSpan.FromMinutes(1));
                await never.Task;
                return null;
            },
        };
        _network.Add("slow", slow).Add("good", new FakeGateway(site.Blocks));
        using var held = OpenFolder();
        using var http = new HttpMessageInvoker(_network, disposeHandler: false);
        var pool = new GatewayPool(
            new[] { "dead", "slow", "good" }.Select(host => new TrustlessGateway(new Uri($"http://{host}"), http, new GatewayLimits(), clock)), clock, Tell);

        Assert.IsType<CopyOutcome.Complete>(await new DagCopy(held, pool, new CopyLimits { Parallel = 3 }, clock).CopyAsync(site.Root, _ => { }, Token));

        Assert.Contains(_told, words => words.StartsWith("http://dead/ cannot be reached", StringComparison.Ordinal));
        Assert.Contains(_told, words => words.StartsWith("http://slow/ took too long", StringComparison.Ordinal));
        await AssertSameAsync(site, held);
    }

    [Fact]
    public async Task A_gateway_without_cars_is_asked_block_by_block()
    {
        var site = await SampleSite.OfAsync(100);
        var gateway = new FakeGateway(site.Blocks) { HasCars = false };
        _network.Add("one", gateway);
        using var held = OpenFolder();
        var outcome = await CopyAsync(held, site.Root, new CopyLimits(), "one");
        Assert.IsType<CopyOutcome.Complete>(outcome);
        Assert.Equal(await site.CountAsync(), gateway.BlockRequests);
        Assert.InRange(gateway.CarRequests, 1, 16);
    }

    [Fact]
    public async Task A_car_that_is_cut_off_keeps_what_came()
    {
        var site = await SampleSite.OfAsync(400);
        var gateway = new FakeGateway(site.Blocks) { CutCarsAfter = 25 };
        _network.Add("one", gateway);
        using var held = OpenFolder();
        Assert.IsType<CopyOutcome.Complete>(await CopyAsync(held, site.Root, new CopyLimits(), "one"));
        await AssertSameAsync(site, held);
    }

    [Fact]
    public async Task Missing_blocks_are_named_and_all_others_kept()
    {
        var site = await SampleSite.OfAsync(50);
        var leaf = await new UnixFsReader(site.Blocks).ResolveAsync(site.Root, "links/2026/11/000007/entry.json", Token);
        var missing = Assert.IsType<Resolution.Found>(leaf).Cid;
        var all = await site.CountAsync();
        site.Blocks.Remove(missing);
        _network.Add("one", new FakeGateway(site.Blocks)).Add("two", new FakeGateway(site.Blocks));
        using var held = OpenFolder();
        var outcome = Assert.IsType<CopyOutcome.Incomplete>(await CopyAsync(held, site.Root, new CopyLimits(), "one", "two"));
        Assert.Equal([missing], outcome.Missing);
        Assert.Equal(["http://one/ answered 404", "http://two/ answered 404"], outcome.Why.Order(StringComparer.Ordinal));
        Assert.Equal(all - 1, held.Count);
    }

    [Fact]
    public async Task A_block_that_is_linked_a_billion_times_is_fetched_once()
    {
        // Thirty levels of a node that links twice to the one below: two to the thirtieth paths.
        var blocks = new MemoryBlocks();
        var at = Put(blocks, new PbNode([], Encoding.UTF8.GetBytes("bottom")));
        for (var level = 0; level < 30; level++)
        {
            at = Put(blocks, new PbNode([new PbLink(at, "a", 1UL << level), new PbLink(at, "b", 1UL << level)], null));
        }

        var gateway = new FakeGateway(blocks);
        _network.Add("one", gateway);
        using var held = OpenFolder();
        var outcome = await CopyAsync(held, at, new CopyLimits(), "one");
        Assert.IsType<CopyOutcome.Complete>(outcome);
        Assert.Equal(31, outcome.Tally.Blocks);
        Assert.InRange(gateway.BlocksSent, 31, 100);
    }

    [Fact]
    public async Task A_dag_that_is_too_deep_or_too_large_ends_with_its_limit()
    {
        var blocks = new MemoryBlocks();
        var at = Put(blocks, new PbNode([], null));
        for (var level = 0; level < 200; level++)
        {
            at = Put(blocks, new PbNode([new PbLink(at, "down", null)], null));
        }

        _network.Add("one", new FakeGateway(blocks));
        using var held = OpenFolder();
        var deep = Assert.IsType<CopyOutcome.Refused>(await CopyAsync(held, at, new CopyLimits { MaxDepth = 100 }, "one"));
        Assert.Contains("more than 100 links deep", deep.Why, StringComparison.Ordinal);
        var many = Assert.IsType<CopyOutcome.Refused>(await CopyAsync(held, at, new CopyLimits { MaxBlocks = 150 }, "one"));
        Assert.Contains("more than 150 different blocks", many.Why, StringComparison.Ordinal);

        var site = await SampleSite.OfAsync(100);
        _network.Add("two", new FakeGateway(site.Blocks));
        var large = Assert.IsType<CopyOutcome.Refused>(await CopyAsync(held, site.Root, new CopyLimits { MaxBytes = 1000 }, "two"));
        Assert.Contains("More than 1000 bytes", large.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_cannot_be_read_is_named()
    {
        var blocks = new MemoryBlocks();
        var broken = Cid.ForBlock(Multicodec.DagPb, [0xFF, 0xFF]);
        blocks.Put(new Block(broken, new byte[] { 0xFF, 0xFF }));
        _network.Add("one", new FakeGateway(blocks));
        using var held = OpenFolder();
        var outcome = Assert.IsType<CopyOutcome.Refused>(await CopyAsync(held, broken, new CopyLimits(), "one"));
        Assert.Equal(broken, outcome.At);
        Assert.Contains("is no DAG-PB", outcome.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError, "answered 500")]
    [InlineData(HttpStatusCode.Found, "a redirect to http://elsewhere/")]
    [InlineData(HttpStatusCode.TooManyRequests, "answered 429")]
    public async Task What_a_refusing_gateway_answers_is_said(HttpStatusCode status, string words)
    {
        var site = await SampleSite.OfAsync(5);
        _network.Add("one", (_, _) => Task.FromResult(new HttpResponseMessage(status) { Headers = { Location = new Uri("http://elsewhere/") } }));
        using var held = OpenFolder();
        var outcome = Assert.IsType<CopyOutcome.Incomplete>(await CopyAsync(held, site.Root, new CopyLimits { Rounds = 1 }, "one"));
        Assert.Contains(words, outcome.Why[0], StringComparison.Ordinal);
        Assert.Contains(_told, told => told.Contains("http://one/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gateway_that_comes_back_within_the_rounds_is_gone_on_with()
    {
        var site = await SampleSite.OfAsync(20);
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.Zero };
        var gateway = new FakeGateway(site.Blocks);
        var failures = 0;
        gateway.Instead = (_, _) => Task.FromResult(++failures <= 2 ? new HttpResponseMessage(HttpStatusCode.BadGateway) : null);
        _network.Add("one", gateway);
        using var held = OpenFolder();
        using var http = new HttpMessageInvoker(_network, disposeHandler: false);
        var patient = new GatewayLimits { Head = TimeSpan.FromDays(1), Block = TimeSpan.FromDays(1) };
        var pool = new GatewayPool([new TrustlessGateway(new Uri("http://one"), http, patient, clock)], clock, Tell);
        var copying = new DagCopy(held, pool, new CopyLimits { Parallel = 1 }, clock).CopyAsync(site.Root, _ => { }, Token);
        while (!copying.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.IsType<CopyOutcome.Complete>(await copying);
        Assert.Equal(2, pool.Tallies[0].Faults);
    }

    private static Cid Put(MemoryBlocks blocks, PbNode node)
    {
        var bytes = DagPb.Encode(node);
        var cid = Cid.ForBlock(Multicodec.DagPb, bytes);
        blocks.Put(new Block(cid, bytes));
        return cid;
    }

    private static async Task AssertSameAsync(SampleSite site, BlockFolder held)
    {
        await foreach (var cid in new UnixFsReader(held).WalkAsync(site.Root, Token))
        {
            Assert.True(cid.Matches(held.Read(cid)!.Value.Span));
        }
    }

    private BlockFolder OpenFolder()
    {
        Assert.True(BlockFolder.OpenToWrite(_temp.Sub("packs"), out var held));
        return held!;
    }

    private Task<CopyOutcome> CopyAsync(BlockFolder held, Cid root, CopyLimits limits, params string[] hosts) =>
        new DagCopy(held, Pool(hosts), limits, TimeProvider.System).CopyAsync(root, _ => { }, Token);

    private GatewayPool Pool(params string[] hosts)
    {
        var http = new HttpMessageInvoker(_network, disposeHandler: false);
        return new GatewayPool(
            hosts.Select(host => new TrustlessGateway(new Uri($"http://{host}"), http, new GatewayLimits(), TimeProvider.System)), TimeProvider.System, Tell);
    }

    private void Tell(string words)
    {
        lock (_told)
        {
            _told.Add(words);
        }
    }
}
