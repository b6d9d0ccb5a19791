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
    private static readonly StringValues VaryCoding = "Accept-Encoding";
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
            response.Headers.AcceptRanges = AcceptRanges;
            if (RangeRequest.FindHeld(request, answer) is { } held)
            {
                response.Headers.ETag = held;
                response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }

            // A HEAD is about the whole; RFC 9110 defines Range for GET only.
            if (RangeRequest.WantsPart(context.Request))
            {
                status = ChooseRange(context, answer, ref from, ref count);
            }
        }

        response.StatusCode = status;
        response.ContentLength = count;
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

    private void WriteCommonHeaders(HttpContext context, Answer answer)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = answer.IsSandboxed ? Sandbox : _contentPolicy;
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
            headers.AccessControlAllowOrigin = AnyOrigin;
        }

        if (answer.IsText)
        {
            headers.Vary = VaryCoding;
        }

        if (answer.Location is not null)
        {
            headers.Location = answer.Location + context.Request.QueryString.ToUriComponent();
        }
    }

    private async Task WriteLongBodyAsync(HttpContext context, GatewayMemory memory, Answer answer, long from, long count)
    {
        var gone = context.RequestAborted;
        try
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
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // The visitor has gone, and with them whom to tell.
        }
        catch (Exception broken) when (broken is UnixFsException or UnverifiedBlockException)
        {
            if (context.Response.HasStarted)
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
