using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>HTTP over blocks: a UnixFS tree at a host's root, and any held tree under <c>/ipfs/CID/path</c>.</summary>
/// <remarks>
/// Knows CIDs and nothing of what is in them. GET and HEAD only; whatever the source calls withdrawn is answered with 410.
/// Safe to use from many threads. Spec: path-gateway, "HTTP API"; RFC 9110.
/// </remarks>
public sealed class BlockGateway
{
    private const string IpfsPrefix = "/ipfs/";
    private const string Forever = "public, max-age=29030400, immutable";
    private const string PlainText = "text/plain; charset=utf-8";

    private static readonly StringValues s_nosniff = "nosniff";
    private static readonly StringValues s_referrer = "strict-origin-when-cross-origin";
    private static readonly StringValues s_acceptRanges = "bytes";
    private static readonly StringValues s_varyCoding = "Accept-Encoding";
    private static readonly StringValues s_anyOrigin = "*";

    private readonly GatewayPolicy _policy;
    private readonly BlockCache _blocks;
    private readonly UnixFsReader _reader;
    private readonly TwoGenerations<(Cid Root, string Path, Coding Coding), Answer> _answers;
    private readonly StringValues _contentPolicy;
    private readonly StringValues _rootCacheControl;

    /// <summary>Makes a gateway over a source of blocks.</summary>
    /// <param name="blocks">What may be given out; foreign blocks need no check of their own, each is hashed on its way in.</param>
    /// <param name="policy">Bounds of memory and what the pages may use.</param>
    public BlockGateway(IBlockSource blocks, GatewayPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _blocks = new BlockCache(blocks, policy.BlockCacheBytes);
        _reader = new UnixFsReader(_blocks);
        _answers = new(policy.AnswerCacheBytes, answer => answer.Weight);
        var styles = string.Concat(policy.StyleHashes.Select(hash => $" '{hash}'"));
        _contentPolicy = $"default-src 'none'; style-src 'self'{styles}; script-src 'self'; img-src 'self'; connect-src 'self'; "
            + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
        _rootCacheControl = string.Create(
            CultureInfo.InvariantCulture, $"public, max-age={(long)policy.RootMaxAge.TotalSeconds}, must-revalidate");
    }

    /// <summary>Forgets every block and answer in memory: what was withdrawn since is asked for anew.</summary>
    public void Forget()
    {
        _answers.Clear();
        _blocks.Clear();
    }

    /// <summary>Answers with what stands at the request's path below a root: the site at the host's root.</summary>
    /// <param name="context">The request; its whole path is used.</param>
    /// <param name="root">A UnixFS directory.</param>
    /// <param name="statusOverride">The status of a page that is found, when it is another one than 200 (a tombstone's 410).</param>
    public Task ServeRootAsync(HttpContext context, Cid root, int? statusOverride)
    {
        ArgumentNullException.ThrowIfNull(context);
        return IsRead(context)
            ? ServeAsync(context, root, RawPath(context), "", statusOverride)
            : RefuseMethodAsync(context);
    }

