using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>Answers whose body is written as it is read: CARs and TARs.</summary>
internal sealed class StreamedAnswers(AnswerHead head)
{
    /// <summary>The blocks that prove a path, and what it leads to.</summary>
    public async ValueTask<Answer> CarAsync(
        GatewayMemory memory, ContentRequest request, IReadOnlyList<string> names, HttpRequest http, CancellationToken cancellationToken)
    {
        if (CarRequest.TryRead(http, out var car) is { } wrong)
        {
            return Answer.Words(StatusCodes.Status400BadRequest, wrong);
        }

        var noted = new RecordingBlocks(memory.Blocks);
        var place = await new PathWalk(noted, new UnixFsReader(noted)).FollowAsync(request.Root, names, cancellationToken);
        if (place.Missing is { } missing)
        {
            return Answer.Words(StatusCodes.Status404NotFound, $"There is no \"{BlockGateway.Shorten(missing)}\" on this path.");
        }

        var proof = new List<Block>();
        while (noted.TryTake(out var block))
        {
            // A path that ends inside a block has read that block already; it comes with what the path leads to.
            if (block.Cid != place.Cid)
            {
                proof.Add(block);
            }
        }

        // A first look, so that what is not here is said with a status and not in the middle of a body.
        _ = await WholeBlock.ReadAsync(memory.Blocks, place.Cid, room: null, cancellationToken);
        var entity = (Multicodec)place.Cid.Codec is Multicodec.DagPb or Multicodec.Raw && car!.Scope == DagScope.Entity
            ? await memory.Reader.ResolveAsync(place.Cid, "", cancellationToken) as Resolution.Found
            : null;
        if (entity is { Kind: not UnixFsKind.Directory } && car!.HasRange && car.Within(entity.Size) is null)
        {
            return Answer.Words(StatusCodes.Status400BadRequest, FormattableString.Invariant($"The file has {entity.Size} bytes; entity-bytes lies outside."));
        }

        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Root}/{string.Join('/', names)}?{car!.Canonical}")))[..16];
        return Head(request, place, car.ContentType, $"{place.Cid}.car.{mark}", ".car", (target, cancel) =>
            new CarBody(target, car).WriteAsync(memory.Blocks, proof, entity, place, cancel));
    }

    /// <summary>A tree as a TAR.</summary>
    public async ValueTask<Answer> TarAsync(GatewayMemory memory, ContentRequest request, Place place, CancellationToken cancellationToken)
    {
        if (place.Inside.Count > 0 || (Multicodec)place.Cid.Codec is not (Multicodec.DagPb or Multicodec.Raw))
        {
            return Answer.Words(StatusCodes.Status406NotAcceptable, "Only a UnixFS tree can be given out as a TAR.");
        }

        return await TarBody.FindEscapeAsync(memory.Reader, place.Cid, cancellationToken) is { } outside
            ? Answer.Words(
                StatusCodes.Status422UnprocessableEntity, $"The name \"{BlockGateway.Shorten(outside)}\" leads out of the folder, so no TAR is made of it.")
            : Head(request, place, "application/x-tar", $"{place.Cid}.x-tar", ".tar", (target, cancel) =>
                new TarBody(target, memory.Reader).WriteAsync(place.Cid, place.Cid.ToString(), cancel));
    }

    private Answer Head(
        ContentRequest request, Place place, string type, string tag, string extension, Func<System.IO.Pipelines.PipeWriter, CancellationToken, ValueTask> write) => new()
        {
            Status = StatusCodes.Status200OK,
            ContentType = type,
            Length = 0,
            Tag = tag,

            // Weak: the same blocks may come in another order one day.
            ETag = $"W/\"{tag}\"",
            CacheControl = head.CacheControl(request),
            IpfsPath = request.Sent,
            Roots = AnswerHead.Roots(place),
            IsSandboxed = head.IsSandboxed(request),
            HasOrigin = request.HasOrigin,
            Disposition = Disposition.Of(isAttachment: true, request.FileName ?? place.Cid + extension),
            ContentLocation = request.ContentLocation,
            Stream = write,
        };
}
