using System.Buffers.Binary;
using Tearsheet.Reading.Feeds.Polling;

namespace Tearsheet.Server.Work;

/// <summary>What is remembered of a feed's entries, as bytes: nine numbers of eight bytes an entry, little-endian.</summary>
internal static class FeedMemoryForm
{
    private const int EntrySize = 9 * sizeof(ulong);

    public static byte[] Write(FeedMemory memory)
    {
        var bytes = new byte[memory.Entries.Count * EntrySize];
        var rest = bytes.AsSpan();
        foreach (var entry in memory.Entries)
        {
            ReadOnlySpan<ulong> numbers =
            [
                entry.Id, entry.Link, entry.Title, entry.Words, (ulong)entry.Published, (ulong)entry.Updated, (ulong)entry.Seen,
                (ulong)entry.Changes, (ulong)entry.Changed,
            ];
            foreach (var number in numbers)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(rest, number);
                rest = rest[sizeof(ulong)..];
            }
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="Write"/> wrote; a rest that makes no entry is left out.</summary>
    public static FeedMemory Read(ReadOnlySpan<byte> bytes)
    {
        var entries = new KnownEntry[bytes.Length / EntrySize];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = bytes[(i * EntrySize)..];
            entries[i] = new KnownEntry
            {
                Id = Number(entry, 0),
                Link = Number(entry, 1),
                Title = Number(entry, 2),
                Words = Number(entry, 3),
                Published = (long)Number(entry, 4),
                Updated = (long)Number(entry, 5),
                Seen = (long)Number(entry, 6),
                Changes = (int)Number(entry, 7),
                Changed = (long)Number(entry, 8),
            };
        }

        return new FeedMemory(entries);
    }

    private static ulong Number(ReadOnlySpan<byte> entry, int index) => BinaryPrimitives.ReadUInt64LittleEndian(entry[(index * sizeof(ulong))..]);
}
