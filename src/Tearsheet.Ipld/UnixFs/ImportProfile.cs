using System.Diagnostics.CodeAnalysis;

namespace Tearsheet.Ipld.UnixFs;

/// <summary>What is counted to decide whether a directory becomes sharded.</summary>
public enum HamtSizeRule
{
    /// <summary>UTF-8 bytes of each name plus binary bytes of each CID, nothing else: the estimate of older
    /// Kubo.</summary>
    LinksBytes,

    /// <summary>The exact bytes of the directory as one dag-pb block.</summary>
    BlockBytes,
}

/// <summary>
/// Everything that decides which CID a file or directory gets. Two importers with an equal profile give equal roots.
/// </summary>
/// <remarks>Spec: IPIP-499 "UnixFS CID Profiles". Fixed in all profiles: fixed-size chunks, balanced layout, HAMT
/// fan-out 256 with murmur3-x64-64, no mode, no mtime.</remarks>
public sealed record ImportProfile
{
    /// <summary>The default: CIDv1, raw leaves, 1 MiB chunks, 1024 links a node, sharding above 256 KiB of
    /// block.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "The published name of the profile has a version and a year.")]
    public static ImportProfile UnixFsV1_2025 { get; } = new() { Name = "unixfs-v1-2025" };

    /// <summary>What `ipfs add` of Kubo gave for ten years: CIDv0, wrapped leaves, 256 KiB chunks, 174 links a
    /// node.</summary>
    [SuppressMessage("Naming", "CA1707", Justification = "The published name of the profile has a version and a year.")]
    public static ImportProfile UnixFsV0_2015 { get; } = new()
    {
        Name = "unixfs-v0-2015",
        CidVersion = 0,
        RawLeaves = false,
        ChunkSize = 256 * 1024,
        Width = 174,
        HamtSize = HamtSizeRule.LinksBytes,
    };

    /// <summary>The profile's published name; for a mix of one's own, any name.</summary>
    public required string Name { get; init; }

    /// <summary>0 or 1. Version 0 names dag-pb blocks only: raw leaves keep version 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Neither 0 nor 1.</exception>
    public int CidVersion
    {
        get;
        init => field = value is 0 or 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 or 1");
    } = 1;

    /// <summary>Whether a chunk is a block as it is (true), or wrapped into a UnixFS File node (false).</summary>
    public bool RawLeaves { get; init; } = true;

    /// <summary>Bytes of file in one leaf; 1 byte to 2 MiB, for larger blocks do not travel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of these bounds.</exception>
    public int ChunkSize
    {
        get;
        init => field = value is >= 1 and <= 2 * 1024 * 1024
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "1 byte to 2 MiB");
    } = 1024 * 1024;

    /// <summary>Most links a file node has; at least 2.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 2, which would build an endless chain.</exception>
    public int Width
    {
        get;
        init => field = value >= 2 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "at least 2");
    } = 1024;

    /// <summary>The largest size, in bytes by <see cref="HamtSize"/>, at which a directory is still one
    /// block.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long HamtThreshold
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "not negative");
    } = 256 * 1024;

    /// <summary>How the size of a directory is counted.</summary>
    public HamtSizeRule HamtSize { get; init; } = HamtSizeRule.BlockBytes;

    /// <summary>Finds a profile by its published name, exactly.</summary>
    /// <param name="name">Such as <c>unixfs-v1-2025</c>.</param>
    /// <param name="profile">The profile, or null when there is none of that name.</param>
    public static bool TryFind(string name, [NotNullWhen(true)] out ImportProfile? profile)
    {
        profile = name switch
        {
            "unixfs-v1-2025" => UnixFsV1_2025,
            "unixfs-v0-2015" => UnixFsV0_2015,
            _ => null,
        };
        return profile is not null;
    }
}
