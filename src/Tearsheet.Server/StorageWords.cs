using Tearsheet.Archiving.Disk;

namespace Tearsheet.Server;

/// <summary>What a failed disk means, in words that say what to do.</summary>
internal static class StorageWords
{
    // What .NET puts into HResult on Unix is errno itself; Windows has its own number for a full disk.
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    /// <summary>null for everything that is no failure of the disk.</summary>
    public static string? Of(Exception fault) => fault switch
    {
        // The archive has its own words.
        StorageException storage => storage.Message,
        BadHttpRequestException => null,
        IOException { HResult: NoSpaceLeft or QuotaExceeded or WindowsDiskFull } full =>
            $"The disk is full: {full.Message} Make room and run the command again; what was acknowledged is kept.",
        IOException other => other.Message,
        _ => null,
    };

    /// <summary>How a command ends at such a failure.</summary>
    public static ExitCode Code(Exception fault) => fault is StorageException storage
        ? storage.Fault switch
        {
            StorageFault.Corrupt => ExitCode.Corrupt,
            StorageFault.Held => ExitCode.Held,
            StorageFault.Missing or StorageFault.Denied or StorageFault.Newer or StorageFault.Key => ExitCode.NoDesk,
            _ => ExitCode.Storage,
        }
        : ExitCode.Storage;
}
