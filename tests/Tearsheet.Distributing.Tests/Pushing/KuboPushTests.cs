using System.Security.Cryptography;
using System.Text;
using Tearsheet.Distributing.Pushing;
using Tearsheet.Distributing.Tests.Support;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Distributing.Tests.Pushing;

public sealed class KuboPushTests
{
    private static readonly PushLimits Limits = new() { Answer = TimeSpan.FromHours(2), PartLength = 4000, Samples = 4 };

    private readonly HastyClock _clock = new();
    private readonly List<string> _told = [];
    private readonly List<TargetState> _saved = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_sends_each_block_once_pins_proves_and_names()
    {
        var (site, work) = await WorkAsync(20);
        var node = new FakeKubo();
        var outcome = await PushAsync(node.Api, work, new HashSet<Cid>(), new TargetState());
        Assert.Null(outcome.Wrong);
        Assert.Equal(work.Blocks.Count, outcome.Sent);
        Assert.Equal(work.Blocks.Count, node.Received);
        Assert.Contains($"all {work.Blocks.Count} blocks", outcome.Proof, StringComparison.Ordinal);
        Assert.Equal(work.Root.ToString(), _saved[^1].Root);
        Assert.Null(_saved[^1].Pending);
        Assert.Equal("POST /api/v0/version", node.Api.Targets.First());
        Assert.Contains($"POST /api/v0/pin/add?arg=/ipfs/{work.Root}&recursive=true&progress=false&cid-base=base32", node.Api.Targets);
        Assert.All(node.Api.All, asked => Assert.Equal("Bearer s3cret", asked.Authorization));
        Assert.DoesNotContain(_told, words => words.Contains("s3cret", StringComparison.Ordinal));

        // Every byte of the record's request.
        var put = node.Api.All.Single(asked => asked.Target.StartsWith("/api/v0/routing/put", StringComparison.Ordinal));
        Assert.Equal($"/api/v0/routing/put?arg=/ipns/{work.Name}&allow-offline=true", put.Target);
        var boundary = "tearsheet-" + Convert.ToHexStringLower(SHA256.HashData(work.Record!.Bytes.Span))[..32];
        Assert.Equal($"multipart/form-data; boundary={boundary}", put.ContentType);
        byte[] expected =
        [
            .. Encoding.ASCII.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"record\"\r\nContent-Type: application/octet-stream\r\n\r\n"),
            .. work.Record.Bytes.Span,
            .. Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"),
        ];
        Assert.Equal(expected, put.Body);

