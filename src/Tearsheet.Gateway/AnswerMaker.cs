using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>Turns a root and a path into an answer; every way that it can end is one.</summary>
internal sealed class AnswerMaker(GatewayPolicy policy)
{
    // Spec: path-gateway, "Cache-Control": a third of a year less than a year, and what a CID names never changes.
    private static readonly StringValues Forever = "public, max-age=29030400, immutable";

    private readonly StringValues _rootCacheControl = string.Create(
        CultureInfo.InvariantCulture, $"public, max-age={(long)policy.RootMaxAge.TotalSeconds}, must-revalidate");

    /// <summary>Answers with what a path leads to.</summary>
    /// <param name="memory">Where blocks come from, and where the answer is kept if it may be.</param>
    /// <param name="root">Where the path begins.</param>
    /// <param name="prefix">"" at a host's root; else "/ipfs/CID" as it was sent.</param>
    /// <param name="rawPath">The rest of the path as it was sent.</param>
    /// <param name="wantsPart">Whether a part might be enough, so that not every block need be there.</param>
    /// <param name="cancellationToken">Ends the work when the visitor is gone.</param>
    public async ValueTask<Answer> MakeAsync(
        GatewayMemory memory, Cid root, string prefix, string rawPath, bool wantsPart, CancellationToken cancellationToken)
    {
        if (ContentPath.TryRead(rawPath, out var path) is { } wrong)
        {
            return Answer.Words(StatusCodes.Status400BadRequest, wrong);
        }

        var isSite = prefix.Length == 0;
        var canonical = (isSite ? "" : $"/ipfs/{root}") + path!.Canonical;
        var key = new AnswerKey(isSite ? root : default, canonical);
        if (memory.Find(key) is { } kept)
        {
            return kept;
        }

        try
        {
            var visit = new Visit(memory, root, isSite, canonical, isSite ? "" : prefix + rawPath, wantsPart);
            var answer = await ResolveAsync(visit, path, cancellationToken);
            if (answer is { Status: StatusCodes.Status200OK, Body: not null })
            {
                // Only what is found is kept: there are more wrong paths than memory.
                memory.Keep(key, answer);
            }

            return answer;
        }
        catch (Exception broken) when (broken is UnixFsException or UnverifiedBlockException)
        {
            return Failure(broken);
        }
    }

    /// <summary>What a reading that ended early says to the visitor.</summary>
    public static Answer Failure(Exception broken) => broken switch
    {
        UnixFsException { Fault: var fault } => Failure(Resolution.From(fault)),
        UnverifiedBlockException { IsWrong: true } => Answer.Words(StatusCodes.Status500InternalServerError, broken.Message),
        UnverifiedBlockException => Answer.Words(StatusCodes.Status501NotImplemented, broken.Message),
        _ => throw new UnreachableException(),
    };

    private static Answer Failure(Resolution resolution) => resolution switch
    {
        Resolution.Withdrawn => Answer.Words(StatusCodes.Status410Gone, "This was published here once and has been withdrawn."),
        Resolution.Absent absent => Answer.Words(StatusCodes.Status404NotFound,
            $"The block {absent.Cid} is not served here: this gateway gives out only what its own site has published."),
        Resolution.Malformed broken => Answer.Words(
            StatusCodes.Status422UnprocessableEntity, $"This cannot be read as UnixFS: {broken.Fault}"),
        _ => throw new UnreachableException(),
    };

    private async ValueTask<Answer> ResolveAsync(Visit visit, ContentPath path, CancellationToken cancellationToken)
    {
        var trail = new StringBuilder(visit.Root.ToString());
        var at = await visit.Memory.Reader.ResolveAsync(visit.Root, "", cancellationToken);
        foreach (var name in path.Names)
        {
            if (at is not Resolution.Found above)
            {
                break;
            }

            at = await visit.Memory.Reader.ResolveAsync(above.Cid, [name], cancellationToken);
            if (at is Resolution.Found below)
            {
                trail.Append(',').Append(below.Cid.ToString());
            }
        }

        switch (at)
        {
            case Resolution.NotFound missing:
                return await MissingAsync(visit, $"There is no \"{BlockGateway.Shorten(missing.Segment)}\" in this folder.", cancellationToken);
            case Resolution.Found { Kind: UnixFsKind.Directory } folder when path.IsFolder:
                return await IndexAsync(visit, folder.Cid, trail.ToString(), cancellationToken);
            case Resolution.Found { Kind: UnixFsKind.Directory }:
                return Answer.Redirect(visit.Canonical + "/");
            case Resolution.Found file when path.IsFolder && path.Names.Count > 0:
                return await MissingAsync(visit, $"\"{BlockGateway.Shorten(path.Names[^1])}\" is a {file.Kind}, not a folder.", cancellationToken);
            case Resolution.Found file:
                return await OpenAsync(visit, file, path.Names.Count == 0 ? "" : path.Names[^1], file.Cid, trail.ToString(), cancellationToken);
            default:
                return Failure(at);
        }
    }

