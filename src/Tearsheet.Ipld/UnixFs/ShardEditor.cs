using System.Diagnostics;
using System.Text;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>
/// A sharded directory being edited: shards are read when a name leads into them, and written anew where something
/// changed.
/// </summary>
/// <remarks>
/// A shard below the root that is left with one entry gives it to the shard above, and two names in one slot get a
/// shard of their own, so that the shape is always the one <see cref="ShardWriter"/> builds from the same names.
/// </remarks>
internal sealed class ShardEditor
{
    private readonly ImportProfile _profile;
    private readonly NodeSource _nodes;
    private readonly IBlockSink _sink;
    private readonly Bucket _root;

    /// <summary>Opens a directory by its root shard.</summary>
    /// <exception cref="UnixFsException">The shard is broken, or of another fan-out than is written.</exception>
    public ShardEditor(ImportProfile profile, NodeSource nodes, IBlockSink sink, UnixNode root)
    {
        _profile = profile;
        _nodes = nodes;
        _sink = sink;
        _root = Open(root, 0);
    }

    public bool HasChanged => _root.IsChanged;

    /// <summary>What the directory has grown by since it was opened, by the profile's rule of size.</summary>
    public long Growth { get; private set; }

    /// <summary>What stands at a name.</summary>
    public async ValueTask<Target?> FindAsync(ReadOnlyMemory<byte> name, CancellationToken cancellationToken)
    {
        var hash = Murmur3.Hash64(name.Span);
        var bucket = _root;
        for (var depth = 0; ; depth++)
        {
            switch (bucket.Slots[ShardWriter.Slot(hash, depth)])
            {
                case Entry entry when entry.Link.Name.Span.SequenceEqual(name.Span):
                    return new Target(entry.Link.Cid, entry.Link.Tsize);
                case Child child:
                    bucket = await LoadAsync(child, depth + 1, cancellationToken);
                    break;
                default:
                    return null;
            }
        }
    }

    /// <summary>Puts something else at a name, or nothing. Not to be called with what stands there already.</summary>
    public async ValueTask SetAsync(ReadOnlyMemory<byte> name, Target? target, CancellationToken cancellationToken)
    {
        var hash = Murmur3.Hash64(name.Span);
        var bucket = _root;
        for (var depth = 0; ; depth++)
        {
            bucket.IsChanged = true;
            var slot = ShardWriter.Slot(hash, depth);
            if (bucket.Slots[slot] is Child child)
            {
                bucket = await LoadAsync(child, depth + 1, cancellationToken);
                continue;
            }

            var old = bucket.Slots[slot] as Entry;
            if (old is not null && !old.Link.Name.Span.SequenceEqual(name.Span))
            {
                bucket.Slots[slot] = Separate(old, depth + 1);
                depth--;
                continue;
            }

            Growth -= old is null ? 0 : DirectorySize.Of(_profile, old.Link);
            Growth += target is { } added ? DirectorySize.Of(_profile, added.Named(name)) : 0;
            bucket.Slots[slot] = target is { } now ? new Entry(now.Named(name)) : null;
            return;
        }
    }

    /// <summary>All entries, if they are so few that the directory need not be sharded; else null.</summary>
    public async ValueTask<List<NamedLink>?> GatherAsync(CancellationToken cancellationToken)
    {
        var links = new List<NamedLink>();
        var size = await GatherAsync(_root, 0, DirectorySize.OfNothing(_profile), links, cancellationToken);
        return size > _profile.HamtThreshold ? null : links;
    }

    /// <summary>Writes the changed shards, and gives the root.</summary>
    public Target Write() => Settle(_root, 0) is Child root ? root.Target : throw new UnreachableException();

