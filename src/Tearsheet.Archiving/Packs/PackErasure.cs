using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Tearsheet.Archiving.Disk;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Packs;

/// <summary>A pack written again without some blocks, while it waits to take the old one's place.</summary>
/// <remarks>
/// <para>In the place of an erased block stands one of the same length that holds zeros, under its true CID. So every other block stays
/// where it was, whoever has its place in an index or in mid-read is not disturbed, and the file is still a CAR in which every block
/// fits its name. The zeros are a hole in the file: the disk gets its room back.</para>
/// <para>The draft is named for the log entry that makes it count, <c>000001.car.4711</c>. An opening that finds it looks whether that
/// entry was acknowledged: then it takes the pack's place, otherwise it is deleted. It can be done again and again.</para>
/// </remarks>
internal sealed class PackErasure
{
    private const string Unfinished = ".draft";

    // Of a version 1 CID with a one-byte codec and SHA-256.
    private const int ZerosCidLength = 36;

    private readonly DataPaths _paths;
    private string _draft;

    private PackErasure(DataPaths paths, string draft, PackSeal seal)
    {
        _paths = paths;
        _draft = draft;
        Seal = seal;
    }

    /// <summary>The seal of the pack as it will be.</summary>
    public PackSeal Seal { get; }

    /// <summary>Writes a full pack again without the erased blocks.</summary>
    /// <returns>Null when none of them lies in it.</returns>
    /// <exception cref="StorageException">A block that is to stay is damaged: a new seal would hide that.</exception>
    public static PackErasure? Prepare(DataPaths paths, int pack, Func<Cid, bool> erased)
    {
        var path = paths.PackFile(pack);
        using var old = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(old);
        if (!AnyErased(new SectionReader(old, paths.Short(path), CarLayout.Header.Length, length, SectionReader.Hopping), erased))
        {
            return null;
        }

        var draft = path + Unfinished;
        File.Delete(draft);
        using (var file = Durable.CreateFile(draft))
        {
            RandomAccess.Write(file, CarLayout.Header, 0);
            Copy(new SectionReader(old, paths.Short(path), CarLayout.Header.Length, length, SectionReader.Reading), file, erased);
            RandomAccess.SetLength(file, length);
            RandomAccess.FlushToDisk(file);
        }

        return new PackErasure(paths, draft, PackSeal.Of(pack, draft, CancellationToken.None));
    }

    /// <summary>Names the draft for the log entry with its seal.</summary>
    public void WaitFor(long seq)
    {
        var named = string.Create(CultureInfo.InvariantCulture, $"{_paths.PackFile(Seal.Pack)}.{seq}");
        Durable.Rename(_draft, named);
        _draft = named;
    }

    /// <summary>The entry is acknowledged: the draft takes the pack's place.</summary>
    public void Finish() => Durable.Rename(_draft, _paths.PackFile(Seal.Pack));

    /// <summary>The entry will never be: the draft goes.</summary>
    public void Drop() => File.Delete(_draft);

    /// <summary>Does with each draft that a crash left what <see cref="Finish"/> or <see cref="Drop"/> would have done.</summary>
    public static void FinishOrDrop(DataPaths paths, long acknowledgedSeq)
    {
        foreach (var (draft, pack, seq) in Drafts(paths))
        {
            if (pack is { } number && seq <= acknowledgedSeq)
            {
                Durable.Rename(draft, paths.PackFile(number));
            }
            else
            {
                File.Delete(draft);
            }
        }
    }

    /// <summary>The file that holds a pack as the log says it is: a draft, when an erasure counts but was not finished.</summary>
    public static string FileOf(DataPaths paths, int pack, long acknowledgedSeq) =>
        Drafts(paths).Where(draft => draft.Pack == pack && draft.Seq <= acknowledgedSeq).Select(draft => draft.Path)
            .FirstOrDefault(paths.PackFile(pack));

    private static IEnumerable<(string Path, int? Pack, long Seq)> Drafts(DataPaths paths)
    {
        foreach (var path in Directory.EnumerateFiles(paths.Packs).Order(StringComparer.Ordinal).ToArray())
        {
            var pack = DataPaths.NumberOf(Path.GetFileNameWithoutExtension(path));
            var named = long.TryParse(Path.GetExtension(path.AsSpan()).TrimStart('.'), NumberStyles.None, CultureInfo.InvariantCulture,
                out var seq);
            if (pack is not null && (named || Path.GetExtension(path) == Unfinished))
            {
                yield return (path, named ? pack : null, named ? seq : long.MaxValue);
            }
        }
    }

    private static bool AnyErased(SectionReader sections, Func<Cid, bool> erased)
    {
        while (!sections.AtEnd)
        {
            if (CanErase(sections.Next(), erased))
            {
                return true;
            }
        }

        return false;
    }

    private static void Copy(SectionReader sections, SafeFileHandle target, Func<Cid, bool> erased)
    {
        Span<byte> front = stackalloc byte[CarLayout.LongestFront];
        while (!sections.AtEnd)
        {
            var section = sections.Next();
            if (CanErase(section, erased))
            {
                var zeros = section.Length + section.Cid.Bytes.Length - ZerosCidLength;
                var length = CarLayout.WriteFront(front, ZerosCid(zeros), zeros);
                RandomAccess.Write(target, front[..length], section.Offset);
                continue;
            }

            if (!section.Cid.Matches(sections.Block(section)))
            {
                throw StorageException.Corrupt(sections.Name, section.Offset, section.Cid,
                    "the block's bytes do not fit its CID, and the pack it lies in cannot be written again before it is restored");
            }

            RandomAccess.Write(target, sections.Bytes(section.Offset, (int)(section.End - section.Offset)), section.Offset);
        }
    }

    // A block of a byte or none under a short CID has no room for another name, and nothing in it to hide.
    private static bool CanErase(Section section, Func<Cid, bool> erased) =>
        section.Length + section.Cid.Bytes.Length >= ZerosCidLength && erased(section.Cid);

    /// <summary>The name of a block of zeros, as it stands in an erased one's place.</summary>
    public static Cid ZerosCid(int length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> zeros = stackalloc byte[4096];
        zeros.Clear();
        for (var left = length; left > 0; left -= zeros.Length)
        {
            hash.AppendData(zeros[..Math.Min(left, zeros.Length)]);
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Cid.FromSha256(Multicodec.Raw, digest);
    }
}
