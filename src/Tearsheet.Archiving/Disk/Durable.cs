using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Tearsheet.Archiving.Disk;

/// <summary>Files and names that last: a file that was fsynced can still vanish in a crash until its folder is fsynced too.</summary>
internal static partial class Durable
{
    /// <summary>Mode 0600.</summary>
    public const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Mode 0700.</summary>
    public const UnixFileMode PrivateFolder = PrivateFile | UnixFileMode.UserExecute;

    /// <summary>Makes the names in <paramref name="folder"/> durable. .NET has no call for it; Windows needs none.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Error(folder);
        }

        try
        {
            if (FSync(descriptor) < 0)
            {
                throw Error(folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    /// <summary>How many bytes of a file take room on the disk: holes do not. Where that cannot be asked, all of them.</summary>
    public static long AllocatedLength(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (!OperatingSystem.IsLinux())
        {
            return length;
        }

        var (taken, at) = (0L, 0L);
        while (at < length && Seek(file, at, SeekData) is var begin and >= 0)
        {
            at = Seek(file, begin, SeekHole);
            taken += (at < 0 ? length : at) - begin;
            at = at < 0 ? length : at;
        }

        return taken;
    }

    /// <summary>Makes a folder that only its owner can enter, and makes its name durable. One that is there is left as it is.</summary>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }

        if (Path.GetDirectoryName(folder) is not { } parent)
        {
            return;
        }

        CreateFolder(parent);
        Directory.CreateDirectory(folder, PrivateFolder);
        SyncFolder(parent);
    }

    /// <summary>An empty new file that only its owner can read. Its name is durable after <see cref="SyncFolder"/>.</summary>
    public static SafeFileHandle CreateFile(string path)
    {
        var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (!OperatingSystem.IsWindows())
        {
            // Before the first byte is in it, so that nobody else ever reads one.
            File.SetUnixFileMode(handle, PrivateFile);
        }

        return handle;
    }

    /// <summary>
    /// Writes a whole private file, so that at every moment there is the old one (or none) or the whole new one under the name.
    /// </summary>
    public static void WriteWhole(string path, ReadOnlySpan<byte> bytes)
    {
        var draft = path + ".tmp";
        File.Delete(draft);
        using (var handle = CreateFile(draft))
        {
            RandomAccess.Write(handle, bytes, 0);
            RandomAccess.FlushToDisk(handle);
        }

        Rename(draft, path);
    }

    /// <summary>Gives a file another name in one step, in place of what had it, and makes that durable. Both on one disk.</summary>
    public static void Rename(string from, string to)
    {
        File.Move(from, to, overwrite: true);
        SyncFolder(Path.GetDirectoryName(to)!);
    }

    /// <summary>True when this open file got the operating system's exclusive lock, or holds it already.</summary>
    /// <remarks>FileShare.None asks for the same lock, but a switch of the runtime can turn that off; this cannot be.</remarks>
    public static bool TryLock(SafeFileHandle handle) =>
        OperatingSystem.IsWindows() || FLock(handle, LockExclusive | LockDoNotWait) == 0;

    private const int ReadOnly = 0;
    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int LockExclusive = 2;
    private const int LockDoNotWait = 4;

    private static IOException Error(string path)
    {
        var number = Marshal.GetLastPInvokeError();
        return new IOException($"{path}: {new Win32Exception(number).Message}.", number);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FLock(SafeFileHandle handle, int operation);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Seek(SafeFileHandle handle, long offset, int whence);
}
