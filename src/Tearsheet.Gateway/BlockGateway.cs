using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>HTTP over blocks: a UnixFS tree at a host's root, and any held tree under <c>/ipfs/CID/path</c>.</summary>
/// <remarks>
/// Knows CIDs and nothing of what is in them. GET and HEAD only; whatever the source calls withdrawn is answered with 410.
/// Safe to use from many threads. Spec: path-gateway, "HTTP API"; RFC 9110.
/// </remarks>
public sealed class BlockGateway
{
    private const string IpfsPrefix = "/ipfs/";

    private readonly IBlockSource _blocks;
    private readonly GatewayPolicy _policy;
    private readonly ILogger _logger;
    private readonly AnswerMaker _maker;
    private readonly AnswerWriter _writer;
    private volatile GatewayMemory _memory;

    /// <summary>Makes a gateway over a source of blocks.</summary>
    /// <param name="blocks">What may be given out; foreign blocks need no check of their own, each is hashed on its way in.</param>
    /// <param name="policy">Bounds of memory and what the pages may use.</param>
    /// <param name="logger">Told of blocks that are not what they are held as, and of answers cut off; null for nobody.</param>
    public BlockGateway(IBlockSource blocks, GatewayPolicy policy, ILogger<BlockGateway>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(policy);
        _blocks = blocks;
        _policy = policy;
        _logger = logger ?? NullLogger<BlockGateway>.Instance;
        _maker = new AnswerMaker(policy);
        _writer = new AnswerWriter(policy, _logger);
        _memory = new GatewayMemory(blocks, policy, _logger);
    }

    /// <summary>Forgets every block and answer in memory: what was withdrawn since is asked for anew.</summary>
    /// <remarks>Answers that are being written are written to their end.</remarks>
    public void Forget() => _memory = new GatewayMemory(_blocks, _policy, _logger);

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
            : MakeAsync(context, memory, root, "", path, statusOverride);
    }

    /// <summary>Answers a request whose path begins with <c>/ipfs/</c>.</summary>
    public Task ServeIpfsAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var memory = _memory;
        if (!RequestTarget.IsRead(context))
        {
            return RefuseMethodAsync(context, memory);
        }

        var path = RequestTarget.RawPath(context);
        if (!path.StartsWith(IpfsPrefix, StringComparison.Ordinal))
        {
            return RefuseAsync(context, memory, "The path does not begin with /ipfs/.");
        }

        // A worker registered for a CID's path would outlive the visit and stand between the visitor and every other CID.
        if (context.Request.Headers["Service-Worker"] == "script")
        {
            return RefuseAsync(context, memory, "Scripts for service workers are not given out under /ipfs/.");
        }

        if (memory.Find(new AnswerKey(default, path)) is { } answer)
        {
            return _writer.WriteAsync(context, memory, answer, statusOverride: null);
        }

        var end = path.IndexOf('/', IpfsPrefix.Length);
        end = end < 0 ? path.Length : end;
        var text = path.AsSpan(IpfsPrefix.Length, end - IpfsPrefix.Length);
        if (text.IsEmpty)
        {
            return RefuseAsync(context, memory, "A CID is missing after /ipfs/.");
        }

        var status = Cid.TryParse(text, out var root);
        return status == CidStatus.Ok
            ? MakeAsync(context, memory, root, path[..end], path[end..], statusOverride: null)
            : RefuseAsync(context, memory, $"\"{Shorten(text.ToString())}\" is not a CID: {status}. A CID looks like bafybei... or Qm...");
    }

    internal static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "...";

    private async Task MakeAsync(
        HttpContext context, GatewayMemory memory, Cid root, string prefix, string path, int? statusOverride)
    {
        var gone = context.RequestAborted;
        Answer answer;
        try
        {
            answer = await _maker.MakeAsync(memory, root, prefix, path, RangeRequest.WantsPart(context.Request), gone);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            return;
        }

        await _writer.WriteAsync(context, memory, answer, statusOverride);
    }

    private Task RefuseAsync(HttpContext context, GatewayMemory memory, string why) =>
        _writer.WriteAsync(context, memory, Answer.Words(StatusCodes.Status400BadRequest, why), statusOverride: null);

    private Task RefuseMethodAsync(HttpContext context, GatewayMemory memory)
    {
        context.Response.Headers.Allow = "GET, HEAD";
        var words = Answer.Words(StatusCodes.Status405MethodNotAllowed, "This can only be read: GET or HEAD.");
        return _writer.WriteAsync(context, memory, words, statusOverride: null);
    }
}
