using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Tearsheet.Archiving.Disk;

/// <summary>
/// The one writer of a data folder (decision 18): an operating system lock, which dies with the process whatever kills it.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly SafeFileHandle _handle;

    private FolderLock(SafeFileHandle handle) => _handle = handle;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StorageException">Held by another process (then it says by which), or the folder cannot be used.</exception>
    public static FolderLock Take(DataPaths paths)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception error) when (error is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, paths.Lock);
        }
        catch (IOException error) when (IsHeld(error))
        {
            throw Held(paths, error);
        }
        catch (IOException error)
        {
            throw StorageException.From(error, paths.Lock);
        }

        if (!Durable.TryLock(handle))
        {
            handle.Dispose();
            throw Held(paths, inner: null);
        }

        try
        {
            File.WriteAllText(paths.Holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A full disk must not keep anyone from opening what is there; the number is only for the message to another.
        }

        return new FolderLock(handle);
    }

    public void Dispose() => _handle.Dispose();

    private static StorageException Held(DataPaths paths, Exception? inner)
    {
        var pid = HolderPid(paths);
        var who = pid is { } known ? FormattableString.Invariant($"process {known}") : "another process";
        return new StorageException(StorageFault.Held,
            $"{who} is writing in {paths.Root}. Wait until it is done, or stop it, and try again.", paths.Lock, inner: inner)
        {
            HolderPid = pid,
        };
    }

    // Between taking the lock and writing the number the file still holds the last holder's: better no number than that one,
    // but it cannot be told apart here, and the number is only for the message.
    private static int? HolderPid(DataPaths paths)
    {
        try
        {
            return int.TryParse(File.ReadAllText(paths.Holder), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                ? pid
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // EWOULDBLOCK on Linux and macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsHeld(IOException error) =>
        error.HResult is 11 or 35 or unchecked((int)0x80070020);
}
