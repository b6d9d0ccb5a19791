using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Disk;

/// <summary>Reads a CAR file of ours through, hashes every block, and goes on behind what is damaged.</summary>
/// <param name="file">The file as a path.</param>
/// <param name="name">Its name in findings.</param>
/// <param name="length">Where it ends.</param>
internal sealed class CarCheck(string file, string name, long length)
{
    /// <summary>Looks at a block whose bytes fit its CID.</summary>
    /// <param name="section">Where it lies.</param>
    /// <param name="block">Its bytes, valid during the call.</param>
    /// <returns>What is wrong with it, as half a sentence; null when nothing is.</returns>
    public delegate string? Inspection(in Section section, ReadOnlySpan<byte> block);

    // Before the two bytes that say "SHA-256, 32 bytes" stand a version, a codec of one or two bytes, or nothing (version 0).
    private static ReadOnlySpan<byte> Multihash => [0x12, 0x20];

    /// <summary>Checks the file.</summary>
    /// <param name="inspect">Called for every block that hashes right, in order.</param>
    /// <param name="damaged">Called for everything that is wrong, in order; right after it the next block may follow from anywhere.</param>
    /// <param name="progress">Told how many bytes were looked at since the last call; may be null.</param>
    /// <param name="cancellationToken">Looked at once a block.</param>
    public void Run(Inspection inspect, Action<Finding> damaged, Action<long>? progress, CancellationToken cancellationToken)
    {
        using var source = AppendFile.OpenToRead(file, length);
        if (source.Size < length)
        {
            damaged(new Finding(name, source.Size, null,
                FormattableString.Invariant($"the file ends here, but was acknowledged up to byte {length}")));
        }

        var end = Math.Min(length, source.Size);
        if (end < CarLayout.Header.Length)
        {
            damaged(new Finding(name, 0, null, "the file's header is cut off"));
            return;
        }

        var sections = source.Sections(name, CarLayout.Header.Length, end, SectionReader.Reading);
        if (!sections.Bytes(0, CarLayout.Header.Length).SequenceEqual(CarLayout.Header))
        {
            damaged(new Finding(name, 0, null, "the file's header is damaged"));
        }

        while (!sections.AtEnd)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var start = sections.Position;
            CheckNext(sections, inspect, damaged);
            progress?.Invoke(sections.Position - start);
        }
    }

    private void CheckNext(SectionReader sections, Inspection inspect, Action<Finding> damaged)
    {
        var start = sections.Position;
        var status = sections.TryNext(out var section);
        if (status == SectionStatus.Ok && section.Cid.Matches(sections.Block(section)))
        {
            if (inspect(section, sections.Block(section)) is { } fault)
            {
                damaged(new Finding(name, start, section.Cid, fault));
            }

            return;
        }

        var what = status == SectionStatus.Ok ? "the block's bytes do not fit its CID" : SectionReader.Explain(status);
        var cid = section.Cid.IsDefined ? section.Cid : LikelyCid(sections, start);
        damaged(new Finding(name, start, cid.IsDefined ? cid : null, what));

        // When the length is right the next section is whole; otherwise look for one, byte by byte.
        if (status == SectionStatus.Ok && (section.End == sections.End || IsWhole(sections, section.End)))
        {
            sections.SkipTo(section.End);
            return;
        }

        sections.SkipTo(NextWhole(sections, start + 1));
    }

    private static bool IsWhole(SectionReader sections, long offset)
    {
        sections.SkipTo(offset);
        return sections.TryNext(out var section) == SectionStatus.Ok && section.Cid.Matches(sections.Block(section));
    }

    // A length that is damaged does not hide the CID behind it: it is the first one that any length of a length leads to.
    private static Cid LikelyCid(SectionReader sections, long start)
    {
        var front = sections.Bytes(start, (int)Math.Min(CarLayout.LongestFront, sections.End - start));
        for (var skip = 1; skip <= 5 && skip < front.Length; skip++)
        {
            if (Cid.TryRead(front[skip..], out var cid, out _) == CidStatus.Ok && cid.HashCode == (ulong)MultihashCode.Sha2_256
                && cid.Digest.Length == 32)
            {
                return cid;
            }
        }

        return default;
    }

    /// <summary>The first offset from <paramref name="from"/> on at which a whole section starts; the end when there is none.</summary>
    private static long NextWhole(SectionReader sections, long from)
    {
        while (from < sections.End)
        {
            // Far less than what is read at a time, so that going on from a false hit does not read it all again.
            var length = (int)Math.Min(SectionReader.Reading / 32, sections.End - from);
            var found = sections.Bytes(from, length).IndexOf(Multihash);
            if (found < 0)
            {
                // The pair may stand across two looks.
                from += Math.Max(length - 1, 1);
                continue;
            }

            if (WholeAround(sections, from, from + found) is { } start)
            {
                return start;
            }

            from += found + 1;
        }

        return sections.End;
    }

    // Which section has its multihash here: one of the few distances that a varint and the front of a CID can make.
    private static long? WholeAround(SectionReader sections, long from, long multihash)
    {
        for (var start = Math.Max(from, multihash - 8); start < multihash; start++)
        {
            if (IsWhole(sections, start))
            {
                return start;
            }
        }

        return null;
    }
}
