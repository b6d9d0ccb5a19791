using System.Text;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>Writes directories, and the symlinks in them.</summary>
/// <param name="profile">What decides the CID.</param>
/// <param name="sink">Where blocks go; the root of a call is the last one put.</param>
/// <remarks>Keeps no state: one importer may be used by several flows if the sink may.</remarks>
public sealed class DirectoryImporter(ImportProfile profile, IBlockSink sink)
{
    /// <summary>Writes one directory, sharded when it is larger than the profile's threshold.</summary>
    /// <param name="entries">In any order; none is an empty directory.</param>
    /// <exception cref="ArgumentException">Two entries have the same name, or two names in a directory large enough to
    /// be sharded collide in all 64 bits of their hash.</exception>
    public Imported Import(IReadOnlyCollection<DirectoryEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var links = new NamedLink[entries.Count];
        var names = new HashSet<string>(entries.Count, StringComparer.Ordinal);
        var count = 0;
        foreach (var entry in entries)
        {
            if (!names.Add(entry.Name))
            {
                throw new ArgumentException($"Two entries are named '{entry.Name}'", nameof(entries));
            }

            links[count++] = new NamedLink(entry.NameBytes, entry.Target.Cid, entry.Target.Tsize);
        }

        return DirectoryNode.Write(profile, sink, links);
    }

    /// <summary>Writes a symlink.</summary>
    /// <param name="target">Where it points, as it stands in the file system; not looked at.</param>
    /// <remarks>Spec: UnixFS, "Symlink": type and target, no file size, as Kubo writes it.</remarks>
    public Imported ImportSymlink(string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        var path = Encoding.UTF8.GetBytes(target);
        var data = new byte[3 + NodeWriter.VarintLength((uint)path.Length) + path.Length];
        data[0] = 0x08;
        data[1] = (byte)NodeType.Symlink;
        data[2] = 0x12;
        NodeWriter.WriteVarint(data.AsSpan(3), (uint)path.Length);
        path.CopyTo(data.AsSpan(data.Length - path.Length));
        using var writer = new NodeWriter(profile, sink);
        return writer.Finish(data, path.Length);
    }
}