    /// <summary>Answers a request whose path begins with <c>/ipfs/</c>.</summary>
    public Task ServeIpfsAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!IsRead(context))
        {
            return RefuseMethodAsync(context);
        }

        var raw = RawPath(context);
        if (!raw.StartsWith(IpfsPrefix, StringComparison.Ordinal))
        {
            return WriteAsync(context, Words(StatusCodes.Status400BadRequest, "The path does not begin with /ipfs/."));
        }

        var end = raw.IndexOf('/', IpfsPrefix.Length);
        var text = end < 0 ? raw[IpfsPrefix.Length..] : raw[IpfsPrefix.Length..end];
        if (text.Length == 0)
        {
            return WriteAsync(context, Words(StatusCodes.Status400BadRequest, "A CID is missing after /ipfs/."));
        }

        var status = Cid.TryParse(text, out var root);
        return status == CidStatus.Ok
            ? ServeAsync(context, root, end < 0 ? "" : raw[end..], raw[..(end < 0 ? raw.Length : end)], statusOverride: null)
            : WriteAsync(context, Words(StatusCodes.Status400BadRequest,
                $"\"{Shorten(text)}\" is not a CID: {status}. A CID looks like bafybei... or Qm..."));
    }

    private async Task ServeAsync(HttpContext context, Cid root, string path, string prefix, int? statusOverride)
    {
        var headers = context.Request.Headers;
        if (!_answers.TryGet((root, path, Coding.Identity), out var answer))
        {
            answer = await MakeAsync(root, path, prefix, context.RequestAborted);
        }

        if (prefix.Length > 0)
        {
            answer = answer! with { CacheControl = answer.Status == StatusCodes.Status200OK ? Forever : answer.CacheControl };
            context.Response.Headers["X-Ipfs-Path"] = prefix + path;
            context.Response.Headers.AccessControlAllowOrigin = s_anyOrigin;
        }

        // A part is counted in bytes of the file, so it is taken from the form that has them.
        if (answer!.IsText && answer.Body is { Length: > 0 } && StringValues.IsNullOrEmpty(headers.Range)
            && Codings.Choose(headers.AcceptEncoding) is not Coding.Identity and var coding)
        {
            answer = Coded(root, path, answer, coding);
        }

        await WriteAsync(context, answer, statusOverride);
    }

    /// <summary>Resolves a path to an answer. Only what is found is kept: there are more wrong paths than memory.</summary>
    private async ValueTask<Answer> MakeAsync(Cid root, string rawPath, string prefix, CancellationToken cancellationToken)
    {
        if (ContentPath.TryRead(rawPath, out var path) is { } wrong)
        {
            return Words(StatusCodes.Status400BadRequest, wrong);
        }

        var (found, trail, failure) = await ResolveAsync(root, path!.Names, prefix.Length == 0, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        var (target, name) = (found!, path.Names.Count == 0 ? "" : path.Names[^1]);
        if (target.Kind == UnixFsKind.Directory)
        {
            if (!path.IsFolder)
            {
                // One slash in front, whatever was sent: two would name another host.
                return Words(StatusCodes.Status301MovedPermanently, "This is a folder.") with
                {
                    Location = "/" + (prefix + rawPath).TrimStart('/') + "/",
                };
            }

            (found, trail, failure) = await ResolveAsync(root, [.. path.Names, "index.html"], prefix.Length == 0, cancellationToken);
            if (failure is not null)
            {
                return failure;
            }

            (target, name) = (found!, "index.html");
        }
        else if (path.IsFolder && path.Names.Count > 0)
        {
            return await MissingAsync(root, prefix.Length == 0, $"{name} is a file, not a folder.", cancellationToken);
        }

        if (target.Kind != UnixFsKind.File)
        {
            return await MissingAsync(root, prefix.Length == 0, $"{name} is a {target.Kind}, which is not followed here.", cancellationToken);
        }

        var answer = await OpenAsync(target, name, cancellationToken) with { Roots = trail };
        if (answer.Body is not null)
        {
            _answers.Add((root, rawPath, Coding.Identity), answer);
        }

        return answer;
    }

    private async ValueTask<(Resolution.Found? Found, string Trail, Answer? Failure)> ResolveAsync(
        Cid root, IReadOnlyList<string> names, bool isSite, CancellationToken cancellationToken)
    {
        var trail = new StringBuilder(root.ToString());
        var at = await _reader.ResolveAsync(root, "", cancellationToken);
        foreach (var name in names)
        {
            if (at is not Resolution.Found above)
            {
                break;
            }

            at = await _reader.ResolveAsync(above.Cid, [name], cancellationToken);
            if (at is Resolution.Found below)
            {
                trail.Append(',').Append(below.Cid.ToString());
            }
        }

        return at switch
        {
            Resolution.Found found => (found, trail.ToString(), null),
            Resolution.NotFound missing => (null, "", await MissingAsync(
                root, isSite, $"There is no \"{Shorten(missing.Segment)}\" in this folder.", cancellationToken)),
            Resolution.Withdrawn => (null, "", Words(StatusCodes.Status410Gone, "This was published here once and has been withdrawn.")),
            Resolution.Absent absent => (null, "", Words(StatusCodes.Status404NotFound,
                $"The block {absent.Cid} is not served here: this gateway gives out only what its own site has published.")),
            Resolution.Malformed broken => (null, "", Words(StatusCodes.Status422UnprocessableEntity,
                $"This cannot be read as UnixFS: {broken.Fault}")),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The site's own page for missing paths, or a sentence where it has none.</summary>
    private async ValueTask<Answer> MissingAsync(Cid root, bool isSite, string why, CancellationToken cancellationToken)
    {
        if (!isSite || await _reader.ResolveAsync(root, "404.html", cancellationToken) is not
            Resolution.Found { Kind: UnixFsKind.File } page || page.Size > _policy.SmallFileBytes)
        {
            return Words(StatusCodes.Status404NotFound, why);
        }

        return await OpenAsync(page, "404.html", cancellationToken) with { Status = StatusCodes.Status404NotFound, ETag = default };
    }

    private async ValueTask<Answer> OpenAsync(Resolution.Found file, string name, CancellationToken cancellationToken)
    {
        const int Front = 512;
        var isSmall = file.Size <= _policy.SmallFileBytes;
        var bytes = new MemoryStream(isSmall ? (int)file.Size : Front);
        await _reader.ReadAsync(file.Cid, 0, isSmall ? file.Size : Front, bytes, cancellationToken);
        var body = bytes.ToArray();
        var type = MediaTypes.Of(name, body);
        return new Answer
        {
            Status = StatusCodes.Status200OK,
            ContentType = type,
            Body = isSmall ? body : null,
            File = file.Cid,
            Length = file.Size,
            ETag = $"\"{file.Cid}\"",
            CacheControl = _rootCacheControl,
            IsText = MediaTypes.IsText(type),
        };
    }

    private Answer Coded(Cid root, string path, Answer plain, Coding coding)
    {
        if (_answers.TryGet((root, path, coding), out var kept))
        {
            return kept! with { CacheControl = plain.CacheControl };
        }

        var body = Codings.Apply(coding, plain.Body);
        var coded = body.Length >= plain.Body!.Length ? plain : plain with
        {
            Body = body,
            Length = body.Length,
            Coding = coding,
            // Other bytes, so another tag: a cache that mixed them up would give somebody garbage.
            ETag = plain.ETag.Count == 0 ? default : (StringValues)$"\"{plain.File}.{Codings.Name(coding)}\"",
        };
        if (plain.Status == StatusCodes.Status200OK)
        {
            _answers.Add((root, path, coding), coded);
        }

        return coded;
    }

    private static Answer Words(int status, string sentence)
    {
        var body = Encoding.UTF8.GetBytes(sentence + "\n");
        return new Answer { Status = status, ContentType = PlainText, Body = body, Length = body.Length, CacheControl = "no-cache" };
    }

    private async Task WriteAsync(HttpContext context, Answer answer, int? statusOverride = null)
    {
        var response = context.Response;
        var headers = response.Headers;
        var status = answer.Status == StatusCodes.Status200OK && statusOverride is { } other ? other : answer.Status;
        headers.ContentSecurityPolicy = _contentPolicy;
        headers.XContentTypeOptions = s_nosniff;
        headers["Referrer-Policy"] = s_referrer;
        headers.CacheControl = answer.CacheControl;
        if (answer.Roots.Count > 0)
        {
            headers["X-Ipfs-Roots"] = answer.Roots;
        }

        if (answer.IsText)
        {
            headers.Vary = s_varyCoding;
        }

        if (answer.Location is not null)
        {
            headers.Location = answer.Location + context.Request.QueryString.Value;
        }

        var (from, count) = (0L, answer.Length);
        if (status == StatusCodes.Status200OK)
        {
            headers.ETag = answer.ETag;
            headers.AcceptRanges = s_acceptRanges;
            var tag = answer.ETag.ToString();
            if (RangeRequest.HasAlready(context.Request.Headers, tag))
            {
                response.StatusCode = StatusCodes.Status304NotModified;
                return;
            }

            // A HEAD is about the whole; RFC 9110 defines Range for GET only.
            var part = HttpMethods.IsGet(context.Request.Method)
                ? RangeRequest.TryRead(context.Request.Headers, tag, answer.Length, out from, out count)
                : false;
            if (part is null)
            {
                headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{answer.Length}");
                response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
                response.ContentLength = 0;
                return;
            }

            if (part is true)
            {
                headers.ContentRange = string.Create(
                    CultureInfo.InvariantCulture, $"bytes {from}-{from + count - 1}/{answer.Length}");
                status = StatusCodes.Status206PartialContent;
            }
        }

        response.StatusCode = status;
        response.ContentType = answer.ContentType;
        response.ContentLength = count;
        if (answer.Coding != Coding.Identity)
        {
            headers.ContentEncoding = Codings.Name(answer.Coding);
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            return;
        }

        if (answer.Body is { } body)
        {
            await response.BodyWriter.WriteAsync(body.AsMemory((int)from, (int)count), context.RequestAborted);
        }
        else
        {
            await _reader.ReadAsync(answer.File, from, count, response.BodyWriter, context.RequestAborted);
        }
    }

    private Task RefuseMethodAsync(HttpContext context)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        return WriteAsync(context, Words(StatusCodes.Status405MethodNotAllowed, "This can only be read: GET or HEAD."));
    }

    private static bool IsRead(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);

    /// <summary>The path as it stood in the request line: the server's own decoding cannot tell %2F from %252F.</summary>
    private static string RawPath(HttpContext context)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget;
        if (string.IsNullOrEmpty(target) || target[0] != '/')
        {
            return context.Request.Path.Value is { Length: > 0 } path ? Uri.EscapeDataString(path).Replace("%2F", "/", StringComparison.Ordinal) : "/";
        }

        var query = target.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? target : target[..query];
    }

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "...";
}
