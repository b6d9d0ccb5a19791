using Microsoft.Extensions.Logging;

namespace Tearsheet.Archiving;

/// <summary>What the archive logs; event ids from 2000.</summary>
internal static partial class ArchiveLog
{
    [LoggerMessage(EventId = 2001, Level = LogLevel.Warning, Message = "The last writer ended before its time; {Count} torn ends were moved to torn/, nothing that was acknowledged among them")]
    public static partial void SetAside(this ILogger logger, int count);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Information, Message = "index.db is rebuilt from log and packs: {Reason}")]
    public static partial void IndexRebuilt(this ILogger logger, string reason);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Information, Message = "index.db caught up with the log, from entry {From} to {To}")]
    public static partial void IndexCaughtUp(this ILogger logger, long from, long to);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Warning, Message = "Block {Cid} is missing or damaged; run verify")]
    public static partial void BlockMissed(this ILogger logger, string cid);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Error, Message = "A batch of {Requests} requests was given up; nothing of it is saved")]
    public static partial void BatchGivenUp(this ILogger logger, Exception error, int requests);

    [LoggerMessage(EventId = 2006, Level = LogLevel.Error, Message = "The log is saved but index.db could not be written; it catches up with the next write")]
    public static partial void IndexNotWritten(this ILogger logger, Exception error);

    [LoggerMessage(EventId = 2007, Level = LogLevel.Warning, Message = "The clock went back by {Milliseconds} ms; entry {Seq} says so")]
    public static partial void ClockWentBack(this ILogger logger, long milliseconds, long seq);
}
