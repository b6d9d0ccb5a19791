using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Tearsheet.Archiving;

/// <summary>What an archive is given from outside. The defaults are the system's clock and a quiet log.</summary>
public sealed record ArchiveOptions
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>Gives that many random bytes; a salt must not be guessed.</summary>
    public Func<int, byte[]> Salt { get; init; } = System.Security.Cryptography.RandomNumberGenerator.GetBytes;

    /// <summary>Requests that share one fsync at most.</summary>
    public int BatchRequests { get; init; } = 256;

    /// <summary>Bytes of blocks after which a batch takes no more requests.</summary>
    public long BatchBytes { get; init; } = 64L << 20;

    /// <summary>Bytes after which a pack is sealed and the next begun.</summary>
    public long PackSize { get; init; } = 512L << 20;
}

/// <summary>What a process wants to do with the archive.</summary>
public enum ArchiveAccess
{
    /// <summary>Look only; works while another process writes.</summary>
    Read,

    /// <summary>Write: there is one writer per data folder (decision 18).</summary>
    Write,
}

/// <summary>Why an archive could not be opened or made.</summary>
public enum OpenRefusal
{
    /// <summary>There is no data folder, or a file that must be in it is not there.</summary>
    Missing,

    /// <summary>There is a data folder already where a new one was to be made.</summary>
    Exists,

    /// <summary>Another process has the folder open for writing.</summary>
    Held,

    /// <summary>This user may not read or write there.</summary>
    Denied,

    /// <summary>Something that was acknowledged is not what was written; `verify` names it.</summary>
    Corrupt,

    /// <summary>Written by a newer Tearsheet.</summary>
    Newer,

    /// <summary>The site key is missing, unreadable, or open to others.</summary>
    Key,

    /// <summary>The settings cannot be taken.</summary>
    BadSettings,

    /// <summary>No room left on the disk.</summary>
    DiskFull,

    /// <summary>Another input or output error.</summary>
    Failed,
}

/// <summary>Every way opening can end.</summary>
public abstract record OpenOutcome
{
    private OpenOutcome()
    {
    }

    /// <summary>The caller disposes of the archive.</summary>
    public sealed record Opened(Archive Archive) : OpenOutcome;

    /// <summary>Nothing is open, nothing was changed.</summary>
    /// <param name="Why">What kind of refusal it is.</param>
    /// <param name="Message">A sentence: what is wrong and what to do.</param>
    /// <param name="HolderPid">The process that has the folder; null unless held, or when it is not known.</param>
    public sealed record Refused(OpenRefusal Why, string Message, int? HolderPid = null) : OpenOutcome;
}

/// <summary>How far a long work has come.</summary>
/// <param name="What">What is being done, for people: "packs", "log", "index".</param>
/// <param name="Done">Units done.</param>
/// <param name="Total">Units in all.</param>
public readonly record struct ArchiveProgress(string What, long Done, long Total);
