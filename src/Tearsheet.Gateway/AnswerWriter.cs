using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>Writes an answer to whoever asked: nothing if they have it already, a part if they want one.</summary>
/// <remarks>Spec: RFC 9110, "Conditional Requests" and "Range Requests".</remarks>
internal sealed class AnswerWriter(GatewayPolicy policy, ILogger logger)
{
    // Kestrel copies what is written before it waits for the network, so this bounds the memory of a slow reader.
    private const int PieceBytes = 64 * 1024;

    private static readonly StringValues Nosniff = "nosniff";
    private static readonly StringValues Referrer = "strict-origin-when-cross-origin";
    private static readonly StringValues AcceptRanges = "bytes";
    private static readonly StringValues NoRanges = "none";
    private static readonly StringValues VaryCoding = "Accept-Encoding";
    private static readonly StringValues VaryAccept = "Accept";
    private static readonly StringValues VaryBoth = "Accept, Accept-Encoding";
    private static readonly StringValues CorsMethods = "GET, HEAD, OPTIONS";
    private static readonly StringValues CorsRequestHeaders = "Content-Type, Range, User-Agent, X-Requested-With";
    private static readonly StringValues CorsResponseHeaders =
        "Content-Length, Content-Range, X-Chunked-Output, X-Ipfs-Path, X-Ipfs-Roots, X-Stream-Output";
    private static readonly StringValues AnyOrigin = "*";
    private static readonly StringValues Sandbox = "sandbox; frame-ancestors 'none'";

