namespace Tearsheet.Ipld.UnixFs;

/// <summary>The size of a directory by its profile's rule: a sum over its entries, so that an edit can follow
/// it.</summary>
/// <remarks>Spec: IPIP-499, "HAMT threshold"; a directory is sharded when its size is greater than the
/// threshold.</remarks>
internal static class DirectorySize
{
    /// <summary>Size of a directory without entries.</summary>
    public static long OfNothing(ImportProfile profile) =>
        profile.HamtSize == HamtSizeRule.BlockBytes ? 2 + DirectoryNode.Data.Length : 0;

    /// <summary>What an entry adds.</summary>
    public static long Of(ImportProfile profile, NamedLink link) => profile.HamtSize switch
    {
        HamtSizeRule.BlockBytes => NodeWriter.LinkLength(link.Cid.Bytes.Length, link.Name.Length, link.Tsize),
        _ => link.Name.Length + link.Cid.Bytes.Length,
    };

    /// <summary>Size of a directory of these entries.</summary>
    public static long Of(ImportProfile profile, ReadOnlySpan<NamedLink> links)
    {
        var size = OfNothing(profile);
        foreach (var link in links)
        {
            size += Of(profile, link);
        }

        return size;
    }
}
