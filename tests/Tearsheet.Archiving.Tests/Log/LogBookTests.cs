using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Tests.Disk;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Tests.Log;

public sealed class LogBookTests
{
    [Fact]
    public void Entries_are_numbered_chained_and_read_from_any_number_on()
    {
        using var desk = new Desk(logFileSize: 3000);
        using var folder = desk.Create();
        var written = new List<LogEntry>();
        for (var i = 0; i < 50; i++)
        {
            written.Add(desk.Add(folder, Desk.Bytes(10, i)).Entry);
            if (i % 3 == 0)
            {
                folder.Commit(desk.Key);
            }
        }

        folder.Commit(desk.Key);
        Assert.True(File.Exists(desk.Paths.LogFile(4)));
        Assert.Equal(Enumerable.Range(1, 50).Select(seq => (long)seq), written.Select(entry => entry.Seq));
        Assert.Null(written[0].Previous);
        Assert.Equal(written.Take(49).Select(entry => (Cid?)entry.Cid), written.Skip(1).Select(entry => entry.Previous));
        using var reader = desk.OpenToRead();
        for (var from = -1; from <= 52; from++)
        {
            Assert.Equal(written.Skip(Math.Max(from, 1) - 1), folder.Log.Read(from));
            Assert.Equal(written.Skip(Math.Max(from, 1) - 1), reader.Log.Read(from));
        }
    }

    [Fact]
    public void An_entry_is_read_only_after_its_commit()
    {
        using var desk = new Desk();
        using var folder = desk.Create();
        desk.Add(folder, [1]);
        Assert.Equal(1, folder.Log.LastSeq);
        Assert.Empty(folder.Log.Read(1));
        folder.Commit(desk.Key);
        Assert.Single(folder.Log.Read(1));
    }

    [Fact]
    public void A_clock_that_went_back_is_logged_and_time_stays_what_it_claimed()
    {
        using var desk = new Desk();
        using var folder = desk.Create();
        var first = desk.Add(folder, [1]).Entry;
        desk.Clock.AdjustTime(desk.Clock.GetUtcNow() - TimeSpan.FromMinutes(90) + TimeSpan.FromTicks(7));
        var second = desk.Add(folder, [2]).Entry;
        folder.Commit(desk.Key);
        Assert.Null(first.ClockWentBack);
        Assert.Equal(TimeSpan.FromMinutes(90), second.ClockWentBack);
        Assert.Equal(first.Time - TimeSpan.FromMinutes(90), second.Time);
        Assert.Equal([first, second], folder.Log.Read(1));
    }

    [Fact]
    public void After_a_succession_only_the_new_key_signs()
    {
        using var desk = new Desk();
        using var next = Desk.KeyFrom("next");
        using (var folder = desk.Create())
        {
            var payload = desk.Add(folder, [1]).Entry.Payload;
            var succession = folder.Log.Append(EntryKind.Succession, payload, desk.Clock.GetUtcNow(), desk.Key, next.PublicKey);
            Assert.Equal(desk.Key.PublicKey, succession.Signer);
            Assert.Equal(next.PublicKey, folder.Log.Signer);
            folder.Commit(desk.Key);
        }

        using var again = desk.Open();
        var last = again.Log.LastEntry;
        var error = Assert.Throws<StorageException>(() => again.Log.Append(EntryKind.File, last, desk.Clock.GetUtcNow(), desk.Key));
        Assert.Equal(StorageFault.Key, error.Fault);
        var entry = again.Log.Append(EntryKind.File, last, desk.Clock.GetUtcNow(), next);
        again.Commit(next);
        Assert.Equal(next.PublicKey, entry.Signer);
        Assert.Empty(desk.Check());
    }

    [Fact]
    public void The_log_starts_with_its_genesis_and_has_no_other()
    {
        using var desk = new Desk();
        using var folder = desk.Create();
        var payload = Cid.ForBlock(Multicodec.DagCbor, [0xf6]);
        Assert.Throws<ArgumentException>(() => folder.Log.Append(EntryKind.File, payload, desk.Clock.GetUtcNow(), desk.Key));
        desk.Add(folder, [1]);
        Assert.Throws<ArgumentException>(() => folder.Log.Append(EntryKind.Genesis, payload, desk.Clock.GetUtcNow(), desk.Key));
        Assert.Throws<ArgumentException>(() => folder.Log.Append(EntryKind.Succession, payload, desk.Clock.GetUtcNow(), desk.Key));
    }

    [Fact]
    public void A_damaged_entry_stops_the_reading_by_its_name()
    {
        using var desk = new Desk();
        desk.Fill(3);
        using var folder = desk.OpenToRead();
        var second = folder.Log.Read(2).First();
        var file = File.ReadAllBytes(desk.Paths.LogFile(1));
        var at = file.AsSpan().IndexOf(second.Cid.Bytes) + second.Cid.Bytes.Length + 50;
        file[at] ^= 4;
        File.WriteAllBytes(desk.Paths.LogFile(1), file);
        using var entries = folder.Log.Read(1).GetEnumerator();
        Assert.True(entries.MoveNext());
        var error = Assert.Throws<StorageException>(() => entries.MoveNext());
        Assert.Equal((StorageFault.Corrupt, "log/000001.car", second.Cid), (error.Fault, error.File, error.Cid));
    }
}