    private readonly StringValues _contentPolicy =
        $"default-src 'none'; style-src 'self'{string.Concat(policy.StyleHashes.Select(hash => $" '{hash}'"))}; script-src 'self'; "
        + "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Writes the head, and the body if one is due.</summary>
    /// <param name="context">The request.</param>
    /// <param name="memory">Where blocks and coded forms are.</param>
    /// <param name="answer">The answer, not coded.</param>
    /// <param name="statusOverride">Takes the place of 200.</param>
    public Task WriteAsync(HttpContext context, GatewayMemory memory, Answer answer, int? statusOverride)
    {
        var request = context.Request.Headers;

        // A part is counted in bytes of the file, so it is taken from the form that has them.
        if (answer.IsText && request.AcceptEncoding.Count > 0 && request.Range.Count == 0)
        {
            answer = memory.In(answer, Codings.Choose(request.AcceptEncoding));
        }

        var response = context.Response;
        var status = answer.Status == StatusCodes.Status200OK && statusOverride is { } other ? other : answer.Status;
        WriteCommonHeaders(context, answer);
        var isHead = HttpMethods.IsHead(context.Request.Method);
        var (from, count) = (0L, answer.Length);
        if (status == StatusCodes.Status200OK)
        {
            response.Headers.ETag = answer.ETag;
            response.Headers.AcceptRanges = answer.Stream is null ? AcceptRanges : NoRanges;
            if (RangeRequest.FindHeld(request, answer) is { } held)
            {
                response.Headers.ETag = held;
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            // A HEAD is about the whole; RFC 9110 defines Range for GET only.
            if (answer.Stream is null && RangeRequest.WantsPart(context.Request))
            {
                status = ChooseRange(context, answer, ref from, ref count);
            }
        }

        else if (answer.Tag is not null && statusOverride is null)
        {
            response.Headers.ETag = answer.ETag;
        }

        response.StatusCode = status;
        response.ContentLength = answer.Stream is null ? count : null;
        if (count == 0 && status == StatusCodes.Status416RangeNotSatisfiable)
        {
            return Task.CompletedTask;
        }

        response.Headers.ContentType = answer.ContentType;
        if (answer.Coding.Count > 0)
        {
            response.Headers.ContentEncoding = answer.Coding;
        }

        if (isHead)
        {
            return Task.CompletedTask;
        }

        if (answer.Stream is { } stream)
        {
            return GuardAsync(context, memory, gone => stream(response.BodyWriter, gone));
        }

        if (answer.Body is { } body && count <= PieceBytes)
        {
            // The hot path: one write, nothing allocated, and a visitor who has gone is noticed by the server.
            var written = response.BodyWriter.WriteAsync(body.Slice((int)from, (int)count), CancellationToken.None);
            return written.IsCompletedSuccessfully ? Task.CompletedTask : written.AsTask();
        }

        return WriteLongBodyAsync(context, memory, answer, from, count);
    }

    private static int ChooseRange(HttpContext context, Answer answer, ref long from, ref long count)
    {
        var part = RangeRequest.TryRead(context.Request.Headers, answer.ETag, answer.Length, out from, out count);
        if (part is null)
        {
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{answer.Length}");
            count = 0;
            return StatusCodes.Status416RangeNotSatisfiable;
        }

        if (part is false)
        {
            return StatusCodes.Status200OK;
        }

        context.Response.Headers.ContentRange = string.Create(
            CultureInfo.InvariantCulture, $"bytes {from}-{from + count - 1}/{answer.Length}");
        return StatusCodes.Status206PartialContent;
    }

    /// <summary>What lets pages of any origin read what is content-addressed.</summary>
    /// <remarks>Spec: path-gateway, "Access-Control-Allow-Origin" and the headers beside it.</remarks>
    public static void WriteCors(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = AnyOrigin;
        headers.AccessControlAllowMethods = CorsMethods;
        headers.AccessControlAllowHeaders = CorsRequestHeaders;
        headers.AccessControlExposeHeaders = CorsResponseHeaders;
    }

    private void WriteCommonHeaders(HttpContext context, Answer answer)
    {
        var headers = context.Response.Headers;
        if (!answer.HasOrigin)
        {
            headers.ContentSecurityPolicy = answer.IsSandboxed ? Sandbox : _contentPolicy;
        }

        headers.XContentTypeOptions = Nosniff;
        headers["Referrer-Policy"] = Referrer;
        headers.CacheControl = answer.CacheControl;
        if (answer.Roots.Count > 0)
        {
            headers["X-Ipfs-Roots"] = answer.Roots;
        }

        if (answer.IpfsPath.Count > 0)
        {
            headers["X-Ipfs-Path"] = answer.IpfsPath;
            WriteCors(headers);
        }

        if (answer.IsText || answer.IpfsPath.Count > 0)
        {
            headers.Vary = answer.IpfsPath.Count == 0 ? VaryCoding : answer.IsText ? VaryBoth : VaryAccept;
        }

        if (answer.Disposition.Count > 0)
        {
            headers.ContentDisposition = answer.Disposition;
        }

        if (answer.ContentLocation.Count > 0)
        {
            headers["Content-Location"] = answer.ContentLocation;
        }

        if (answer.Location is not null)
        {
            headers.Location = answer.Location + context.Request.QueryString.ToUriComponent();
        }
    }

    private Task WriteLongBodyAsync(HttpContext context, GatewayMemory memory, Answer answer, long from, long count) =>
        GuardAsync(context, memory, async gone =>
        {
            if (answer.Body is { } body)
            {
                await WritePiecesAsync(context, body.Slice((int)from, (int)count), gone);
                return;
            }

            await foreach (var slice in memory.Reader.ReadAsync(answer.File, from, count, gone))
            {
                await WritePiecesAsync(context, slice, gone);
            }
        });

    private async Task GuardAsync(HttpContext context, GatewayMemory memory, Func<CancellationToken, ValueTask> write)
    {
        var gone = context.RequestAborted;
        try
        {
            await write(gone);
        }
        catch (OperationCanceledException)
        {
            // The visitor has gone, and with them whom to tell.
        }
        catch (Exception broken) when (broken is UnixFsException or UnverifiedBlockException)
        {
            // Streamed bodies are written into the response's buffer, which cannot be taken back.
            if (context.Response.HasStarted || context.Response.BodyWriter.UnflushedBytes > 0)
            {
                // The head is out: a body that stops short of its length says that it is not whole.
                logger.AnswerCutOff(broken.Message);
                context.Abort();
                return;
            }

            context.Response.Clear();
            await WriteAsync(context, memory, AnswerMaker.Failure(broken), statusOverride: null);
        }
    }

    private static async ValueTask WritePiecesAsync(HttpContext context, ReadOnlyMemory<byte> bytes, CancellationToken gone)
    {
        while (!bytes.IsEmpty)
        {
            var piece = bytes[..Math.Min(bytes.Length, PieceBytes)];
            bytes = bytes[piece.Length..];
            var flushed = await context.Response.BodyWriter.WriteAsync(piece, gone);
            if (flushed.IsCompleted)
            {
                throw new OperationCanceledException(gone);
            }
        }
    }
}
