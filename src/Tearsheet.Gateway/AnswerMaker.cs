using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>Turns a root and a path into an answer; every way that it can end is one.</summary>
internal sealed class AnswerMaker(GatewayPolicy policy)
{
    private const string Index = "index.html";

    private readonly AnswerHead _head = new(policy);
    private readonly DocumentAnswers _documents = new(new AnswerHead(policy));
    private readonly StreamedAnswers _streams = new(new AnswerHead(policy));
    private volatile SiteRules? _siteRules;

    /// <summary>Answers with what a path leads to.</summary>
    /// <param name="memory">Where blocks come from, and where the answer is kept if it may be.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="http">The same as it was sent, for the parameters of a CAR.</param>
    /// <param name="cancellationToken">Ends the work when the visitor is gone.</param>
    public async ValueTask<Answer> MakeAsync(
        GatewayMemory memory, ContentRequest request, HttpRequest http, CancellationToken cancellationToken)
    {
        if (ContentPath.TryRead(request.RawPath, out var path) is { } wrong)
        {
            return Answer.Words(StatusCodes.Status400BadRequest, wrong);
        }

        var key = new AnswerKey(request.IsSite ? request.Root : default, request.Prefix + path!.Canonical);
        if (request.IsPlain && memory.Find(key) is { } kept)
        {
            return kept;
        }

        try
        {
            var answer = await ResolveAsync(memory, request, path, http, cancellationToken);
            if (request.IsPlain && answer is { Status: StatusCodes.Status200OK, Body: not null, IsKept: true })
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
        Resolution.Absent absent => Answer.Words(
            StatusCodes.Status404NotFound,
            $"The block {absent.Cid} is not served here: this gateway gives out only what its own site has published.",
            isAbsent: true),
        Resolution.Malformed broken => Answer.Words(
            StatusCodes.Status422UnprocessableEntity, $"This cannot be read as UnixFS: {broken.Fault}"),
        _ => throw new UnreachableException(),
    };

    private async ValueTask<Answer> ResolveAsync(
        GatewayMemory memory, ContentRequest request, ContentPath path, HttpRequest http, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> names = request.Before.Count == 0 ? path.Names : [.. request.Before, .. path.Names];
        if (request.Format == RequestFormat.Car)
        {
            return await _streams.CarAsync(memory, request, names, http, cancellationToken);
        }

        var place = await new PathWalk(memory.Blocks, memory.Reader).FollowAsync(request.Root, names, cancellationToken);
        if (place.Missing is { } missing)
        {
            return await MissingAsync(
                memory, request, path, $"There is no \"{BlockGateway.Shorten(missing)}\" in this folder.", cancellationToken);
        }

        switch (request.Format)
        {
            case RequestFormat.IpnsRecord:
                return Answer.Words(StatusCodes.Status400BadRequest, "Only a name has an IPNS record: ask for it under /ipns/.");
            case RequestFormat.Raw:
                return await _documents.RawAsync(memory, request, place, cancellationToken);
            case RequestFormat.Tar:
                return await _streams.TarAsync(memory, request, place, cancellationToken);
            default:
                break;
        }

        if (await _documents.TryMakeAsync(memory, request, place, path, cancellationToken) is { } document)
        {
            return document;
        }

        var at = await memory.Reader.ResolveAsync(place.Cid, "", cancellationToken);
        switch (at)
        {
            case Resolution.Found { Kind: UnixFsKind.Directory } folder when path.IsFolder:
                return await FolderAsync(memory, request, path, place, folder, cancellationToken);
            case Resolution.Found { Kind: UnixFsKind.Directory }:
                return Answer.Redirect(request.Prefix + path.Canonical + "/");
            case Resolution.Found file when path.IsFolder && path.Names.Count > 0:
                return await MissingAsync(
                    memory, request, path, $"\"{BlockGateway.Shorten(path.Names[^1])}\" is a {file.Kind}, not a folder.", cancellationToken);
            case Resolution.Found file:
                return await OpenAsync(memory, request, place, file, names.Count == 0 ? "" : names[^1], file.Cid, cancellationToken);
            default:
                return Failure(at);
        }
    }

    private async ValueTask<Answer> FolderAsync(
        GatewayMemory memory, ContentRequest request, ContentPath path, Place place, Resolution.Found folder, CancellationToken cancellationToken)
    {
        if (await memory.Reader.FindAsync(folder.Cid, Index, cancellationToken) is { } page)
        {
            switch (await memory.Reader.ResolveAsync(page, "", cancellationToken))
            {
                // Spec: path-gateway, "Etag": the CID that the path leads to, and that is the folder's.
                case Resolution.Found { Kind: UnixFsKind.File } file:
                    return await OpenAsync(memory, request, place, file, Index, folder.Cid, cancellationToken);
                case Resolution.Found:
                    break;
                case var failed:
                    return Failure(failed);
            }
        }

        return request.IsSite
            ? await MissingAsync(memory, request, path, "This folder has no page (index.html) to show.", cancellationToken)
            : await _documents.ListAsync(memory, request, path, place, cancellationToken);
    }

    /// <summary>What the site's rules or its own page say of missing paths, or a sentence where it has none.</summary>
    private async ValueTask<Answer> MissingAsync(
        GatewayMemory memory, ContentRequest request, ContentPath path, string why, CancellationToken cancellationToken)
    {
        if (request is { HasOrigin: true, Format: RequestFormat.Plain })
        {
            return await RuleAsync(memory, request, path, cancellationToken) ?? Answer.Words(StatusCodes.Status404NotFound, why);
        }

        if (!request.IsSite)
        {
            return Answer.Words(StatusCodes.Status404NotFound, why);
        }

        if (await SiteRuleAsync(memory, request, path, cancellationToken) is { } ruled)
        {
            return ruled;
        }

        // No path begins without a slash, so nobody can ask for this key.
        var key = new AnswerKey(request.Root, "404.html");
        if (memory.Find(key) is { } kept)
        {
            return kept;
        }

        if (await memory.Reader.ResolveAsync(request.Root, "404.html", cancellationToken) is not
            Resolution.Found { Kind: UnixFsKind.File } page || page.Size > policy.SmallFileBytes)
        {
            return Answer.Words(StatusCodes.Status404NotFound, why);
        }

        var body = await AnswerHead.ReadAsync(memory, page, page.Size, cancellationToken);
        var answer = new Answer
        {
            Status = StatusCodes.Status404NotFound,
            ContentType = MediaTypes.Of("404.html", body.Span),
            Body = body,
            File = page.Cid,
            Length = body.Length,
            IsText = true,
        };
        memory.Keep(key, answer);
        return answer;
    }

    /// <summary>Where the site's own rules send a visitor: old addresses of topics, without the file name that a stub page has.</summary>
    /// <remarks>The file is read once an edition, and one that cannot be read makes no missing path worse than missing.</remarks>
    private async ValueTask<Answer?> SiteRuleAsync(
        GatewayMemory memory, ContentRequest request, ContentPath path, CancellationToken cancellationToken)
    {
        var known = _siteRules;
        if (known is null || known.Root != request.Root)
        {
            RedirectRules? rules = null;
            if (await memory.Reader.ResolveAsync(request.Root, "_redirects", cancellationToken) is
                Resolution.Found { Kind: UnixFsKind.File, Size: <= RedirectRules.MaxLength } file)
            {
                var bytes = await AnswerHead.ReadAsync(memory, file, file.Size, cancellationToken);
                RedirectRules.TryRead(System.Text.Encoding.UTF8.GetString(bytes.Span), out rules);
            }

            _siteRules = known = new SiteRules(request.Root, rules);
        }

        return known.Rules?.Find(path.Names) is { Status: > 300 and < 309 } rule ? Answer.Redirect(rule.Target, rule.Status) : null;
    }

    /// <summary>What <c>_redirects</c> says of a path that is not there; null when it says nothing.</summary>
    private async ValueTask<Answer?> RuleAsync(
        GatewayMemory memory, ContentRequest request, ContentPath path, CancellationToken cancellationToken)
    {
        var walk = new PathWalk(memory.Blocks, memory.Reader);
        var file = await walk.FollowAsync(request.Root, [.. request.Before, "_redirects"], cancellationToken);
        if (file.Missing is not null
            || await memory.Reader.ResolveAsync(file.Cid, "", cancellationToken) is not Resolution.Found { Kind: UnixFsKind.File } found)
        {
            return null;
        }

        var wrong = string.Create(CultureInfo.InvariantCulture, $"redirects file size cannot exceed {RedirectRules.MaxLength} bytes");
        RedirectRules? rules = null;
        if (found.Size <= RedirectRules.MaxLength)
        {
            var bytes = await AnswerHead.ReadAsync(memory, found, found.Size, cancellationToken);
            wrong = RedirectRules.TryRead(System.Text.Encoding.UTF8.GetString(bytes.Span), out rules);
        }

        if (wrong is not null)
        {
            return Answer.Words(StatusCodes.Status500InternalServerError, $"could not parse _redirects: {wrong}");
        }

        if (rules!.Find(path.Names) is not { } rule)
        {
            return null;
        }

        if (rule.Status is > 300 and < 309)
        {
            return Answer.Redirect(rule.Target, rule.Status);
        }

        if (ContentPath.TryRead(rule.Target, out var target) is not null)
        {
            return null;
        }

        IReadOnlyList<string> names = [.. request.Before, .. target!.Names];
        var place = await walk.FollowAsync(request.Root, names, cancellationToken);
        return place.Missing is null && await memory.Reader.ResolveAsync(place.Cid, "", cancellationToken) is Resolution.Found { Kind: UnixFsKind.File } page
            ? await OpenAsync(memory, request, place, page, names[^1], page.Cid, cancellationToken, rule.Status)
            : null;
    }

    private async ValueTask<Answer> OpenAsync(
        GatewayMemory memory, ContentRequest request, Place place, Resolution.Found file, string name, Cid tag,
        CancellationToken cancellationToken, int status = StatusCodes.Status200OK)
    {
        const int Front = 512;
        var isSmall = file.Size <= policy.SmallFileBytes;
        ReadOnlyMemory<byte> front = default;
        try
        {
            front = await AnswerHead.ReadAsync(memory, file, isSmall ? file.Size : Front, cancellationToken);
        }
        catch (UnixFsException) when (request.WantsPart)
        {
            // Some block is not there. The part that is asked for may be: it is read when it is written.
            isSmall = false;
        }

        var type = file.Kind == UnixFsKind.Symlink ? "inode/symlink" : MediaTypes.Of(request.FileName ?? name, front.Span, isWhole: front.Length == file.Size);
        return new Answer
        {
            Status = status,
            ContentType = type,
            Body = isSmall ? front : default(ReadOnlyMemory<byte>?),
            File = file.Cid,
            Length = file.Size,
            Tag = tag.ToString(),
            ETag = $"\"{tag}\"",
            CacheControl = _head.CacheControl(request),
            IpfsPath = request.IsSite ? default(StringValues) : request.Sent,
            Roots = AnswerHead.Roots(place),
            IsSandboxed = _head.IsSandboxed(request),
            HasOrigin = request.HasOrigin,
            Disposition = request.FileName is not null || request.IsDownload
                ? Disposition.Of(request.IsDownload, request.FileName ?? (name.Length > 0 ? name : place.Cid.ToString()))
                : default(StringValues),
            IsText = MediaTypes.IsText(type),
            IsKept = true,
        };
    }

    /// <summary>The rules of the edition that was asked last; a class, so that it is exchanged in one piece.</summary>
    private sealed record SiteRules(Cid Root, RedirectRules? Rules);
}
