using Tearsheet.Archiving;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.Keys;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Desk;

/// <summary>Keeps the record by which the site's name leads to its newest edition: signs one when the edition is new, and again long before it ends.</summary>
/// <remarks>
/// The record lies in the data folder, so that it can be carried away and put again by anybody without the key. Beside it lie the last
/// records of names that the site had before a succession, each leading to the next name.
/// </remarks>
internal sealed class NameKeeper(DataFolder folder, Archive archive, TimeProvider clock)
{
    /// <summary>How long a record is good. Half of it is left when the next is signed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>How long resolvers may keep it; the lifetime is longer in any case.</summary>
    public static readonly TimeSpan Ttl = TimeSpan.FromMinutes(5);

    /// <summary>How long the last record of an old name is good: nobody signs another.</summary>
    public static readonly TimeSpan LastLifetime = TimeSpan.FromDays(3650);

    private readonly Lock _signing = new();
    private IpnsRecord? _record;

    private string File => Path.Combine(folder.Path, "name.ipns-record");

    /// <summary>The record of a name, if it is the site's or was; signed anew when it has to be.</summary>
    public ReadOnlyMemory<byte>? Find(IpnsName name)
    {
        if (name == IpnsName.Of(archive.SiteKey))
        {
            return archive.LatestEdition is { } latest ? Current(latest.Root, latest.Number).Bytes : default(ReadOnlyMemory<byte>?);
        }

        return Read(FileOf(name), name)?.Bytes;
    }

    /// <summary>The record as it stands on the disk; null for none that is the site's.</summary>
    public IpnsRecord? Stored() => Read(File, IpnsName.Of(archive.SiteKey));

    /// <summary>When the record has to be signed anew, though the edition stays.</summary>
    public DateTimeOffset? RenewalDue()
    {
        lock (_signing)
        {
            _record ??= Stored();
            return _record is { } record ? record.ValidUntil - (Lifetime / 2) : null;
        }
    }

    /// <summary>The record that leads to an edition, with at least half of its life before it.</summary>
    /// <param name="number">The edition's number.</param>
    public IpnsRecord Current(Cid root, long number)
    {
        lock (_signing)
        {
            var now = clock.GetUtcNow();
            _record ??= Stored();
            if (_record is { } had && had.Fields.Value == $"/ipfs/{root}" && had.ValidUntil - now > Lifetime / 2)
            {
                return had;
            }

            using var key = SiteKeyFile.Read(folder);
            _record = IpnsRecord.Create(key, IpnsFields.For($"/ipfs/{root}", NextSequence(number, now), now, Lifetime, Ttl));
            Write(File, _record);
            return _record;
        }
    }

    /// <summary>Takes a record that somebody put: newer than the one that is here, and signed by the site's key, so made by its owner elsewhere.</summary>
    /// <returns>Whether it is the newest now.</returns>
    public bool Take(IpnsRecord record)
    {
        lock (_signing)
        {
            _record ??= Stored();
            if (_record is { } had && IpnsRecord.Compare(record, had) <= 0)
            {
                return had.Bytes.Span.SequenceEqual(record.Bytes.Span);
            }

            Write(File, record);
            _record = record;
            return true;
        }
    }

    /// <summary>Signs the site's last record: from now on the name leads to another one.</summary>
    public void SignLast(IpnsName next)
    {
        lock (_signing)
        {
            var now = clock.GetUtcNow();
            _record ??= Stored();
            using SigningKey key = SiteKeyFile.Read(folder);
            var last = IpnsRecord.Create(
                key, IpnsFields.For($"/ipns/{next}", NextSequence(archive.LatestEdition?.Number ?? 0, now), now, LastLifetime, Ttl));
            Write(FileOf(IpnsName.Of(key.PublicKey)), last);
        }
    }

    // Decision 21: a backup that is restored must not go back, so the time counts too.
    private ulong NextSequence(long number, DateTimeOffset now) =>
        Math.Max((_record?.Fields.Sequence ?? 0) + 1, Math.Max((ulong)number, (ulong)now.ToUnixTimeSeconds()));

    private string FileOf(IpnsName name) => Path.Combine(folder.Path, $"{name}.ipns-record");

    private static IpnsRecord? Read(string file, IpnsName name) =>
        System.IO.File.Exists(file) && IpnsRecord.TryRead(System.IO.File.ReadAllBytes(file), out var record) == IpnsStatus.Ok
        && record!.JudgeSignature(name) == IpnsStatus.Ok
            ? record
            : null;

    private void Write(string file, IpnsRecord record)
    {
        var draft = Path.Combine(folder.Path, Path.GetRandomFileName() + ".ipns-record.new");
        System.IO.File.WriteAllBytes(draft, record.Bytes.Span);
        System.IO.File.Move(draft, file, overwrite: true);
    }
}
