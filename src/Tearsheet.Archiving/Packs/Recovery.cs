using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;

namespace Tearsheet.Archiving.Packs;

/// <summary>Brings log and packs to what the head says, whatever moment the last writer ended at.</summary>
internal static class Recovery
{
    /// <summary>
    /// Finishes or drops erasures, and sets aside what lies past the acknowledged lengths: torn ends, and files of which nothing was
    /// acknowledged. Only for who holds the lock.
    /// </summary>
    /// <returns>What was set aside, as paths below the data folder.</returns>
    public static IReadOnlyList<string> SetAside(DataPaths paths, Head head, TimeProvider clock)
    {
        PackErasure.FinishOrDrop(paths, head.Seq);
        var torn = new TornBytes(paths, clock);
        foreach (var (folder, newest, acknowledged) in Growing(paths, head))
        {
            foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToArray())
            {
                if (DataPaths.NumberOf(path) > newest)
                {
                    torn.SetAsideFile(path);
                }
            }

            var growing = Path.Combine(folder, DataPaths.Numbered(newest));
            if (File.Exists(growing))
            {
                torn.SetAsideEnd(growing, acknowledged);
            }
        }

        return torn.Moved;
    }

    /// <summary>Looks whether every file is there, and the growing ones as long as they have to be, with a header.</summary>
    /// <exception cref="StorageException">One is not. What lies inside is for <see cref="FolderCheck"/>.</exception>
    public static void CheckFiles(DataPaths paths, Head head)
    {
        Span<byte> header = stackalloc byte[CarLayout.Header.Length];
        foreach (var (folder, newest, acknowledged) in Growing(paths, head))
        {
            for (var number = 1; number <= newest; number++)
            {
                var path = Path.Combine(folder, DataPaths.Numbered(number));
                if (!File.Exists(path))
                {
                    throw StorageException.Corrupt(paths.Short(path), null, default, "the file is not there");
                }
            }

            var growing = Path.Combine(folder, DataPaths.Numbered(newest));
            using var file = AppendFile.OpenToRead(growing, acknowledged);
            if (new FileInfo(growing).Length is var length && length < acknowledged)
            {
                throw StorageException.Corrupt(paths.Short(growing), length, default,
                    FormattableString.Invariant($"the file ends here, but was acknowledged up to byte {acknowledged}"));
            }

            if (file.Read(0, header) < header.Length || !header.SequenceEqual(CarLayout.Header))
            {
                throw StorageException.Corrupt(paths.Short(growing), 0, default, "the file's header is damaged");
            }
        }
    }

    private static (string Folder, int Newest, long Acknowledged)[] Growing(DataPaths paths, Head head) =>
        [(paths.Log, head.LogFile, head.LogLength), (paths.Packs, head.Pack, head.PackLength)];
}