        // The next edition moves the pin, and only what is new goes over the wire.
        await site.AddAsync(20, 1);
        var next = await WorkOfAsync(site);
        var before = node.Received;
        outcome = await PushAsync(node.Api, next, work.Blocks.ToHashSet(), new TargetState { Root = work.Root.ToString() });
        Assert.Null(outcome.Wrong);
        Assert.Equal(next.Blocks.Except(work.Blocks).Count(), node.Received - before);
        Assert.Contains(
            $"POST /api/v0/pin/update?arg=/ipfs/{work.Root}&arg=/ipfs/{next.Root}&unpin=true&cid-base=base32", node.Api.Targets);
    }

    [Fact]
    public async Task A_push_that_broke_off_goes_on_where_it_was()
    {
        var (_, work) = await WorkAsync(40);
        var node = new FakeKubo { FailsAfterImports = 2 };
        var outcome = await PushAsync(node.Api, work, new HashSet<Cid>(), new TargetState());
        Assert.Contains("the cable is cut", outcome.Wrong, StringComparison.Ordinal);
        Assert.Equal([1, 2, 4, 8, 16], _clock.Waits.Select(wait => (int)wait.TotalSeconds));
        var state = _saved[^1];
        Assert.Equal(work.Root.ToString(), state.Pending);
        Assert.Equal(node.Received, state.Sent);

        node.FailsAfterImports = int.MaxValue;
        outcome = await PushAsync(node.Api, work, new HashSet<Cid>(), state);
        Assert.Null(outcome.Wrong);
        Assert.Equal(work.Blocks.Count, node.Received);
    }

    [Fact]
    public async Task Blocks_that_a_node_lost_are_sent_again_and_a_node_that_loses_them_twice_is_named()
    {
        var (_, work) = await WorkAsync(20);
        var node = new FakeKubo();
        Assert.Null((await PushAsync(node.Api, work, new HashSet<Cid>(), new TargetState())).Wrong);
        var lost = work.Blocks[^1];
        node.Held.Remove(lost);
        var known = new TargetState { Root = work.Root.ToString() };
        var outcome = await PushAsync(node.Api, work, work.Blocks.ToHashSet(), known);
        Assert.Null(outcome.Wrong);
        Assert.Equal(1, outcome.Sent);
        Assert.Contains(lost, node.Held.Keys);

        node.Held.Remove(lost);
        node.Loses = lost;
        outcome = await PushAsync(node.Api, work, work.Blocks.ToHashSet(), known);
        Assert.Contains($"http://node.test/ lacks 1 of {work.Blocks.Count} blocks after all were sent, the first is {lost}", outcome.Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_gives_back_other_bytes_holds_nothing()
    {
        var (_, work) = await WorkAsync(5);
        var node = new FakeKubo { Lies = true };
        var outcome = await PushAsync(node.Api, work, new HashSet<Cid>(), new TargetState());
        Assert.Contains("gave back other bytes", outcome.Wrong, StringComparison.Ordinal);
        Assert.Null(outcome.Proof);
        Assert.DoesNotContain(_saved, state => state.Root is not null);
    }

    [Theory]
    [InlineData(500, "it hurts", "answered 500: it hurts", 6)]
    [InlineData(200, "{\"Vers", "answered with what is no JSON, or half of it", 1)]
    [InlineData(200, "", "answered with nothing", 1)]
    [InlineData(401, "no", "answered 401: no", 1)]
    [InlineData(302, "", "answered 302", 1)]
    public async Task A_node_that_is_none_is_named(int status, string body, string why, int tries)
    {
        var (_, work) = await WorkAsync(2);
        var api = new FakeApi((_, _) => (status, body));
        var outcome = await PushAsync(api, work, new HashSet<Cid>(), new TargetState());
        Assert.Contains("http://node.test/ " + why, outcome.Wrong, StringComparison.Ordinal);
        Assert.Equal(tries, api.All.Count);
        Assert.Empty(_saved);
    }

    [Fact]
    public async Task A_key_is_imported_in_the_form_that_nodes_take()
    {
        using var key = SigningKey.FromSeed(new byte[32]);
        var api = new FakeApi((asked, _) => asked.Target.StartsWith("/api/v0/key/list", StringComparison.Ordinal)
            ? (200, "{\"Keys\":[{\"Name\":\"self\",\"Id\":\"k51\"}]}")
            : (200, "{\"Name\":\"the site\",\"Id\":\"" + key.PublicKey + "\"}"));
        using var http = new HttpMessageInvoker(api);
        var node = new KuboNode(new PushClient(new Uri("http://node.test"), http, null, Limits, _clock, _told.Add));
        Assert.Equal("k51", (await node.KeysAsync(Token)).Value!["self"]);
        Assert.Equal(key.PublicKey.ToString(), (await node.ImportKeyAsync("the site", key.ExportProtobuf(), Token)).Value);
        Assert.Equal("/api/v0/key/import?arg=the%20site&format=libp2p-protobuf-cleartext&ipns-base=base36", api.All[^1].Target);
        Assert.Contains(Encoding.Latin1.GetString(key.ExportProtobuf()), api.All[^1].Text, StringComparison.Ordinal);
    }

    internal static async Task<(SampleSite Site, PushWork Work)> WorkAsync(int links)
    {
        var site = await SampleSite.OfAsync(links);
        return (site, await WorkOfAsync(site));
    }

    internal static async Task<PushWork> WorkOfAsync(SampleSite site)
    {
        using var key = SigningKey.FromSeed(new byte[32]);
        var record = IpnsRecord.Create(key, IpnsFields.For(
            $"/ipfs/{site.Root}", 1, new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero), TimeSpan.FromDays(14), TimeSpan.FromMinutes(5)));
        var blocks = await new UnixFsReader(site.Blocks).WalkAsync(site.Root, Token).Distinct().ToListAsync(Token);
        return new PushWork(site.Root, blocks, site.Blocks, "The sample site")
        {
            Name = IpnsName.Of(key.PublicKey),
            Record = record,
            Origins = ["/dns/links.example.org/tcp/443/tls/http"],
        };
    }

    private async Task<PushOutcome> PushAsync(FakeApi api, PushWork work, IReadOnlySet<Cid> before, TargetState state)
    {
        using var http = new HttpMessageInvoker(api, disposeHandler: false);
        var node = new KuboNode(new PushClient(new Uri("http://node.test"), http, "Bearer s3cret", Limits, _clock, _told.Add));
        return await new KuboPush(node, Limits, _saved.Add, _ => { }).RunAsync(work, before, state, Token);
    }

    /// <summary>Keeps blocks as a node does, reading every CAR that it is sent byte by byte.</summary>
    private sealed class FakeKubo
    {
        private int _imports;
        private bool _isPinned;

        public FakeKubo() => Api = new FakeApi(Answer);

        public FakeApi Api { get; }

        public Dictionary<Cid, byte[]> Held { get; } = [];

        public int Received { get; private set; }

        public int FailsAfterImports { get; set; } = int.MaxValue;

        public Cid Loses { get; set; }

        public bool Lies { get; set; }

        private (int Status, string Body) Answer(Asked asked, int number)
        {
            Assert.Equal("POST", asked.Method);
            var call = asked.Target["/api/v0/".Length..].Split('?')[0];
            var argument = asked.Target.Contains("arg=", StringComparison.Ordinal) ? asked.Target.Split("arg=")[1].Split('&')[0].Split('/')[^1] : "";
            switch (call)
            {
                case "version":
                    return (200, "{\"Version\":\"0.30.0\"}");
                case "dag/import":
                    return _imports++ >= FailsAfterImports ? (0, "") : Import(asked);
                case "refs":
                    return (200, string.Concat(Held.Keys.Select(cid => $"{{\"Ref\":\"{cid}\",\"Err\":\"\"}}\n")));
                case "block/stat":
                    return Held.ContainsKey(Cid.Parse(argument)) ? (200, "{\"Key\":\"x\",\"Size\":1}") : No("block was not found locally");
                case "block/get":
                    return (200, Encoding.Latin1.GetString(Lies ? [1, 2, 3] : Held[Cid.Parse(argument)]));
                case "pin/ls":
                    return _isPinned ? (200, "{\"Keys\":{}}") : No("path is not pinned");
                case "pin/add" or "pin/update":
                    _isPinned = true;
                    return (200, "{\"Pins\":[\"" + argument + "\"]}");
                case "routing/put":
                    return (200, "{\"ID\":\"\"}\n");
                default:
                    return (404, "404 page not found");
            }
        }

        private (int Status, string Body) Import(Asked asked)
        {
            var start = asked.Body.AsSpan().IndexOf("\r\n\r\n"u8) + 4;
            var end = asked.Body.AsSpan().LastIndexOf("\r\n--tearsheet-"u8);
            Assert.Equal("/api/v0/dag/import?pin-roots=false&stats=true&cid-base=base32", asked.Target);
            Assert.Contains("filename=\"blocks.car\"\r\nContent-Type: application/vnd.ipld.car\r\n\r\n", asked.Text, StringComparison.Ordinal);
            using var car = new MemoryStream(asked.Body[start..end]);
            foreach (var part in CarReader.ReadAsync(car, CarLimits.Default, CancellationToken.None).ToBlockingEnumerable())
            {
                Assert.IsNotType<CarPart.Broken>(part);
                if (part is CarPart.Section section)
                {
                    Assert.True(section.Cid.Matches(section.Bytes.Span));
                    Received++;
                    if (section.Cid != Loses)
                    {
                        Held[section.Cid] = section.Bytes.ToArray();
                    }
                }
            }

            return (200, "{\"Stats\":{\"BlockCount\":1,\"BlockBytesCount\":1}}\n");
        }

        private static (int Status, string Body) No(string why) => (500, $"{{\"Message\":\"{why}\",\"Code\":0,\"Type\":\"error\"}}");
    }
}
