using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Archiving.Packs;

/// <summary>
/// Reads log and packs through: every hash, every signature, every seal, and that every block decodes. It needs no folder that opens,
/// takes no lock, and changes nothing.
/// </summary>
internal sealed class FolderCheck(DataPaths paths)
{
    private readonly List<Finding> _findings = [];
    private readonly Dictionary<Cid, LogEntry> _sealEntries = [];
    private readonly Dictionary<Cid, PackSeal> _seals = [];
    private long _done;

    /// <summary>Looks at a block that is right.</summary>
    /// <param name="cid">Its name.</param>
    /// <param name="place">Where it lies.</param>
    /// <param name="block">Its bytes, valid during the call.</param>
    /// <param name="links">What it links to, each link as often as it stands there.</param>
    public delegate void BlockSeen(Cid cid, BlockPlace place, ReadOnlySpan<byte> block, IReadOnlyList<Cid> links);

    /// <summary>Called for every entry that is right, in order, before any block.</summary>
    public Action<LogEntry>? EntrySeen { get; init; }

    /// <summary>Called for every block that is right, in order.</summary>
    public BlockSeen? Seen { get; init; }

    /// <summary>Told how many bytes of log and packs were read so far.</summary>
    public IProgress<long>? Progress { get; init; }

    /// <summary>Checks what is acknowledged; when both copies of the head are damaged, all that is there.</summary>
    /// <returns>What is wrong, in the order it was found; nothing when all is well.</returns>
    /// <exception cref="StorageException">The folder cannot be read, or a newer Tearsheet wrote it.</exception>
    public IReadOnlyList<Finding> Run(CancellationToken cancellationToken)
    {
        try
        {
            var head = CheckHead();
            new LogCheck(paths) { Seen = SeeEntry }.Run(head, _findings.Add, Count, cancellationToken);
            CheckPacks(head, cancellationToken);
            return _findings;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, paths.Root);
        }
    }

    private Head? CheckHead()
    {
        var name = paths.Short(paths.Head);
        if (!File.Exists(paths.Head))
        {
            _findings.Add(new Finding(name, 0, null, "the head is not there"));
            return null;
        }

        using var file = HeadFile.Open(paths, FolderAccess.Read);
        var (first, second) = file.ReadBoth();
        if (first.Status == HeadStatus.Damaged)
        {
            _findings.Add(new Finding(name, 0, null, "the first copy of the head is damaged"));
        }

        if (second.Status == HeadStatus.Damaged)
        {
            _findings.Add(new Finding(name, HeadFile.SecondCopy, null, "the second copy of the head is damaged"));
        }

        return first.Status == HeadStatus.Damaged && second.Status == HeadStatus.Damaged ? null : file.Read();
    }

    private void CheckPacks(Head? head, CancellationToken cancellationToken)
    {
        var newest = head?.Pack ?? Directory.EnumerateFiles(paths.Packs).Select(DataPaths.NumberOf).Max() ?? 0;
        var found = new List<PackSeal>();
        for (var number = 1; number <= newest; number++)
        {
            var path = PackErasure.FileOf(paths, number, head?.Seq ?? 0);
            var name = paths.Short(path);
            if (!File.Exists(path))
            {
                _findings.Add(new Finding(name, 0, null, "the file is not there"));
                continue;
            }

            // A full pack is hashed as a whole beside its blocks, on a second thread.
            var pack = number;
            var full = number < newest;
            var whole = full ? Task.Run(() => PackSeal.Of(pack, path, cancellationToken), cancellationToken) : null;
            var length = head is { } end && !full ? end.PackLength : new FileInfo(path).Length;
            new CarCheck(path, name, length).Run((in section, block) => Inspect(pack, section, block), _findings.Add, Count,
                cancellationToken);
            if (whole is not null)
            {
                found.Add(whole.GetAwaiter().GetResult());
            }
        }

        CheckSeals(found);
    }

    // The newest seal of a pack counts: an erasure seals anew.
    private void CheckSeals(List<PackSeal> found)
    {
        var newest = new Dictionary<int, PackSeal>();
        foreach (var (payload, entry) in _sealEntries.OrderBy(item => item.Value.Seq))
        {
            if (_seals.TryGetValue(payload, out var seal))
            {
                newest[seal.Pack] = seal;
            }
            else
            {
                _findings.Add(new Finding(paths.Short(paths.Packs), 0, payload,
                    FormattableString.Invariant($"the seal that log entry {entry.Seq} names is in no pack")));
            }
        }

        foreach (var pack in found)
        {
            var name = paths.Short(paths.PackFile(pack.Pack));
            if (!newest.TryGetValue(pack.Pack, out var seal))
            {
                _findings.Add(new Finding(name, 0, null, "the pack is full, but the log has no seal of it"));
            }
            else if (seal != pack)
            {
                _findings.Add(new Finding(name, 0, null, FormattableString.Invariant(
                    $"the pack has {pack.Length} bytes and SHA-256 {pack.Sha256}, but was sealed with {seal.Length} and {seal.Sha256}")));
            }
        }
    }

    private void SeeEntry(LogEntry entry)
    {
        if (entry.Kind == EntryKind.Seal)
        {
            _sealEntries[entry.Payload] = entry;
        }

        EntrySeen?.Invoke(entry);
    }

    private string? Inspect(int pack, in Section section, ReadOnlySpan<byte> block)
    {
        if (!BlockLinks.TryRead(section.Cid, block, out var links, out var node, out var fault))
        {
            return fault;
        }

        if (node is not null && _sealEntries.ContainsKey(section.Cid))
        {
            try
            {
                _seals[section.Cid] = PackSeal.FromPayload(node);
            }
            catch (NodeShapeException error)
            {
                return $"the seal cannot be read: {error.Message}";
            }
        }

        Seen?.Invoke(section.Cid, new BlockPlace(pack, section.BytesOffset, section.Length), block, links);
        return null;
    }

    private void Count(long bytes)
    {
        _done += bytes;
        Progress?.Report(_done);
    }
}
