using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Packs;

/// <summary>The first files of a data folder. The head comes last: as long as it is not there, nothing was ever acknowledged.</summary>
internal static class NewFolder
{
    /// <summary>Makes them, in place of what an interrupted try left.</summary>
    /// <exception cref="StorageException">There is a desk already, or files of one whose head is lost.</exception>
    public static void Write(DataPaths paths)
    {
        if (File.Exists(paths.Head))
        {
            using var head = HeadFile.Open(paths, FolderAccess.Read);
            if (head.Read().Seq == 0)
            {
                // Begun and never finished: there is no entry in it, and so no desk.
                return;
            }

            throw new StorageException(StorageFault.Exists,
                $"There is a desk in {paths.Root} already. Use it, or name another folder with --data.", paths.Root);
        }

        Durable.CreateFolder(paths.Log);
        Durable.CreateFolder(paths.Packs);
        RefuseLostHead(paths);
        foreach (var path in (string[])[paths.LogFile(1), paths.PackFile(1)])
        {
            File.Delete(path);
            using var file = Durable.CreateFile(path);
            RandomAccess.Write(file, CarLayout.Header, 0);
            RandomAccess.FlushToDisk(file);
        }

        Durable.SyncFolder(paths.Packs);
        Durable.SyncFolder(paths.Root);
        var length = CarLayout.Header.Length;
        HeadFile.Create(paths, new Head(1, length, 1, length, 0, 0, default(Cid)));
    }

    /// <summary>Tells "no desk here" from "a desk without its head".</summary>
    /// <exception cref="StorageException">There is no head.</exception>
    public static void MustBeThere(DataPaths paths)
    {
        if (File.Exists(paths.Head))
        {
            return;
        }

        try
        {
            // File.Exists says no as well when this user may not look.
            _ = Directory.Exists(paths.Root) && Directory.EnumerateFileSystemEntries(paths.Root).Any();
            if (Directory.Exists(paths.Log))
            {
                _ = Directory.EnumerateFileSystemEntries(paths.Log).Any();
            }

            RefuseLostHead(paths);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, paths.Root);
        }

        throw new StorageException(StorageFault.Missing,
            $"There is no desk in {paths.Root}. Make one with `tearsheet init`, or name the right folder with --data.", paths.Root);
    }

    private static void RefuseLostHead(DataPaths paths)
    {
        foreach (var folder in (string[])[paths.Log, paths.Packs])
        {
            if (Directory.Exists(folder)
                && Directory.EnumerateFiles(folder, "*.car").Any(path => new FileInfo(path).Length > CarLayout.Header.Length))
            {
                throw StorageException.Corrupt(paths.Short(paths.Head), null, default,
                    "the head is not there, though log or packs hold something, so nothing says how much was acknowledged");
            }
        }
    }
}
