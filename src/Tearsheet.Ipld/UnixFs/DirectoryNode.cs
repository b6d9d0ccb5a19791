namespace Tearsheet.Ipld.UnixFs;

/// <summary>Writes a directory, as one block or sharded, as the profile's rule says.</summary>
internal static class DirectoryNode
{
    /// <summary>The Data message of every basic directory: its type and nothing else.</summary>
    public static ReadOnlySpan<byte> Data => [0x08, (byte)NodeType.Directory];

    /// <summary>Writes a directory of entries whose names are distinct; sorts them in place.</summary>
    public static Imported Write(ImportProfile profile, IBlockSink sink, Span<NamedLink> links) =>
        DirectorySize.Of(profile, links) > profile.HamtThreshold
            ? ShardWriter.Write(profile, sink, links)
            : WriteBasic(profile, sink, links);

    private static Imported WriteBasic(ImportProfile profile, IBlockSink sink, Span<NamedLink> links)
    {
        links.Sort(NamedLink.CompareNames);
        using var writer = new NodeWriter(profile, sink);
        foreach (var link in links)
        {
            writer.AddLink(link.Cid, [], link.Name.Span, link.Tsize);
        }

        return writer.Finish(Data, 0);
    }
}
