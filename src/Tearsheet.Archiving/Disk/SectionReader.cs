using Microsoft.Win32.SafeHandles;

namespace Tearsheet.Archiving.Disk;

/// <summary>Walks the sections of a CAR file from one offset to another, with the blocks or past them.</summary>
/// <param name="handle">The file; it stays open with its owner.</param>
/// <param name="name">The file's name in messages.</param>
/// <param name="from">Where the first section starts.</param>
/// <param name="end">Where the last one ends; nothing after it is looked at.</param>
/// <param name="window">How many bytes are read at a time: small to hop over blocks, large to read them all.</param>
internal sealed class SectionReader(SafeFileHandle handle, string name, long from, long end, int window)
{
    /// <summary>A window for a walk that looks at headers only.</summary>
    public const int Hopping = 1 << 14;

    /// <summary>A window for a walk that reads every block.</summary>
    public const int Reading = 1 << 21;

    private byte[] buffer = GC.AllocateUninitializedArray<byte>(window);
    private long start;
    private int held;

    /// <summary>Where the next section starts.</summary>
    public long Position { get; private set; } = from;

    public string Name => name;

    public long End => end;

    public bool AtEnd => Position >= end;

    /// <summary>Reads the front of the section at <see cref="Position"/> and, if it can be read, steps behind the section.</summary>
    public SectionStatus TryNext(out Section section)
    {
        var front = Bytes(Position, (int)Math.Min(CarLayout.LongestFront, end - Position));
        var status = CarLayout.TryReadFront(front, Position, end, out section);
        if (status == SectionStatus.Ok)
        {
            Position = section.End;
        }

        return status;
    }

    /// <summary>As <see cref="TryNext"/>, for those who have no use for a damaged file.</summary>
    /// <exception cref="StorageException">The section cannot be read: the file is corrupt at <see cref="Position"/>.</exception>
    public Section Next()
    {
        var status = TryNext(out var section);
        return status == SectionStatus.Ok
            ? section
            : throw StorageException.Corrupt(name, Position, section.Cid, Explain(status));
    }

    /// <summary>The block's bytes, valid until the next call of any method.</summary>
    public ReadOnlySpan<byte> Block(in Section section) => Bytes(section.BytesOffset, section.Length);

    /// <summary>Goes on at another offset, to find its feet again after damage.</summary>
    public void SkipTo(long offset) => Position = offset;

    /// <summary>Any bytes of the file before <see cref="End"/>, valid until the next call of any method.</summary>
    /// <exception cref="StorageException">The file ends before them.</exception>
    public ReadOnlySpan<byte> Bytes(long offset, int length)
    {
        if (offset < start || offset + length > start + held)
        {
            Fill(offset, length);
        }

        return buffer.AsSpan((int)(offset - start), length);
    }

    public static string Explain(SectionStatus status) => status switch
    {
        SectionStatus.BadLength => "the length in front of the block is damaged",
        SectionStatus.BadCid => "the CID in front of the block is damaged",
        SectionStatus.PastEnd => "the block is cut off, or the length in front of it is damaged",
        _ => "the section is whole",
    };

    private void Fill(long offset, int length)
    {
        if (length > buffer.Length)
        {
            buffer = GC.AllocateUninitializedArray<byte>(length);
        }

        start = offset;
        held = 0;
        var wanted = (int)Math.Min(buffer.Length, end - offset);
        while (held < wanted)
        {
            var read = RandomAccess.Read(handle, buffer.AsSpan(held, wanted - held), start + held);
            if (read == 0)
            {
                break;
            }

            held += read;
        }

        if (held < length)
        {
            throw StorageException.Corrupt(name, start + held, default,
                FormattableString.Invariant($"the file ends here, but was acknowledged up to byte {end}"));
        }
    }
}
