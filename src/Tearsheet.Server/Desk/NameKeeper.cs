using Tearsheet.Archiving;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Desk;

/// <summary>Keeps the record by which the site's name leads to its newest edition: signs one when the edition is new, and again long before it ends.</summary>
/// <remarks>The record lies in the data folder, so that it can be carried away and put again by anybody without the key.</remarks>
internal sealed class NameKeeper(DataFolder folder, Archive archive, TimeProvider clock)
{
    /// <summary>How long a record is good. Half of it is left when the next is signed.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>How long resolvers may keep it; the lifetime is longer in any case.</summary>
    public static readonly TimeSpan Ttl = TimeSpan.FromMinutes(5);

    private readonly Lock _signing = new();
    private IpnsRecord? _record;

    private string File => Path.Combine(folder.Path, "name.ipns-record");

    /// <summary>The record of a name, if it is the site's; signed anew when it has to be.</summary>
    public ReadOnlyMemory<byte>? Find(IpnsName name) =>
        name == IpnsName.Of(archive.SiteKey) && archive.LatestEdition is { } latest ? Current(latest.Root, latest.Number).Bytes : default(ReadOnlyMemory<byte>?);

    /// <summary>The record as it stands on the disk; null for none that is the site's.</summary>
    public IpnsRecord? Stored() =>
        System.IO.File.Exists(File) && IpnsRecord.TryRead(System.IO.File.ReadAllBytes(File), out var record) == IpnsStatus.Ok
        && record!.JudgeSignature(IpnsName.Of(archive.SiteKey)) == IpnsStatus.Ok
            ? record
            : null;

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

            // Decision 21: a backup that is restored must not go back, so the time counts too.
            var sequence = Math.Max((_record?.Fields.Sequence ?? 0) + 1, Math.Max((ulong)number, (ulong)now.ToUnixTimeSeconds()));
            using var key = SiteKeyFile.Read(folder);
            var signed = IpnsRecord.Create(key, IpnsFields.For($"/ipfs/{root}", sequence, now, Lifetime, Ttl));
            var draft = Path.Combine(folder.Path, Path.GetRandomFileName() + ".ipns-record.new");
            System.IO.File.WriteAllBytes(draft, signed.Bytes.Span);
            System.IO.File.Move(draft, File, overwrite: true);
            return _record = signed;
        }
    }
}
