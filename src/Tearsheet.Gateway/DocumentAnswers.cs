using Microsoft.AspNetCore.Http;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>Answers that are one block, or a page that we make of one: raw blocks, JSON and CBOR documents, listings.</summary>
/// <remarks>Spec: path-gateway and trustless-gateway; IPIP-524: a block is never converted to another codec.</remarks>
internal sealed class DocumentAnswers(AnswerHead head)
{
    /// <summary>One block's bytes.</summary>
    public async ValueTask<Answer> RawAsync(GatewayMemory memory, ContentRequest request, Place place, CancellationToken cancellationToken)
    {
        if (place.Inside.Count > 0)
        {
            return Inside();
        }

        var bytes = await WholeBlock.ReadAsync(memory.Blocks, place.Cid, room: null, cancellationToken);
        return Of(request, place, bytes, RequestFormats.Type(RequestFormat.Raw), $"{place.Cid}.raw", request.FileName ?? $"{place.Cid}.bin", isAttachment: true);
    }

    /// <summary>A document in JSON or CBOR; null when the path leads to UnixFS and that may be given out as it is.</summary>
    public async ValueTask<Answer?> TryMakeAsync(
        GatewayMemory memory, ContentRequest request, Place place, ContentPath path, CancellationToken cancellationToken)
    {
        RequestFormat? own = (Multicodec)place.Cid.Codec switch
        {
            Multicodec.DagJson => RequestFormat.DagJson,
            Multicodec.DagCbor => RequestFormat.DagCbor,
            Multicodec.Json => RequestFormat.Json,
            Multicodec.Cbor => RequestFormat.Cbor,
            _ => null,
        };

        // A file may well be JSON; whether it is, is the business of whoever asks for it.
        if (own is null && request.Format is RequestFormat.Plain or RequestFormat.Json or RequestFormat.Cbor)
        {
            return null;
        }

        var format = request.Format == RequestFormat.Plain ? own!.Value : request.Format;
        var fits = format == own || (format == RequestFormat.Json && own == RequestFormat.DagJson) || (format == RequestFormat.Cbor && own == RequestFormat.DagCbor);
        if (!fits)
        {
            return Answer.Words(
                StatusCodes.Status406NotAcceptable,
                $"The block {place.Cid} is not {RequestFormats.Name(format)}, and blocks are not converted here. ?format=raw gives its bytes.");
        }

        if (place.Inside.Count > 0)
        {
            return Inside();
        }

        if (path is { IsFolder: true, Names.Count: > 0 } && !request.WantsHtml)
        {
            return Answer.Words(StatusCodes.Status404NotFound, "This is a document, not a folder: its address has no slash at the end.");
        }

        var bytes = await WholeBlock.ReadAsync(memory.Blocks, place.Cid, room: null, cancellationToken);
        if (request.Format == RequestFormat.Plain && request.WantsHtml && own is RequestFormat.DagJson or RequestFormat.DagCbor)
        {
            var page = DirectoryPage.Document(request.Sent, RequestFormats.Name(own.Value), bytes.Span);
            return Page(request, place, page, $"DagIndex-{DirectoryPage.Version}_CID-{place.Cid}");
        }

        var isJson = format is RequestFormat.DagJson or RequestFormat.Json;
        return Of(
            request, place, bytes, RequestFormats.Type(format), $"{place.Cid}.{RequestFormats.Name(format)}",
            request.FileName ?? $"{place.Cid}.{(isJson ? "json" : "cbor")}", isAttachment: request.IsDownload || !isJson);
    }

    /// <summary>The page that lists a folder.</summary>
    public async ValueTask<Answer> ListAsync(
        GatewayMemory memory, ContentRequest request, ContentPath path, Place place, CancellationToken cancellationToken)
    {
        var items = new List<DirectoryItem>();
        var isCut = false;
        await foreach (var item in memory.Reader.ListAsync(place.Cid, cancellationToken))
        {
            isCut = items.Count == DirectoryPage.MaxEntries;
            if (isCut)
            {
                break;
            }

            items.Add(item);
        }

        items.Sort((left, right) => string.CompareOrdinal(left.Name, right.Name));
        var title = request.HasOrigin ? path.Canonical : request.Prefix + path.Canonical;
        var page = DirectoryPage.Listing(Uri.UnescapeDataString(title), place.Cid.ToString(), path.Names.Count > 0, items, isCut);
        return Page(request, place, page, $"DirIndex-{DirectoryPage.Version}_CID-{place.Cid}");
    }

    private static Answer Inside() => Answer.Words(
        StatusCodes.Status501NotImplemented, "The path ends inside a block, and a part of a block has no CID: ask for the block.");

    private Answer Of(
        ContentRequest request, Place place, ReadOnlyMemory<byte> bytes, string type, string tag, string fileName, bool isAttachment) => new()
        {
            Status = StatusCodes.Status200OK,
            ContentType = type,
            Body = bytes,
            File = place.Cid,
            Length = bytes.Length,
            Tag = tag,
            ETag = $"\"{tag}\"",
            CacheControl = head.CacheControl(request),
            IpfsPath = request.Sent,
            Roots = AnswerHead.Roots(place),
            IsSandboxed = head.IsSandboxed(request),
            HasOrigin = request.HasOrigin,
            Disposition = Disposition.Of(isAttachment, fileName),
            ContentLocation = request.ContentLocation,
        };

    private Answer Page(ContentRequest request, Place place, byte[] page, string tag) => new()
    {
        Status = StatusCodes.Status200OK,
        ContentType = "text/html; charset=utf-8",
        Body = page,
        Length = page.Length,
        Tag = tag,
        ETag = $"\"{tag}\"",
        CacheControl = AnswerHead.GeneratedCacheControl(request),
        IpfsPath = request.Sent,
        Roots = AnswerHead.Roots(place),
        IsSandboxed = head.IsSandboxed(request),
        HasOrigin = request.HasOrigin,
        IsText = true,
    };
}
