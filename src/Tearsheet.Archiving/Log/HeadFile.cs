using Microsoft.Win32.SafeHandles;
using Tearsheet.Archiving.Disk;

namespace Tearsheet.Archiving.Log;

/// <summary>
/// <c>DATA/log/head</c>: the head twice, in two pages, so that a damaged copy can be told and done without. The newest whole copy
/// counts; when neither is whole, nobody guesses.
/// </summary>
/// <remarks>
/// Both copies are written with one write and made durable with one fsync. A crash in between leaves each sector old or new, and
/// either is right: what the old head says is all there, and what the new one says was made durable before it was written.
/// </remarks>
internal sealed class HeadFile : IDisposable
{
    public const int SecondCopy = 4096;
    private const int FileSize = SecondCopy * 2;

    // A reader may look while the writer writes: a copy half old and half new is then whole at the next look.
    private const int Looks = 5;

    private readonly SafeFileHandle _handle;
    private readonly DataPaths _paths;
    private ulong _generation;

    private HeadFile(SafeFileHandle handle, DataPaths paths)
    {
        _handle = handle;
        _paths = paths;
    }

    /// <summary>Makes the file of a new data folder; it is there, whole, or not at all.</summary>
    public static void Create(DataPaths paths, Head head)
    {
        var file = new byte[FileSize];
        head.Write(file, 1);
        head.Write(file.AsSpan(SecondCopy), 1);
        Durable.WriteWhole(paths.Head, file);
    }

    public static HeadFile Open(DataPaths paths, FolderAccess access)
    {
        var wanted = access == FolderAccess.Write ? FileAccess.ReadWrite : FileAccess.Read;
        return new HeadFile(File.OpenHandle(paths.Head, FileMode.Open, wanted, FileShare.ReadWrite | FileShare.Delete), paths);
    }

    /// <summary>The newest whole copy.</summary>
    /// <exception cref="StorageException">Neither copy is whole, or a newer Tearsheet wrote them.</exception>
    public Head Read()
    {
        for (var look = 1; ; look++)
        {
            var (first, second) = ReadBoth();
            if (first.Status == HeadStatus.Newer || second.Status == HeadStatus.Newer)
            {
                throw new StorageException(StorageFault.Newer,
                    $"{_paths.Root} was written by a newer Tearsheet. Install that one; this one would damage it.", _paths.Head);
            }

            var newest = second.Status != HeadStatus.Ok || (first.Status == HeadStatus.Ok && first.Generation >= second.Generation)
                ? first
                : second;
            if (newest.Status == HeadStatus.Ok)
            {
                _generation = newest.Generation;
                return newest.Head;
            }

            if (look == Looks)
            {
                throw StorageException.Corrupt(_paths.Short(_paths.Head), 0, default,
                    "both copies of the head are damaged, so nothing says how much of log and packs was acknowledged");
            }
        }
    }

    /// <summary>Both copies as they are, for whoever checks them.</summary>
    public (HeadCopy First, HeadCopy Second) ReadBoth()
    {
        Span<byte> file = stackalloc byte[SecondCopy + Head.Size];
        file.Clear();
        RandomAccess.Read(_handle, file, 0);
        return (Copy(file), Copy(file[SecondCopy..]));
    }

    /// <summary>Writes both copies.</summary>
    public void Write(Head head)
    {
        Span<byte> file = stackalloc byte[SecondCopy + Head.Size];
        file.Clear();
        _generation++;
        head.Write(file, _generation);
        head.Write(file[SecondCopy..], _generation);
        RandomAccess.Write(_handle, file, 0);
    }

    /// <summary>Waits until the device has them.</summary>
    public void Sync() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();

    private static HeadCopy Copy(ReadOnlySpan<byte> sector)
    {
        var status = Head.TryRead(sector, out var head, out var generation);
        return new HeadCopy(status, head, generation);
    }
}

/// <summary>One copy of the head, as it was found.</summary>
internal readonly record struct HeadCopy(HeadStatus Status, Head Head, ulong Generation);