    private async ValueTask<Answer> IndexAsync(Visit visit, Cid folder, string trail, CancellationToken cancellationToken)
    {
        const string Index = "index.html";
        return await visit.Memory.Reader.ResolveAsync(folder, Index, cancellationToken) switch
        {
            // Spec: path-gateway, "Etag": the CID that the path leads to, and that is the folder's.
            Resolution.Found { Kind: UnixFsKind.File } page => await OpenAsync(visit, page, Index, folder, trail, cancellationToken),
            Resolution.Found or Resolution.NotFound => await MissingAsync(visit, "This folder has no page (index.html) to show.", cancellationToken),
            var failed => Failure(failed),
        };
    }

    /// <summary>The site's own page for missing paths, or a sentence where it has none.</summary>
    private async ValueTask<Answer> MissingAsync(Visit visit, string why, CancellationToken cancellationToken)
    {
        if (!visit.IsSite)
        {
            return Answer.Words(StatusCodes.Status404NotFound, why);
        }

        // No path begins without a slash, so nobody can ask for this key.
        var key = new AnswerKey(visit.Root, "404.html");
        if (visit.Memory.Find(key) is { } kept)
        {
            return kept;
        }

        if (await visit.Memory.Reader.ResolveAsync(visit.Root, "404.html", cancellationToken) is not
            Resolution.Found { Kind: UnixFsKind.File } page || page.Size > policy.SmallFileBytes)
        {
            return Answer.Words(StatusCodes.Status404NotFound, why);
        }

        var body = await ReadAsync(visit, page, page.Size, cancellationToken);
        var answer = new Answer
        {
            Status = StatusCodes.Status404NotFound,
            ContentType = MediaTypes.Of("404.html", body.Span),
            Body = body,
            File = page.Cid,
            Length = body.Length,
            IsText = true,
        };
        visit.Memory.Keep(key, answer);
        return answer;
    }

    private async ValueTask<Answer> OpenAsync(
        Visit visit, Resolution.Found file, string name, Cid tag, string trail, CancellationToken cancellationToken)
    {
        const int Front = 512;
        var isSmall = file.Size <= policy.SmallFileBytes;
        ReadOnlyMemory<byte> front = default;
        try
        {
            front = await ReadAsync(visit, file, isSmall ? file.Size : Front, cancellationToken);
        }
        catch (UnixFsException) when (visit.WantsPart)
        {
            // Some block is not there. The part that is asked for may be: it is read when it is written.
            isSmall = false;
        }

        var type = file.Kind == UnixFsKind.Symlink ? "inode/symlink" : MediaTypes.Of(name, front.Span);
        return new Answer
        {
            Status = StatusCodes.Status200OK,
            ContentType = type,
            Body = isSmall ? front : default(ReadOnlyMemory<byte>?),
            File = file.Cid,
            Length = file.Size,
            Tag = tag.ToString(),
            ETag = $"\"{tag}\"",
            CacheControl = visit.IsSite ? _rootCacheControl : Forever,
            IpfsPath = visit.IsSite ? default(StringValues) : visit.Sent,
            Roots = trail,
            IsSandboxed = !visit.IsSite && policy.IsOwnSite?.Invoke(visit.Root) != true,
            IsText = MediaTypes.IsText(type),
        };
    }

    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        Visit visit, Resolution.Found file, long length, CancellationToken cancellationToken)
    {
        byte[]? whole = null;
        var at = 0;
        await foreach (var slice in visit.Memory.Reader.ReadAsync(file.Cid, 0, length, cancellationToken))
        {
            // Most files are one block, and a block is valid for ever: nothing to copy.
            if (slice.Length == length)
            {
                return slice;
            }

            whole ??= new byte[length];
            slice.CopyTo(whole.AsMemory(at));
            at += slice.Length;
        }

        return whole.AsMemory(0, at);
    }

    /// <summary>What stays the same while one path is followed.</summary>
    private sealed record Visit(GatewayMemory Memory, Cid Root, bool IsSite, string Canonical, string Sent, bool WantsPart);
}
