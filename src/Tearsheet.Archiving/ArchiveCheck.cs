using System.Buffers.Binary;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving;

/// <summary>
/// Checks everything without the index: that log and packs are what was written, that every payload is of its form, and that
/// every link of every block leads to a block, unless an entry says that it was erased.
/// </summary>
/// <remarks>Keeps sixteen bytes for each block, so a million blocks cost some forty megabytes.</remarks>
internal sealed class ArchiveCheck(DataPaths paths)
{
    private readonly List<VerifyFinding> _findings = [];
    private readonly HashSet<UInt128> _present = [];
    private readonly Dictionary<UInt128, (long Seq, EntryKind Kind, Cid Payload)> _payloads = [];
    private readonly Dictionary<UInt128, (Cid Target, Cid From)> _wanted = [];
    private readonly HashSet<UInt128> _erased = [];
    private long _entries;
    private long _blocks;
    private long _bytes;

    /// <summary>Checks what is acknowledged.</summary>
    /// <exception cref="StorageException">The folder cannot be read, or a newer Tearsheet wrote it.</exception>
    public VerifyReport Run(Action<ArchiveProgress> progress, CancellationToken cancellationToken)
    {
        var total = TotalBytes();
        var check = new FolderCheck(paths)
        {
            EntrySeen = See,
            Seen = See,
            Progress = new Told(done =>
            {
                _bytes = done;
                progress(new ArchiveProgress("bytes", done, Math.Max(done, total)));
            }),
        };
        _findings.AddRange(check.Run(cancellationToken)
            .Select(finding => new VerifyFinding(finding.File, finding.Offset, finding.Cid, finding.ToString())));
        NameMissing();
        return new VerifyReport(_entries, _blocks, _bytes, _erased.Count, _findings);
    }

    private long TotalBytes() =>
        new[] { paths.Log, paths.Packs }.Where(Directory.Exists).SelectMany(folder => new DirectoryInfo(folder).EnumerateFiles("*.car"))
            .Sum(file => file.Length - CarLayout.Header.Length);

    private void See(LogEntry entry)
    {
        _entries++;

        // Seals have a form of their own, which the packs have checked.
        if (entry.Kind != EntryKind.Seal)
        {
            _payloads[KeyOf(entry.Payload)] = (entry.Seq, entry.Kind, entry.Payload);
        }
    }

    private void See(Cid cid, BlockPlace place, ReadOnlySpan<byte> block, IReadOnlyList<Cid> links)
    {
        // The zeros in an erased block's place are no block that is held.
        _blocks += cid.Codec == (ulong)Multicodec.Raw && block.Length > 0 && !block.ContainsAnyExcept((byte)0) ? 0 : 1;
        var key = KeyOf(cid);
        _present.Add(key);
        foreach (var link in links)
        {
            // Children are written before their parents, so hardly any link waits long.
            if (link.HashCode == (ulong)MultihashCode.Sha2_256 && KeyOf(link) is var target && !_present.Contains(target))
            {
                _wanted.TryAdd(target, (link, cid));
            }
        }

        if (_payloads.Remove(key, out var entry))
        {
            Read(entry.Seq, entry.Kind, cid, place, block);
        }
    }

    private void Read(long seq, EntryKind kind, Cid cid, BlockPlace place, ReadOnlySpan<byte> block)
    {
        try
        {
            if (PayloadReader.Read(kind, block) is Payload.Erase erase)
            {
                _erased.UnionWith(erase.Cids.Select(KeyOf));
            }
        }
        catch (FormException error)
        {
            Add(paths.Short(paths.PackFile(place.Pack)), place.Offset, cid,
                FormattableString.Invariant($"log entry {seq}: {error.Message}"));
        }
    }

    private void NameMissing()
    {
        foreach (var (key, (seq, kind, payload)) in _payloads.Where(item => !_erased.Contains(item.Key)).OrderBy(item => item.Value.Seq))
        {
            _wanted.Remove(key);
            Add(paths.Short(paths.Packs), null, payload,
                FormattableString.Invariant($"log entry {seq} ({EntryForm.NameOf(kind)}) names this payload, and no pack has it"));
        }

        foreach (var (target, from) in _wanted.Where(item => !_present.Contains(item.Key) && !_erased.Contains(item.Key)).Select(item => item.Value))
        {
            Add(paths.Short(paths.Packs), null, target, $"block {from} links to this one, and no pack has it");
        }
    }

    private void Add(string file, long? offset, Cid cid, string what)
    {
        var where = offset is { } at ? FormattableString.Invariant($"{file} at byte {at}") : file;
        _findings.Add(new VerifyFinding(file, offset, cid, $"{where}, block {cid}: {what}."));
    }

    // Two digests that share sixteen bytes are not to be expected before the sun goes out.
    private static UInt128 KeyOf(Cid cid) =>
        cid.Digest.Length >= 16 ? BinaryPrimitives.ReadUInt128LittleEndian(cid.Digest) ^ cid.Codec : (UInt128)cid.GetHashCode();

    // Progress<T> would tell later and elsewhere.
    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
