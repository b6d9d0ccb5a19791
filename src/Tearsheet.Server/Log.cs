using Tearsheet.Ipld.Cids;

namespace Tearsheet.Server;

/// <summary>What <c>serve</c> writes down. Event ids from 5000.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "Edition {Number} is being served: {Root}")]
    public static partial void EditionServed(this ILogger logger, long number, Cid root);

    [LoggerMessage(EventId = 5002, Level = LogLevel.Error, Message = "The edition could not be made; the one before stays")]
    public static partial void EditionFailed(this ILogger logger, Exception fault);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Warning, Message = "The edition was refused ({Reason}): {Why}")]
    public static partial void EditionRefused(this ILogger logger, string reason, string why);

    [LoggerMessage(EventId = 5004, Level = LogLevel.Error, Message = "The site's IPNS record could not be signed; it is tried again in a minute")]
    public static partial void RecordNotSigned(this ILogger logger, Exception fault);

    [LoggerMessage(EventId = 5011, Level = LogLevel.Information, Message = "{Rules} rules of {Lists} denylists count; {Faults} lines were not understood")]
    public static partial void DenylistsRead(this ILogger logger, int rules, int lists, int faults);

    [LoggerMessage(EventId = 5012, Level = LogLevel.Warning, Message = "{List}, line {Line}: {Message}")]
    public static partial void DenylistLine(this ILogger logger, string list, int line, string message);

    [LoggerMessage(EventId = 5013, Level = LogLevel.Error, Message = "The denylists stay as they were. {Problem}")]
    public static partial void DenylistsKept(this ILogger logger, string problem);

    [LoggerMessage(EventId = 5101, Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    public static partial void RequestFailed(this ILogger logger, Exception fault, string method, string path);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Error, Message = "{Method} {Path} failed on the desk's socket")]
    public static partial void DeskRequestFailed(this ILogger logger, Exception fault, string method, string path);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Error, Message = "The disk failed during {Method} {Path}: {What}")]
    public static partial void StorageFailed(this ILogger logger, string method, string path, string what);
}
