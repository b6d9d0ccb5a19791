using Microsoft.Extensions.Time.Testing;
using Tearsheet.Distributing.Gateways;
using Tearsheet.Distributing.Mirroring;
using Tearsheet.Distributing.Naming;
using Tearsheet.Distributing.Tests.Support;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Distributing.Tests.Mirroring;

public sealed class MirrorTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly FakeNetwork _network = new();
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly SigningKey _key = SigningKey.FromSeed(Enumerable.Range(1, 32).Select(number => (byte)number).ToArray());
    private readonly List<string> _told = [];
    private bool _withdraws;
    private string? _wrong;
    private string? _dnsLink;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Name => _key.PublicKey.ToString();

    public void Dispose()
    {
        _key.Dispose();
        _network.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task A_name_is_followed_from_edition_to_edition()
    {
        var site = await SampleSite.OfAsync(20);
        var gateway = Gateway("one", site, sequence: 1);
        var first = Assert.IsType<MirrorOutcome.Copied>(await RunAsync("one"));
        Assert.Equal(site.Root, first.Root);
        Assert.IsType<MirrorOutcome.UpToDate>(await RunAsync("one"));

        await site.AddAsync(20, 1);
        gateway.Records[Name] = Record(site.Root, 2);
        var second = Assert.IsType<MirrorOutcome.Copied>(await RunAsync("one"));
        Assert.Equal(site.Root, second.Root);
        using var mirror = MirrorFolder.OpenToRead(_temp.Path);
        Assert.Equal(site.Root, mirror.Root);
        Assert.Equal(2UL, mirror.Record!.Fields.Sequence);
        Assert.Equal(["mirror.json", "name.ipns-record", "packs"], Directory.EnumerateFileSystemEntries(_temp.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_newest_record_wins_and_stale_forged_and_expired_ones_are_named()
    {
        var site = await SampleSite.OfAsync(5);
        var old = site.Root;
        await site.AddAsync(5, 5);
        Gateway("fresh", site, sequence: 7);
        Gateway("stale", site, sequence: 6).Records[Name] = Record(old, 6);
        var forged = Record(old, 99);
        forged[^3] ^= 1;
        Gateway("forged", site, sequence: 0).Records[Name] = forged;
        Gateway("expired", site, sequence: 0).Records[Name] = IpnsRecord.Create(
            _key, IpnsFields.For($"/ipfs/{old}", 100, _clock.GetUtcNow().AddDays(-3), TimeSpan.FromDays(1), TimeSpan.Zero)).Bytes.ToArray();
        Gateway("cut", site, sequence: 0).Records[Name] = Record(old, 50)[..20];

        var outcome = Assert.IsType<MirrorOutcome.Copied>(await RunAsync("stale", "forged", "expired", "cut", "fresh"));

        Assert.Equal(site.Root, outcome.Root);
        Assert.Contains(_told, words => words.StartsWith("http://stale/ sent a stale IPNS record", StringComparison.Ordinal));
        Assert.Contains(_told, words => words.StartsWith("http://forged/ sent an IPNS record that cannot be used", StringComparison.Ordinal));
        Assert.Contains("http://expired/ sent an IPNS record that cannot be used: its end of life has passed", _told);
        Assert.Contains(_told, words => words.StartsWith("http://cut/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mirror_never_goes_back_to_an_older_record()
    {
        var site = await SampleSite.OfAsync(5);
        var old = site.Root;
        await site.AddAsync(5, 5);
        var gateway = Gateway("one", site, sequence: 7);
        await RunAsync("one");
        gateway.Records[Name] = Record(old, 6);
        Assert.Equal(site.Root, Assert.IsType<MirrorOutcome.UpToDate>(await RunAsync("one")).Root);
        Assert.Contains("http://one/ sent a stale IPNS record; a newer one is followed", _told);
    }

    [Fact]
    public async Task That_no_gateway_was_heard_is_told_while_the_record_at_hand_is_good()
    {
        var site = await SampleSite.OfAsync(5);
        Gateway("one", site, sequence: 1);
        await RunAsync("one");
        Assert.IsType<MirrorOutcome.UpToDate>(await RunAsync("nobody"));
        Assert.Contains(_told, words => words.StartsWith("No gateway sent a record", StringComparison.Ordinal) && words.Contains("http://nobody/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_record_every_gateway_is_named_and_nothing_changes()
    {
        var site = await SampleSite.OfAsync(5);
        _network.Add("one", new FakeGateway(site.Blocks));
        var outcome = Assert.IsType<MirrorOutcome.Unresolved>(await RunAsync("one", "nobody"));
        Assert.Equal(2, outcome.Why.Count);
        Assert.Contains("http://one/ answered 404", outcome.Why);
        Assert.False(MirrorFolder.IsOne(_temp.Path));
    }

    [Fact]
    public async Task Old_editions_are_kept_as_the_rule_says()
    {
        var site = await SampleSite.OfAsync(10);
        var gateway = Gateway("one", site, sequence: 1);
        var roots = new List<Cid>();
        for (var edition = 1; edition <= 4; edition++)
        {
            roots.Add(site.Root);
            await RunAsync(State() with { Keep = 2 }, "one");
            await site.AddAsync(10 + edition, 1);
            gateway.Records[Name] = Record(site.Root, (ulong)edition + 1);
        }

        using var mirror = MirrorFolder.OpenToRead(_temp.Path);
        Assert.Equal(roots.TakeLast(2).Select(root => root.ToString()), mirror.State!.Editions.Select(edition => edition.Root));
        await AssertWholeAsync(mirror, roots[2]);
        await AssertWholeAsync(mirror, roots[3]);
    }

    [Fact]
    public async Task An_edition_that_withdraws_takes_what_was_before_it_off_the_disk()
    {
        var site = await SampleSite.OfAsync(30);
        var gateway = Gateway("one", site, sequence: 1);
        await RunAsync(State() with { Keep = 10 }, "one");
        var gone = Assert.IsType<Resolution.Found>(await new UnixFsReader(site.Blocks).ResolveAsync(site.Root, "index.html", Token)).Cid;
        await site.AddAsync(30, 1);
        gateway.Records[Name] = Record(site.Root, 2);
        _withdraws = true;
        var outcome = Assert.IsType<MirrorOutcome.Copied>(await RunAsync(State() with { Keep = 10 }, "one"));
        Assert.Equal(1, outcome.Dropped);
        Assert.True(outcome.Swept > 0);
        using var mirror = MirrorFolder.OpenToRead(_temp.Path);
        Assert.False(mirror.Blocks.Holds(gone));
        await AssertWholeAsync(mirror, site.Root);
    }

    [Fact]
    public async Task An_edition_that_is_not_what_it_should_be_is_not_served()
    {
        var site = await SampleSite.OfAsync(10);
        var gateway = Gateway("one", site, sequence: 1);
        var good = site.Root;
        await RunAsync("one");
        await site.AddAsync(10, 1);
        gateway.Records[Name] = Record(site.Root, 2);
        _wrong = "The manifest is not signed by the site.";
        Assert.Equal(_wrong, Assert.IsType<MirrorOutcome.Refused>(await RunAsync("one")).Why);
        using var mirror = MirrorFolder.OpenToRead(_temp.Path);
        Assert.Equal(good, mirror.Root);
        Assert.Equal(1UL, mirror.Record!.Fields.Sequence);
    }

    [Fact]
    public async Task A_domain_leads_over_its_name_to_the_site()
    {
        var site = await SampleSite.OfAsync(3);
        Gateway("one", site, sequence: 1);
        _dnsLink = $"dnslink=/ipns/{Name}";
        var outcome = Assert.IsType<MirrorOutcome.Copied>(await RunAsync(State() with { Source = "news.example" }, "one"));
        Assert.Equal(site.Root, outcome.Root);
        _dnsLink = "dnslink=/ipns/news.example";
        Assert.Contains("more than 4 names", Assert.Single(Assert.IsType<MirrorOutcome.Unresolved>(
            await RunAsync(State() with { Source = "news.example" }, "one")).Why), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mirror_that_followed_a_succession_never_follows_the_old_name_again()
    {
        using var next = SigningKey.FromSeed(new byte[SigningKey.SeedLength]);
        var site = await SampleSite.OfAsync(5);
        var gateway = Gateway("one", site, sequence: 7);
        var replayed = gateway.Records[Name];
        await RunAsync("one");
        await site.AddAsync(5, 1);
        gateway.Records[Name] = Signed(_key, $"/ipns/{next.PublicKey}", 8);
        gateway.Records[next.PublicKey.ToString()] = Signed(next, $"/ipfs/{site.Root}", 1);
        Assert.IsType<MirrorOutcome.Copied>(await RunAsync("one"));

        // Valid for days yet, and signed by the key that was given up.
        gateway.Records[Name] = replayed;
        Assert.Equal(site.Root, Assert.IsType<MirrorOutcome.UpToDate>(await RunAsync("one")).Root);
        gateway.Records[Name] = Signed(_key, $"/ipfs/{site.Root}", 99);
        await site.AddAsync(6, 1);
        gateway.Records[next.PublicKey.ToString()] = Signed(next, $"/ipfs/{site.Root}", 2);
        Assert.Equal(site.Root, Assert.IsType<MirrorOutcome.Copied>(await RunAsync("one")).Root);

        // Nor over a domain that still leads to it; and whoever asks the mirror for the old name is led to the new one.
        _dnsLink = $"dnslink=/ipns/{Name}";
        Assert.Equal(site.Root, Assert.IsType<MirrorOutcome.UpToDate>(await RunAsync(State() with { Source = "news.example" }, "one")).Root);
        using var mirror = MirrorFolder.OpenToRead(_temp.Path);
        Assert.Equal($"/ipns/{next.PublicKey}", mirror.FindRecord(IpnsName.Of(_key.PublicKey))!.Fields.Value);
        Assert.Equal(2UL, mirror.FindRecord(IpnsName.Of(next.PublicKey))!.Fields.Sequence);
    }

    [Fact]
    public async Task A_succession_counts_only_once_its_edition_is_accepted()
    {
        using var next = SigningKey.FromSeed(new byte[SigningKey.SeedLength]);
        var site = await SampleSite.OfAsync(5);
        var gateway = Gateway("one", site, sequence: 7);
        var (before, good) = (gateway.Records[Name], site.Root);
        await RunAsync("one");
        await site.AddAsync(5, 1);
        gateway.Records[Name] = Signed(_key, $"/ipns/{next.PublicKey}", 8);
        gateway.Records[next.PublicKey.ToString()] = Signed(next, $"/ipfs/{site.Root}", 1);
        _wrong = "The manifest is not signed by the site.";
        Assert.IsType<MirrorOutcome.Refused>(await RunAsync("one"));
        gateway.Records[Name] = before;
        Assert.Equal(good, Assert.IsType<MirrorOutcome.UpToDate>(await RunAsync("one")).Root);
    }

    [Fact]
    public async Task A_record_that_has_ended_still_bars_those_before_it()
    {
        var site = await SampleSite.OfAsync(5);
        var old = site.Root;
        await site.AddAsync(5, 5);
        var gateway = Gateway("one", site, sequence: 7);
        await RunAsync("one");
        gateway.Records[Name] = IpnsRecord.Create(
            _key, IpnsFields.For($"/ipfs/{old}", 6, _clock.GetUtcNow(), TimeSpan.FromDays(30), TimeSpan.Zero)).Bytes.ToArray();
        _clock.Advance(TimeSpan.FromDays(10));
        Assert.Contains("http://one/ sent a stale IPNS record", Assert.Single(Assert.IsType<MirrorOutcome.Unresolved>(await RunAsync("one")).Why), StringComparison.Ordinal);
        using var mirror = MirrorFolder.OpenToRead(_temp.Path);
        Assert.Equal(site.Root, mirror.Root);
    }

    [Fact]
    public async Task A_cid_is_copied_as_it_is()
    {
        var site = await SampleSite.OfAsync(3);
        _network.Add("one", new FakeGateway(site.Blocks));
        var outcome = Assert.IsType<MirrorOutcome.Copied>(await RunAsync(State() with { Source = site.Root.ToString() }, "one"));
        Assert.Equal(site.Root, outcome.Root);
    }

    [Fact]
    public void A_damaged_state_is_named()
    {
        File.WriteAllText(_temp.Sub("mirror.json"), """{ "v": 1, "source": """);
        Assert.Contains("mirror.json is damaged", Assert.Throws<IOException>(() => MirrorFolder.OpenToRead(_temp.Path)).Message, StringComparison.Ordinal);
        File.WriteAllText(_temp.Sub("mirror.json"), """{ "v": 2, "source": "x" }""");
        Assert.Contains("newer Tearsheet", Assert.Throws<IOException>(() => MirrorFolder.OpenToRead(_temp.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whoever_looks_between_a_new_edition_and_its_sweep_sees_the_sweep_with_the_next_look()
    {
        byte[] withdrawn = [.. Enumerable.Repeat((byte)1, 500)];
        byte[] kept = [.. Enumerable.Repeat((byte)2, 500)];
        var (gone, stays) = (Cid.ForBlock(Multicodec.Raw, withdrawn), Cid.ForBlock(Multicodec.Raw, kept));
        using var writer = MirrorFolder.OpenToWrite(_temp.Path)!;
        writer.Blocks.Put(new Block(gone, withdrawn));
        writer.Blocks.Put(new Block(stays, kept));
        writer.Save(new MirrorState { Source = "x", Editions = [new(gone.ToString(), DateTimeOffset.UnixEpoch)] }, record: null, successions: []);
        using var reader = MirrorFolder.OpenToRead(_temp.Path);
        var forgotten = 0;

        writer.Save(new MirrorState { Source = "x", Editions = [new(stays.ToString(), DateTimeOffset.UnixEpoch)] }, record: null, successions: []);
        reader.Refresh(() => forgotten++);
        var (before, held) = (forgotten, reader.Blocks.Holds(gone));
        writer.Blocks.Sweep(cid => cid == stays, _ => true);
        reader.Refresh(() => forgotten++);
        var after = forgotten;
        reader.Refresh(() => forgotten++);

        Assert.True(held);
        Assert.True(after > before);
        Assert.Equal(after, forgotten);
        Assert.False(reader.Blocks.Holds(gone));
        Assert.True(reader.Blocks.Holds(stays));
    }

    private static async Task AssertWholeAsync(MirrorFolder mirror, Cid root)
    {
        await foreach (var cid in new UnixFsReader(mirror.Blocks).WalkAsync(root, Token))
        {
            Assert.True(cid.Matches(mirror.Blocks.Read(cid)!.Value.Span));
        }
    }

    private byte[] Record(Cid root, ulong sequence) => Signed(_key, $"/ipfs/{root}", sequence);

    private byte[] Signed(SigningKey key, string value, ulong sequence) => IpnsRecord.Create(
        key, IpnsFields.For(value, sequence, _clock.GetUtcNow(), TimeSpan.FromDays(2), TimeSpan.FromMinutes(5))).Bytes.ToArray();

    private FakeGateway Gateway(string host, SampleSite site, ulong sequence)
    {
        var gateway = new FakeGateway(site.Blocks);
        gateway.Records[Name] = Record(site.Root, sequence);
        _network.Add(host, gateway);
        return gateway;
    }

    private MirrorState State() => new() { Source = Name };

    private Task<MirrorOutcome> RunAsync(params string[] hosts) => RunAsync(State(), hosts);

    private async Task<MirrorOutcome> RunAsync(MirrorState wanted, params string[] hosts)
    {
        using var folder = MirrorFolder.OpenToWrite(_temp.Path)!;
        using var http = new HttpMessageInvoker(_network, disposeHandler: false);
        var pool = new GatewayPool(
            hosts.Select(host => new TrustlessGateway(new Uri($"http://{host}"), http, new GatewayLimits(), _clock)), _clock, Tell);
        var dns = new DnsLink((_, _) => Task.FromResult<IReadOnlyList<string>>(_dnsLink is { } text ? [text] : []));
        var mirror = new Mirror(folder, pool, dns, (_, _, _, _) => Task.FromResult(new EditionVerdict(_wrong, _withdraws)), _clock);
        return await mirror.RunAsync(wanted with { Editions = folder.State?.Editions ?? [] }, new CopyLimits(), Tell, _ => { }, Token);
    }

    private void Tell(string words)
    {
        lock (_told)
        {
            _told.Add(words);
        }
    }
}
