using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Serving;

/// <summary>How routes of the API answer: JSON, and for a refusal a reason for machines and a message for people.</summary>
internal static class ApiAnswers
{
    /// <summary>The request edge: whatever happens behind it is logged, and the caller hears no details.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The request edge.")]
    public static RequestDelegate Edge(ILogger logger, RequestDelegate route) => async context =>
    {
        try
        {
            await route(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The other side has gone.
        }
        catch (Exception fault) when (StorageWords.Of(fault) is not null)
        {
            logger.StorageFailed(context.Request.Method, context.Request.Path, fault.Message);
            await FailAsync(context, StatusCodes.Status507InsufficientStorage, new Refusal(Refusal.Storage, StorageWords.Of(fault)!));
        }
        catch (BadHttpRequestException fault)
        {
            await FailAsync(context, fault.StatusCode, new Refusal("bad-request", fault.Message));
        }
        catch (Exception fault)
        {
            logger.DeskRequestFailed(fault, context.Request.Method, context.Request.Path);
            await FailAsync(
                context,
                StatusCodes.Status500InternalServerError,
                new Refusal(Refusal.Internal, "The serve process failed at this request; its output says how."));
        }
    };

    public static Task AnswerAsync<T>(HttpContext context, DeskAnswer<T> answer, JsonTypeInfo<T> type) =>
        answer is DeskAnswer<T>.Done done
            ? WriteAsync(context, StatusCodes.Status200OK, done.Value, type)
            : FailAsync(context, ((DeskAnswer<T>.Refused)answer).Why);

    public static Task FailAsync(HttpContext context, Refusal why) => FailAsync(
        context,
        why.Reason.StartsWith("no-such-", StringComparison.Ordinal) || why.Reason == "not-found"
            ? StatusCodes.Status404NotFound
            : StatusCodes.Status422UnprocessableEntity,
        why);

    public static Task FailAsync(HttpContext context, int status, Refusal why) =>
        WriteAsync(context, status, new Failure(why), DeskJson.Wire.Failure);

    public static async Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await JsonSerializer.SerializeAsync(context.Response.Body, value, type, context.RequestAborted);
    }
}
