using Microsoft.Extensions.Logging;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading;

/// <summary>What Reading tells the log; events 1000 to 1999. No body, no secret.</summary>
internal static partial class Log
{
    [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "{Host}: {Why} ({Status}); nothing captured")]
    public static partial void FetchRefused(this ILogger logger, string host, FetchRefusal why, int? status);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Information, Message = "{Host}: an image of a page was left out: {Why}")]
    public static partial void ImageLeftOut(this ILogger logger, string host, string why);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Information, Message = "{Host}: an image of a page did not come: {Why}")]
    public static partial void ImageRefused(this ILogger logger, string host, FetchRefusal why);

    [LoggerMessage(EventId = 1104, Level = LogLevel.Information, Message = "{Host}: {Count} images of a page were left out: {Why}")]
    public static partial void ImagesLeftOut(this ILogger logger, string host, int count, string why);
}
