using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>The root of a file or directory that was written.</summary>
/// <param name="Cid">Its name.</param>
/// <param name="Tsize">Bytes of all its blocks, a block that occurs twice counted twice: what a directory link
/// states.</param>
/// <param name="Size">Bytes of the file; of a symlink, bytes of its target; of a directory 0, as UnixFS keeps no
/// total.</param>
public readonly record struct Imported(Cid Cid, ulong Tsize, long Size);
