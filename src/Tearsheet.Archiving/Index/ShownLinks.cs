using System.Buffers;
using System.Text;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Archiving.Index;

/// <summary>
/// Finds where editions show a link outside its own folder: in lists, feeds, sitemaps and on front pages. All of them lead to
/// <c>links/ID/</c>, so that is what is looked for; manifests and change lists hold the bare id (decision 4) and stay.
/// </summary>
internal static class ShownLinks
{
    /// <summary>The leaves and file nodes that name the link, or one that became part of it.</summary>
    /// <param name="read">Finds a block; null when it is not there.</param>
    /// <param name="view">The index as it stands.</param>
    /// <param name="link">The link's id.</param>
    public static List<Cid> Find(Func<Cid, ReadOnlyMemory<byte>?> read, IndexView view, string link)
    {
        if (LinkId.SeqOf(link) is not { } seq)
        {
            return [];
        }

        var names = view.IdsWithin(seq).Select(id => Encoding.UTF8.GetBytes($"links/{id}/")).ToArray();
        var found = new HashSet<Cid>();
        foreach (var cid in view.PublicOutsideLinks())
        {
            if (cid.Codec == (ulong)Multicodec.Raw)
            {
                if (read(cid) is { } leaf && Shows(leaf.Span, names))
                {
                    found.Add(cid);
                }
            }
            else if (cid.Codec == (ulong)Multicodec.DagPb && Leaves(cid, read) is { Count: > 0 } leaves)
            {
                // A name can lie across two leaves, and the words about it in a third: a file goes as a whole.
                var whole = new ArrayBufferWriter<byte>();
                foreach (var part in leaves)
                {
                    whole.Write((read(part) ?? default).Span);
                }

                if (Shows(whole.WrittenSpan, names))
                {
                    found.Add(cid);
                    found.UnionWith(leaves);
                }
            }
        }

        return [.. found.Order()];
    }

    private static bool Shows(ReadOnlySpan<byte> bytes, byte[][] names)
    {
        foreach (var name in names)
        {
            if (bytes.IndexOf(name) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The leaves of a file of more than one; none for a folder. A page of a site is never so long that it needs a third level.</summary>
    private static List<Cid> Leaves(Cid cid, Func<Cid, ReadOnlyMemory<byte>?> read) =>
        read(cid) is { } block && DagPb.TryDecode(block.Span, out var node, out _) && IsFile(node.Data.GetValueOrDefault().Span)
            ? [.. node.Links.Select(link => link.Cid).Where(leaf => leaf.Codec == (ulong)Multicodec.Raw)]
            : [];

    // Spec: UnixFS, "Data field": field 1, a varint, is the type, and every writer puts it first; 2 is File.
    private static bool IsFile(ReadOnlySpan<byte> data) => data.Length >= 2 && data[0] == 0x08 && data[1] == 2;
}
