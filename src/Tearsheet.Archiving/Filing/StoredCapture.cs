using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Archiving.Filing;

/// <summary>A capture as it is kept; its exchanges are blocks of their own.</summary>
/// <param name="RawAddress">As given.</param>
/// <param name="CanonicalAddress">The key by which the desk knows the link.</param>
/// <param name="RulesVersion">Version of the rules that made the key.</param>
/// <param name="At">When the visit began.</param>
/// <param name="Exchanges">In the order in which they happened.</param>
/// <param name="Page">Index of the page's exchange.</param>
public sealed record StoredCapture(
    string RawAddress, string CanonicalAddress, int RulesVersion, DateTimeOffset At, Sequence<Cid> Exchanges, int Page)
{
    /// <summary>What robots.txt said of each address that was asked for the page; empty when nobody asked it.</summary>
    public Sequence<RobotsNote> Robots { get; init; } = [];

    /// <summary>What tells the rules apart that the operator had loaded beside ours when the key was made; null when there were none.</summary>
    public string? LoadedRules { get; init; }
}

/// <summary>An exchange as it is kept; see <see cref="Exchange"/> for what the fields mean. Times are whole milliseconds, UTC.</summary>
public sealed record StoredExchange
{
    public required Provenance Provenance { get; init; }

    public string? Address { get; init; }

    /// <summary>Empty for a saved file.</summary>
    public string Method { get; init; } = "";

    public Sequence<HeaderPair> RequestHeaders { get; init; } = [];

    public int? Status { get; init; }

    public string? Reason { get; init; }

    public string? HttpVersion { get; init; }

    public Sequence<HeaderPair> ResponseHeaders { get; init; } = [];

    public string? Peer { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Ended { get; init; }

    /// <summary>The body as a UnixFS file under the profile unixfs-v1-2025.</summary>
    public required Cid Body { get; init; }

    /// <summary>Bytes of the body.</summary>
    public required long BodySize { get; init; }

    public bool Cut { get; init; }

    /// <summary>The exchange as it was before it was kept.</summary>
    /// <param name="body">The bytes of <see cref="Body"/>.</param>
    public Exchange WithBody(ReadOnlyMemory<byte> body) => new()
    {
        Provenance = Provenance,
        Address = Address is null ? null : new Uri(Address),
        Method = Method,
        RequestHeaders = RequestHeaders,
        Status = Status,
        Reason = Reason,
        HttpVersion = HttpVersion,
        ResponseHeaders = ResponseHeaders,
        Peer = Peer,
        Started = Started,
        Ended = Ended,
        Body = body,
        Cut = Cut,
    };
}
