using Microsoft.Extensions.Logging;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>What the gateway tells its operator.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "The bytes held as {Cid} are not that block's; refused")]
    public static partial void BlockDoesNotMatch(this ILogger logger, Cid cid);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Warning, Message = "An answer was cut off in the middle: {Reason}")]
    public static partial void AnswerCutOff(this ILogger logger, string reason);
}
