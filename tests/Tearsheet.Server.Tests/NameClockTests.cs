using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.Keys;
using Tearsheet.Reading.Fetching;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Tests;

public sealed class NameClockTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ts-name-").FullName;
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_record_outlives_its_renewal_and_no_cache_outlives_the_record()
    {
        Assert.True(NameKeeper.Lifetime > NameKeeper.Lifetime / 2 + TimeSpan.FromDays(1));
        Assert.True(NameKeeper.Ttl <= NameKeeper.Lifetime);
    }

    [Fact]
    public async Task While_serve_runs_the_record_is_signed_anew_before_it_ends_and_with_each_edition()
    {
        var folder = new DataFolder(Path.Combine(_root, "desk"));
        var key = SigningKey.FromSeed(SHA256.HashData("name clock"u8));
        var archive = Assert.IsType<OpenOutcome.Opened>(
            Archive.Create(folder.Path, key, new SiteSettings { Title = "Names" }, new ArchiveOptions { Clock = _clock })).Archive;
        await using var desk = new LocalDesk(archive, key, folder, new FetchPolicy(), _clock);
        await desk.CutEditionAsync(Token);
        var names = new NameKeeper(folder, archive, _clock);
        var kept = Channel.CreateUnbounded<IpnsRecord>();
        using var clock = new NameClock(desk, names, _clock, NullLogger.Instance) { Kept = record => kept.Writer.TryWrite(record) };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = clock.RunAsync(stop.Token);

        var first = await kept.Reader.ReadAsync(Token);
        Assert.Equal(_clock.GetUtcNow() + NameKeeper.Lifetime, first.ValidUntil);
        Assert.Equal($"/ipfs/{archive.LatestEdition!.Root}", first.Fields.Value);

        // Day by day: the record is looked after each day, never has less than a day before it, and is a new one after half of its life.
        var latest = first;
        for (var day = 1; day <= 40; day++)
        {
            _clock.Advance(TimeSpan.FromDays(1));
            var record = await kept.Reader.ReadAsync(Token);
            Assert.True(record.ValidUntil - _clock.GetUtcNow() > TimeSpan.FromDays(1));
            Assert.Equal(IpnsStatus.Ok, record.Judge(IpnsName.Of(key.PublicKey), _clock.GetUtcNow()));
            Assert.True(record.Fields.Sequence >= latest.Fields.Sequence);
            latest = record;
        }

        Assert.True(latest.ValidUntil - first.ValidUntil >= TimeSpan.FromDays(35));

        // A new edition does not wait for the next day.
        await archive.SetSettingsAsync(archive.Settings with { Title = "Other names" }, Token);
        await desk.CutEditionAsync(Token);
        Assert.True(kept.Reader.TryRead(out var newest));
        Assert.Equal($"/ipfs/{archive.LatestEdition!.Root}", newest!.Fields.Value);
        Assert.True(newest.Fields.Sequence > latest.Fields.Sequence);
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task A_backup_that_is_restored_does_not_go_back()
    {
        var folder = new DataFolder(Path.Combine(_root, "desk"));
        var key = SigningKey.FromSeed(SHA256.HashData("name clock"u8));
        var archive = Assert.IsType<OpenOutcome.Opened>(
            Archive.Create(folder.Path, key, new SiteSettings { Title = "Names" }, new ArchiveOptions { Clock = _clock })).Archive;
        await using var desk = new LocalDesk(archive, key, folder, new FetchPolicy(), _clock);
        await desk.CutEditionAsync(Token);
        var signed = new NameKeeper(folder, archive, _clock).Current(archive.LatestEdition!.Root, 1);
        File.Delete(Path.Combine(folder.Path, "name.ipns-record"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var again = new NameKeeper(folder, archive, _clock).Current(archive.LatestEdition!.Root, 1);
        Assert.True(again.Fields.Sequence > signed.Fields.Sequence);
    }
}