    private static Bucket Open(UnixNode node, int depth)
    {
        if (node.Type != NodeType.HamtShard || node.Message.Fanout != ShardWriter.Fanout)
        {
            throw new UnixFsException(new UnixFsFault(
                UnixFsFaultKind.BadShard, node.Cid, "no shard of fan-out 256, which is the only one that is edited"));
        }

        if (Shard.TryRead(node, depth, out var shard) is { } fault)
        {
            throw new UnixFsException(fault);
        }

        var bucket = new Bucket();
        for (var i = 0; i < shard!.Count; i++)
        {
            var target = new Target(shard.CidOf(i), shard.TsizeOf(i));
            bucket.Slots[shard.Slots[i]] = shard.IsShard(i)
                ? new Child(target)
                : new Entry(target.Named(Encoding.UTF8.GetBytes(shard.NameOf(i))));
        }

        return bucket;
    }

    private static Child Separate(Entry entry, int depth)
    {
        if (depth == ShardWriter.MaxDepth)
        {
            throw new ArgumentException(
                $"'{Encoding.UTF8.GetString(entry.Link.Name.Span)}' shares all 64 bits of its hash with another name, "
                + "and both cannot stand in one sharded directory",
                nameof(entry));
        }

        var bucket = new Bucket { IsChanged = true };
        bucket.Slots[ShardWriter.Slot(Murmur3.Hash64(entry.Link.Name.Span), depth)] = entry;
        return new Child(default) { Bucket = bucket };
    }

    private async ValueTask<Bucket> LoadAsync(Child child, int depth, CancellationToken cancellationToken) =>
        child.Bucket ??= Open((await _nodes.FindAsync(child.Target.Cid, cancellationToken)).Required, depth);

    private async ValueTask<long> GatherAsync(
        Bucket bucket, int depth, long size, List<NamedLink> links, CancellationToken cancellationToken)
    {
        foreach (var slot in bucket.Slots)
        {
            if (size > _profile.HamtThreshold)
            {
                break;
            }

            if (slot is Entry entry)
            {
                links.Add(entry.Link);
                size += DirectorySize.Of(_profile, entry.Link);
            }
            else if (slot is Child child)
            {
                var below = await LoadAsync(child, depth + 1, cancellationToken);
                size = await GatherAsync(below, depth + 1, size, links, cancellationToken);
            }
        }

        return size;
    }

    /// <summary>Brings a changed bucket into its final shape and writes it.</summary>
    /// <returns>What belongs in the slot above: a shard, the one entry that is left, or nothing.</returns>
    private Slot? Settle(Bucket bucket, int depth)
    {
        var count = 0;
        Slot? last = null;
        for (var i = 0; i < bucket.Slots.Length; i++)
        {
            if (bucket.Slots[i] is Child { Bucket: { IsChanged: true } below })
            {
                bucket.Slots[i] = Settle(below, depth + 1);
            }

            if (bucket.Slots[i] is { } slot)
            {
                count++;
                last = slot;
            }
        }

        return depth > 0 && (count == 0 || (count == 1 && last is Entry)) ? last : WriteShard(bucket);
    }

    private Child WriteShard(Bucket bucket)
    {
        Span<byte> bits = stackalloc byte[ShardWriter.Fanout / 8];
        bits.Clear();
        using var writer = new NodeWriter(_profile, _sink);
        for (var i = 0; i < bucket.Slots.Length; i++)
        {
            switch (bucket.Slots[i])
            {
                case Entry entry:
                    ShardWriter.AddEntry(writer, bits, i, entry.Link);
                    break;
                case Child child:
                    ShardWriter.AddShard(writer, bits, i, child.Target.Cid, child.Target.Tsize);
                    break;
                default:
                    break;
            }
        }

        var shard = ShardWriter.Finish(writer, bits);
        return new Child(new Target(shard.Cid, shard.Tsize));
    }

    private abstract class Slot;

    private sealed class Entry(NamedLink link) : Slot
    {
        public NamedLink Link { get; } = link;
    }

    private sealed class Child(Target target) : Slot
    {
        /// <summary>The shard as it was written; nothing while it is new.</summary>
        public Target Target { get; } = target;

        /// <summary>The shard in memory, once a name led into it.</summary>
        public Bucket? Bucket { get; set; }
    }

    private sealed class Bucket
    {
        public Slot?[] Slots { get; } = new Slot?[ShardWriter.Fanout];

        public bool IsChanged { get; set; }
    }
}
