using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tearsheet.Gateway.Denylists;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Gateway;

/// <summary>
/// HTTP over blocks: a UnixFS tree at a host's root, any held tree under <c>/ipfs/CID/path</c> and <c>/ipns/NAME/path</c>, and on hosts of their own.
/// </summary>
/// <remarks>
/// Knows CIDs and nothing of what is in them. GET and HEAD only; whatever the source calls withdrawn is answered with 410.
/// Safe to use from many threads. Spec: path-gateway, trustless-gateway, subdomain-gateway, dnslink-gateway; RFC 9110.
/// </remarks>
public sealed class BlockGateway
{
    private const string IpfsPrefix = "/ipfs/";
    private const string IpnsPrefix = "/ipns/";
    private const string RawQuery = "?format=raw";

    private readonly IBlockSource _blocks;
    private readonly GatewayPolicy _policy;
    private readonly ILogger _logger;
    private readonly AnswerMaker _maker;
    private readonly AnswerWriter _writer;
    private readonly NameResolver _names;
    private volatile Denylist _denylist = Denylist.Empty;
    private volatile GatewayMemory _memory;

    /// <summary>Makes a gateway over a source of blocks.</summary>
    /// <param name="blocks">What may be given out; foreign blocks need no check of their own, each is hashed on its way in.</param>
    /// <param name="policy">Bounds of memory and what the pages may use.</param>
    /// <param name="logger">Told of blocks that are not what they are held as, and of answers cut off; null for nobody.</param>
    /// <param name="names">Where names lead; null for a gateway that knows none.</param>
    public BlockGateway(IBlockSource blocks, GatewayPolicy policy, ILogger<BlockGateway>? logger = null, NameSources? names = null)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(policy);
        _blocks = blocks;
        _policy = policy;
        _logger = logger ?? NullLogger<BlockGateway>.Instance;
        _maker = new AnswerMaker(policy);
        _writer = new AnswerWriter(policy, _logger);
        _names = new NameResolver(names ?? NameSources.None, policy.DnsLinkMaxAge);
        _memory = new GatewayMemory(blocks, policy, _logger);
    }

    /// <summary>Forgets every block and answer in memory: what was withdrawn since is asked for anew.</summary>
    /// <remarks>Answers that are being written are written to their end.</remarks>
    public void Forget() =>
        _memory = new GatewayMemory(_denylist.Count == 0 ? _blocks : new DeniedBlocks(_blocks, _denylist), _policy, _logger);

    /// <summary>From now on gives out nothing that a list names: 410, or 451 where the list asks for it.</summary>
    /// <param name="denylist">Takes the place of the one before.</param>
    public void Deny(Denylist denylist)
    {
        ArgumentNullException.ThrowIfNull(denylist);
        _denylist = denylist;
        Forget();
    }

    /// <summary>Answers with what stands at the request's path below a root: the site at the host's root.</summary>
    /// <param name="context">The request; its whole path is used.</param>
    /// <param name="root">A UnixFS directory.</param>
    /// <param name="statusOverride">The status of a page that is found, when it is another one than 200 (a tombstone's 410).</param>
    public Task ServeRootAsync(HttpContext context, Cid root, int? statusOverride)
    {
        ArgumentNullException.ThrowIfNull(context);
        var memory = _memory;
        if (!RequestTarget.IsRead(context))
        {
            return RefuseMethodAsync(context, memory);
        }

        var path = RequestTarget.RawPath(context);
        return memory.Find(new AnswerKey(root, path)) is { } answer
            ? _writer.WriteAsync(context, memory, answer, statusOverride)
            : MakeAsync(
                context,
                memory,
                new ContentRequest { Root = root, Sent = path, Prefix = "", RawPath = path, IsSite = true, WantsPart = RangeRequest.WantsPart(context.Request) },
                statusOverride);
    }

    /// <summary>Whether a request names a gateway's host or a subdomain of one, so that <see cref="ServeAsync"/> is to answer it.</summary>
    public bool IsGatewayHost(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _policy.Hosts.Count > 0 && GatewayHost.Of(request, _policy).Gateway is not null;
    }

    /// <summary>Answers any request as the host that it names wants it: by subdomain, by DNSLink, or by path.</summary>
    /// <remarks>Spec: subdomain-gateway, "Host (request header)"; dnslink-gateway, "Host (request header)".</remarks>
    public async Task ServeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (TryAnswerOther(context, _memory, out var other))
        {
            await other;
            return;
        }

        var host = GatewayHost.Of(context.Request, _policy);
        var path = RequestTarget.RawPath(context);
        if (host.Namespace is not null)
        {
            await ServeSubdomainAsync(context, host, path);
        }
        else if (host.Gateway is not null)
        {
            await RedirectToSubdomainAsync(context, host, path);
        }
        else if (await _names.HasDnsLinkAsync(host.Host, context.RequestAborted))
        {
            await ServeNameAsync(context, host.Host, $"{IpnsPrefix}{host.Host}{path}", "", path);
        }
        else if (path.StartsWith(IpnsPrefix, StringComparison.Ordinal))
        {
            await ServeIpnsAsync(context);
        }
        else
        {
            await ServeIpfsAsync(context);
        }
    }

    /// <summary>Answers a request whose path begins with <c>/ipfs/</c>.</summary>
    public Task ServeIpfsAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var memory = _memory;
        if (TryAnswerOther(context, memory, out var other))
        {
            return other;
        }

        var path = RequestTarget.RawPath(context);
        if (!path.StartsWith(IpfsPrefix, StringComparison.Ordinal))
        {
            return RefuseAsync(context, memory, "The path does not begin with /ipfs/.", StatusCodes.Status404NotFound);
        }

        // A worker registered for a CID's path would outlive the visit and stand between the visitor and every other CID.
        if (context.Request.Headers["Service-Worker"] == "script")
        {
            return RefuseAsync(context, memory, "Scripts for service workers are not given out under /ipfs/.");
        }

        if (FindKept(context.Request, memory, path) is { } answer)
        {
            return _writer.WriteAsync(context, memory, answer, statusOverride: null);
        }

        var text = Segment(path, IpfsPrefix.Length, out var end);
        if (text.IsEmpty)
        {
            return RefuseOrFollowUriAsync(context, memory, path, "A CID is missing after /ipfs/.");
        }

        var status = Cid.TryParse(text, out var root);
        if (status != CidStatus.Ok)
        {
            return RefuseAsync(context, memory, NoCid(path, text, status));
        }

        var request = new ContentRequest { Root = root, Sent = path, Prefix = $"{IpfsPrefix}{root}", RawPath = path[end..] };
        return MakeFormAsync(context, memory, request);
    }

    /// <summary>Answers a request whose path begins with <c>/ipns/</c>.</summary>
    public Task ServeIpnsAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var memory = _memory;
        if (TryAnswerOther(context, memory, out var other))
        {
            return other;
        }

        var path = RequestTarget.RawPath(context);
        var text = Segment(path, IpnsPrefix.Length, out var end).ToString();
        if (text.Length == 0)
        {
            return RefuseOrFollowUriAsync(context, memory, path, "A name is missing after /ipns/.");
        }

        if (context.Request.Headers["Service-Worker"] == "script")
        {
            return RefuseAsync(context, memory, "Scripts for service workers are not given out under /ipns/.");
        }

        return IpnsName.TryParse(text, out var name) && !string.Equals(text, name.ToString(), StringComparison.Ordinal)
            ? _writer.WriteAsync(context, memory, Answer.Redirect($"{IpnsPrefix}{name}{path[end..]}", StatusCodes.Status302Found), statusOverride: null)
            : ServeNameAsync(context, text, path, path[..end], path[end..]);
    }

    internal static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "...";

    private static ReadOnlySpan<char> Segment(string path, int start, out int end)
    {
        end = path.IndexOf('/', start);
        end = end < 0 ? path.Length : end;
        return path.AsSpan(start, end - start);
    }

    private static string NoCid(string path, ReadOnlySpan<char> text, CidStatus status) =>
        $"invalid path \"{Shorten(path)}\": \"{Shorten(text.ToString())}\" is not a CID: {status}. A CID looks like bafybei... or Qm...";

    // Only what no header and no query could change is kept under its path, and the raw form under its own.
    private static Answer? FindKept(HttpRequest request, GatewayMemory memory, string path)
    {
        var query = request.QueryString.Value;
        if (query == RawQuery)
        {
            return memory.Find(new AnswerKey(default, path + RawQuery));
        }

        return string.IsNullOrEmpty(query) && (request.Headers.Accept.Count == 0 || RequestFormats.Read(request, out _) == RequestFormat.Plain)
            ? memory.Find(new AnswerKey(default, path))
            : null;
    }

    private async Task ServeSubdomainAsync(HttpContext context, GatewayHost host, string path)
    {
        var memory = _memory;
        var label = host.Label;
        if (label.Length > GatewayHost.MaxLabel && !label.Contains('.', StringComparison.Ordinal))
        {
            await RefuseAsync(context, memory, $"CID incompatible with DNS label length limit of {GatewayHost.MaxLabel}: {Shorten(label)}");
        }
        else if (host.Namespace == "ipfs")
        {
            var status = Cid.TryParse(label, out var root);
            if (status != CidStatus.Ok)
            {
                await RefuseAsync(context, memory, NoCid(IpfsPrefix + label, label, status));
            }
            else if (GatewayHost.Label63(root) is { } canonical && canonical != label)
            {
                await RedirectAsync(context, memory, $"{canonical}.ipfs.{host.Gateway}", path);
            }
            else
            {
                await MakeFormAsync(context, memory, new ContentRequest { Root = root, Sent = $"{IpfsPrefix}{root}{path}", Prefix = "", RawPath = path });
            }
        }
        else if (IpnsName.TryParse(label, out var name))
        {
            await (name.ToString() == label
                ? ServeNameAsync(context, label, $"{IpnsPrefix}{label}{path}", "", path)
                : RedirectAsync(context, memory, $"{name}.ipns.{host.Gateway}", path));
        }
        else
        {
            var domain = label.Contains('.', StringComparison.Ordinal) ? label : GatewayHost.Outline(label);
            await ServeNameAsync(context, domain, $"{IpnsPrefix}{domain}{path}", "", path);
        }
    }

    private Task RedirectToSubdomainAsync(HttpContext context, GatewayHost host, string path)
    {
        var memory = _memory;
        if (path.StartsWith(IpfsPrefix, StringComparison.Ordinal))
        {
            var text = Segment(path, IpfsPrefix.Length, out var end);
            if (text.IsEmpty)
            {
                return RefuseOrFollowUriAsync(context, memory, path, "A CID is missing after /ipfs/.");
            }

            var status = Cid.TryParse(text, out var root);
            return status != CidStatus.Ok ? RefuseAsync(context, memory, NoCid(path, text, status))
                : GatewayHost.Label63(root) is { } label ? RedirectAsync(context, memory, $"{label}.ipfs.{host.Gateway}", path[end..])
                : RefuseAsync(context, memory, $"CID incompatible with DNS label length limit of {GatewayHost.MaxLabel}: {Shorten(text.ToString())}");
        }

        if (path.StartsWith(IpnsPrefix, StringComparison.Ordinal))
        {
            var text = Segment(path, IpnsPrefix.Length, out var end).ToString();
            if (text.Length == 0)
            {
                return RefuseOrFollowUriAsync(context, memory, path, "A name is missing after /ipns/.");
            }

            var label = IpnsName.TryParse(text, out var name) ? name.ToString() : GatewayHost.Inline(text.ToLowerInvariant());
            return label.Length <= GatewayHost.MaxLabel && label.AsSpan().IndexOfAnyExcept(LabelCharacters) < 0
                ? RedirectAsync(context, memory, $"{label}.ipns.{host.Gateway}", path[end..])
                : RefuseAsync(context, memory, $"invalid path \"{Shorten(path)}\": \"{Shorten(text)}\" is no name that fits into a DNS label of {GatewayHost.MaxLabel}.");
        }

        return RefuseAsync(context, memory, "Content stands under /ipfs/ and /ipns/, and on subdomains.", StatusCodes.Status404NotFound);
    }

    private static readonly System.Buffers.SearchValues<char> LabelCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private Task RedirectAsync(HttpContext context, GatewayMemory memory, string host, string path)
    {
        var location = $"{GatewayHost.Scheme(context.Request, _policy)}://{host}{(path.Length == 0 ? "/" : path)}";
        return _writer.WriteAsync(context, memory, Answer.Redirect(location), statusOverride: null);
    }

    // Spec: path-gateway, "uri (request query parameter)": lets a browser hand over ipfs:// and ipns:// addresses.
    private Task RefuseOrFollowUriAsync(HttpContext context, GatewayMemory memory, string path, string why)
    {
        var uri = context.Request.Query["uri"].ToString();
        var space = uri.StartsWith("ipfs://", StringComparison.Ordinal) ? "ipfs" : uri.StartsWith("ipns://", StringComparison.Ordinal) ? "ipns" : null;
        if (space is null || uri.Length > 4096)
        {
            return RefuseAsync(context, memory, $"invalid path \"{Shorten(path)}\": {why}");
        }

        var escaped = string.Join('/', uri["ipfs://".Length..].Split('/').Select(name => Uri.EscapeDataString(Uri.UnescapeDataString(name))));
        context.Request.QueryString = default;
        return _writer.WriteAsync(context, memory, Answer.Redirect($"/{space}/{escaped}"), statusOverride: null);
    }

    private async Task ServeNameAsync(HttpContext context, string name, string sent, string prefix, string rest)
    {
        var memory = _memory;
        if (_denylist.Find(sent) is { } denial)
        {
            await RefuseAsync(context, memory, denial);
            return;
        }

        if (RequestFormats.Read(context.Request, out _) == RequestFormat.IpnsRecord)
        {
            await ServeRecordAsync(context, memory, name, sent, rest);
            return;
        }

        var found = await _names.ResolveAsync(name, context.RequestAborted);
        if (found.Wrong is { } wrong)
        {
            var status = !found.IsUnknown ? StatusCodes.Status500InternalServerError : StatusCodes.Status404NotFound;
            await _writer.WriteAsync(context, memory, Cached(context, Answer.Words(status, wrong, found.IsUnknown)), statusOverride: null);
            return;
        }

        await MakeFormAsync(context, memory, new ContentRequest
        {
            Root = found.Root, Sent = sent, Prefix = prefix, RawPath = rest, Before = found.Names, MaxAge = found.MaxAge,
        });
    }

    // Spec: trustless-gateway, "IPNS Record Responses".
    private async Task ServeRecordAsync(HttpContext context, GatewayMemory memory, string text, string sent, string rest)
    {
        if (!IpnsName.TryParse(text, out var name) || rest is not ("" or "/"))
        {
            await RefuseAsync(context, memory, "A record is that of a name alone: ask for /ipns/NAME without a path.");
            return;
        }

        var (record, wrong, isUnknown) = await _names.FindRecordAsync(name, context.RequestAborted);
        if (record is null)
        {
            var status = isUnknown ? StatusCodes.Status404NotFound : StatusCodes.Status500InternalServerError;
            await _writer.WriteAsync(context, memory, Cached(context, Answer.Words(status, wrong!, isUnknown)), statusOverride: null);
            return;
        }

        var request = new ContentRequest { Root = name.Cid, Sent = sent, Prefix = "", RawPath = rest, MaxAge = _names.MaxAge(record) }
            .With(context.Request, RequestFormat.IpnsRecord);
        var tag = Cid.ForBlock(Multicodec.Raw, record.Bytes.Span).ToString();
        await _writer.WriteAsync(context, memory, new Answer
        {
            Status = StatusCodes.Status200OK,
            ContentType = IpnsRecord.MediaType,
            Body = record.Bytes,
            Length = record.Bytes.Length,
            Tag = tag,
            ETag = $"\"{tag}\"",
            CacheControl = new AnswerHead(_policy).CacheControl(request),
            IpfsPath = sent,
            IsSandboxed = true,
            Disposition = Disposition.Of(isAttachment: true, request.FileName ?? $"{name}.ipns-record"),
        }, statusOverride: null);
    }

    private Task MakeFormAsync(HttpContext context, GatewayMemory memory, ContentRequest request) =>
        RequestFormats.Read(context.Request, out _) is { } format
            ? MakeAsync(context, memory, request.With(context.Request, format), statusOverride: null)
            : RefuseAsync(context, memory, "The format is one of raw, car, tar, json, dag-json, cbor, dag-cbor, ipns-record.");

    private async Task MakeAsync(HttpContext context, GatewayMemory memory, ContentRequest request, int? statusOverride)
    {
        if (Denied(request) is { } denial)
        {
            await RefuseAsync(context, memory, denial);
            return;
        }

        var gone = context.RequestAborted;
        Answer answer;
        try
        {
            answer = await _maker.MakeAsync(memory, request, context.Request, gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return;
        }

        if (request.Format == RequestFormat.Raw && answer.Status == StatusCodes.Status200OK && request.MaxAge is null && !request.HasOrigin
            && context.Request.QueryString.Value == RawQuery)
        {
            memory.Keep(new AnswerKey(default, request.Sent + RawQuery), answer);
        }

        await _writer.WriteAsync(context, memory, Cached(context, answer), statusOverride);
    }

    // Spec: path-gateway, "Cache-Control (request header)": nothing is fetched from elsewhere, so only the status differs.
    private static Answer Cached(HttpContext context, Answer answer) =>
        answer.IsAbsent && context.Request.Headers.CacheControl.ToString().Contains("only-if-cached", StringComparison.OrdinalIgnoreCase)
            ? Answer.Words(StatusCodes.Status412PreconditionFailed, "This is not held here.")
            : answer;

    /// <summary>Answers what is no reading.</summary>
    private bool TryAnswerOther(HttpContext context, GatewayMemory memory, out Task answered)
    {
        answered = Task.CompletedTask;
        if (RequestTarget.IsRead(context))
        {
            return false;
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            AnswerWriter.WriteCors(context.Response.Headers);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return true;
        }

        answered = RefuseMethodAsync(context, memory);
        return true;
    }

    private Task RefuseAsync(HttpContext context, GatewayMemory memory, string why, int status = StatusCodes.Status400BadRequest) =>
        _writer.WriteAsync(context, memory, Answer.Words(status, why), statusOverride: null);

    // By the address that was asked for, and by the content that a name, a subdomain or the site's root stands for.
    private Denial? Denied(ContentRequest request) => _denylist is { Count: > 0 } list
        ? list.Find(request.Sent) ?? list.Find($"{IpfsPrefix}{request.Root}{request.RawPath}")
        : null;

    private Task RefuseAsync(HttpContext context, GatewayMemory memory, Denial denial) =>
        RefuseAsync(context, memory, $"The operator of this gateway does not give this out ({denial.List}).", denial.Status);

    private Task RefuseMethodAsync(HttpContext context, GatewayMemory memory)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        var words = Answer.Words(StatusCodes.Status405MethodNotAllowed, "This can only be read: GET or HEAD.");
        return _writer.WriteAsync(context, memory, words, statusOverride: null);
    }
}
