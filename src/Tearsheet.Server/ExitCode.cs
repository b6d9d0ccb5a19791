namespace Tearsheet.Server;

/// <summary>How the program can end. docs/commands.md explains each to the user; scripts may rely on the numbers.</summary>
internal enum ExitCode
{
    /// <summary>Everything asked for was done.</summary>
    Done = 0,

    /// <summary>Something was refused; what was not refused is done.</summary>
    Refused = 1,

    /// <summary>The command line itself is wrong; nothing was done.</summary>
    Usage = 2,

    /// <summary>There is no desk in the data folder, or it cannot be opened.</summary>
    NoDesk = 3,

    /// <summary>Another process holds the desk and cannot be talked to.</summary>
    Held = 4,

    /// <summary>Bytes of the archive are not what they were.</summary>
    Corrupt = 5,

    /// <summary>The disk is full or failed.</summary>
    Storage = 6,

    /// <summary>Stopped by Ctrl-C or SIGTERM; what was acknowledged stays.</summary>
    Interrupted = 130,
}
