using System.Net;
using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Edits;

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

    [LoggerMessage(EventId = 5201, Level = LogLevel.Information, Message = "{Feed} brought {New} new entries and {Changed} changed ones")]
    public static partial void FeedBrought(this ILogger logger, string feed, int @new, int changed);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Warning, Message = "{Feed} could not be read ({Kind}): {Why}")]
    public static partial void FeedFailed(this ILogger logger, string feed, string kind, string why);

    [LoggerMessage(EventId = 5203, Level = LogLevel.Information, Message = "{Feed} can be read again")]
    public static partial void FeedRecovered(this ILogger logger, string feed);

    [LoggerMessage(EventId = 5204, Level = LogLevel.Warning, Message = "{Feed} is gone for good and is asked no more")]
    public static partial void FeedEnded(this ILogger logger, string feed);

    [LoggerMessage(EventId = 5205, Level = LogLevel.Warning, Message = "{Address} was given up ({Reason}): {Why}")]
    public static partial void PageGivenUp(this ILogger logger, string address, string reason, string why);

    [LoggerMessage(EventId = 5206, Level = LogLevel.Error, Message = "Work on {What} failed; it is tried again")]
    public static partial void WorkFailed(this ILogger logger, Exception fault, string what);

    [LoggerMessage(EventId = 5208, Level = LogLevel.Warning, Message = "The hub {Hub} did not take the subscription (status {Status}); it is asked again later")]
    public static partial void HubRefused(this ILogger logger, string hub, int? status);

    [LoggerMessage(EventId = 5209, Level = LogLevel.Warning, Message = "A delivery of the hub {Hub} was not signed with our secret, or after its lease; it is ignored")]
    public static partial void DeliveryIgnored(this ILogger logger, string hub);

    [LoggerMessage(EventId = 5211, Level = LogLevel.Information, Message = "{Link} was edited: {Edits} edits")]
    public static partial void LinkEdited(this ILogger logger, string link, int edits);

    [LoggerMessage(EventId = 5212, Level = LogLevel.Information, Message = "{Link} is {Reach} now")]
    public static partial void LinkReached(this ILogger logger, string link, LinkReach reach);

    [LoggerMessage(EventId = 5221, Level = LogLevel.Warning, Message = "{Peer} showed {Count} wrong tokens within a minute and has to wait")]
    public static partial void WrongTokens(this ILogger logger, IPAddress peer, int count);

    [LoggerMessage(EventId = 5207, Level = LogLevel.Information, Message = "Following {Feeds} feeds")]
    public static partial void Following(this ILogger logger, int feeds);
}
