using System.Runtime.CompilerServices;
using System.Text;
using Tearsheet.Ipld.Cids;
using static System.FormattableString;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>Finds and lists the entries of a sharded directory.</summary>
internal sealed class ShardWalk(NodeSource nodes)
{
    /// <summary>Looks for one name; reads a shard a level.</summary>
    public async ValueTask<(Cid? Cid, UnixFsFault? Fault)> FindAsync(
        UnixNode root, string name, ulong hash, CancellationToken cancellationToken)
    {
        var node = root;
        for (var depth = 0; ; depth++)
        {
            if (TryReadShard(node, root, depth, out var shard) is { } fault)
            {
                return (null, fault);
            }

            var index = shard!.IndexOf(shard.SlotOf(hash, depth));
            if (index < 0)
            {
                return (null, null);
            }

            if (!shard.IsShard(index))
            {
                var found = string.Equals(shard.NameOf(index), name, StringComparison.Ordinal);
                return (found ? shard.CidOf(index) : null, null);
            }

            (node, var missing) = await nodes.FindAsync(shard.CidOf(index), cancellationToken);
            if (node is null)
            {
                return (null, missing);
            }
        }
    }

    /// <summary>All entries, by slot.</summary>
    public async IAsyncEnumerable<DirectoryItem> ListAsync(
        UnixNode root, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var open = new Stack<Level>();
        open.Push(Open(root, root, 0, 0));
        while (open.TryPop(out var level))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (shard, index, depth, prefix) = level;
            if (index == shard.Count)
            {
                continue;
            }

            open.Push(level with { Index = index + 1 });
            var path = (prefix << shard.Bits) | shard.Slots[index];
            if (shard.IsShard(index))
            {
                var node = (await nodes.FindAsync(shard.CidOf(index), cancellationToken)).Required;
                open.Push(Open(node, root, depth + 1, path));
            }
            else
            {
                yield return EntryAt(shard, index, depth, path);
            }
        }
    }

    private static DirectoryItem EntryAt(Shard shard, int index, int depth, ulong path)
    {
        var name = shard.NameOf(index);

        // A name in a foreign slot could be listed and never be found, and shards shared between slots would multiply.
        var hash = Murmur3.Hash64(Encoding.UTF8.GetBytes(name));
        return hash >> (64 - (shard.Bits * (depth + 1))) == path
            ? new DirectoryItem(name, shard.CidOf(index), shard.TsizeOf(index))
            : throw new UnixFsException(new UnixFsFault(
                UnixFsFaultKind.BadShard,
                shard.Node.Cid,
                Invariant($"the entry '{name}' is in a slot that its hash does not lead to")));
    }

    private static Level Open(UnixNode node, UnixNode root, int depth, ulong prefix) =>
        TryReadShard(node, root, depth, out var shard) is { } fault
            ? throw new UnixFsException(fault)
            : new Level(shard!, 0, depth, prefix);

    private static UnixFsFault? TryReadShard(UnixNode node, UnixNode root, int depth, out Shard? shard)
    {
        shard = null;
        if (node.Type != NodeType.HamtShard)
        {
            return new UnixFsFault(
                UnixFsFaultKind.BadShard,
                node.Cid,
                Invariant($"a {node.Type} node where a shard of a directory should be"));
        }

        return node.Message.Fanout == root.Message.Fanout
            ? Shard.TryRead(node, depth, out shard)
            : new UnixFsFault(
                UnixFsFaultKind.BadShard,
                node.Cid,
                Invariant($"a fan-out of {node.Message.Fanout} in a directory of fan-out {root.Message.Fanout}"));
    }

    private readonly record struct Level(Shard Shard, int Index, int Depth, ulong Prefix);
}
