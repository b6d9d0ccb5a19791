using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Disk;

/// <summary>What is wrong with the disk, the data folder or what lies in it.</summary>
public enum StorageFault
{
    /// <summary>No room (or no quota) left: free some and try again; nothing that was acknowledged is touched.</summary>
    DiskFull,

    /// <summary>The operating system does not let this user read or write the path.</summary>
    Denied,

    /// <summary>There is no data folder, or a file that must be in it is not there.</summary>
    Missing,

    /// <summary>There is a data folder already where a new one was to be made.</summary>
    Exists,

    /// <summary>Another process has the folder open for writing.</summary>
    Held,

    /// <summary>Bytes before the acknowledged length are not what was written.</summary>
    Corrupt,

    /// <summary>Written by a newer Tearsheet.</summary>
    Newer,

    /// <summary>The site key is missing, unreadable, or open to others.</summary>
    Key,

    /// <summary>The device failed while bytes were being made durable: close and open again, and the head tells what counts.</summary>
    InDoubt,

    /// <summary>Another input or output error.</summary>
    Failed,
}

/// <summary>The data folder cannot do what was asked. The message is a sentence for people: what is wrong and what to do.</summary>
/// <remarks>An operation that ends with this exception acknowledged nothing, and lost nothing that was acknowledged.</remarks>
public sealed class StorageException : Exception
{
    public StorageException()
        : this("The data folder cannot be used.")
    {
    }

    public StorageException(string message)
        : this(StorageFault.Failed, message)
    {
    }

    public StorageException(string message, Exception innerException)
        : this(StorageFault.Failed, message, inner: innerException)
    {
    }

    public StorageException(StorageFault fault, string message, string? file = null, long? offset = null, Cid cid = default,
        Exception? inner = null)
        : base(message, inner)
    {
        Fault = fault;
        File = file;
        Offset = offset;
        Cid = cid;
    }

    public StorageFault Fault { get; }

    /// <summary>The file it is about; null when it is about the folder.</summary>
    public string? File { get; }

    /// <summary>Where in the file, in bytes from its start; null when it is about the whole file.</summary>
    public long? Offset { get; }

    /// <summary>The block it is about; undefined when it is about none.</summary>
    public Cid Cid { get; }

    /// <summary>The process that has the folder, for <see cref="StorageFault.Held"/>; null when it is not known.</summary>
    public int? HolderPid { get; init; }

    /// <summary>Bytes before the acknowledged length that are not what was written.</summary>
    internal static StorageException Corrupt(string file, long? offset, Cid cid, string what)
    {
        var where = offset is { } at ? FormattableString.Invariant($"{file} at byte {at}") : file;
        var block = cid.IsDefined ? $", block {cid}" : "";
        return new StorageException(StorageFault.Corrupt,
            $"{where}{block}: {what}. Nothing was changed; run `tearsheet verify` for a full list and restore the file from a backup or a mirror.",
            file, offset, cid);
    }

    /// <summary>Says in our words what the operating system's error means for <paramref name="path"/>.</summary>
    internal static StorageException From(Exception error, string path)
    {
        // UnauthorizedAccessException wraps the error that has the number.
        var number = (error.InnerException is IOException inner ? inner : error).HResult;
        return error switch
        {
            FileNotFoundException or DirectoryNotFoundException =>
                new(StorageFault.Missing, $"{path} is not there. Check the folder's name, or run `tearsheet init`.", path, inner: error),
            _ when number is ErrorNumber.NoSpace or ErrorNumber.Quota or ErrorNumber.WindowsDiskFull =>
                new(StorageFault.DiskFull,
                    $"There is no room left on the disk for {path}. What was saved before is safe; free some space and do it again.",
                    path, inner: error),
            _ when number is ErrorNumber.ReadOnlyFileSystem =>
                new(StorageFault.Denied, $"{path} is on a disk that is mounted read-only. Mount it for writing and try again.",
                    path, inner: error),
            UnauthorizedAccessException =>
                new(StorageFault.Denied,
                    $"This user may not use {path}. Run Tearsheet as the folder's owner, or give this user the right to read and write it.",
                    path, inner: error),
            _ => new(StorageFault.Failed, $"{path}: {error.Message} Check the disk and try again.", path, inner: error),
        };
    }

    // What .NET puts into HResult on Unix is errno itself.
    private static class ErrorNumber
    {
        public const int NoSpace = 28;
        public const int ReadOnlyFileSystem = 30;
        public const int Quota = 122;
        public const int WindowsDiskFull = unchecked((int)0x80070070);
    }
}
