using System.Globalization;
using System.Text;
using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Reading.Captures.Warc;
using Tearsheet.Reading.Fetching;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Packing;

/// <summary>
/// What some WARC files hold, found by going through them once: which records are pages, where their requests, redirects and images
/// are, and which body a revisit means. Only places and addresses are kept, never bodies.
/// </summary>
internal sealed class ArchiveContents(Action<WarcSource, WarcFault> faults)
{
    /// <summary>How far apart a page and a redirect to it, or an image of it, may have been captured.</summary>
    private static readonly TimeSpan OneVisit = TimeSpan.FromHours(1);

    private const int MostRedirects = 10;

    private readonly Dictionary<string, List<Kept>> _byAddress = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Kept>> _redirectsTo = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Kept> _byDigest = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RecordPlace> _requests = new(StringComparer.Ordinal);
    private readonly List<Kept> _pages = [];
    private HashSet<string>? _listed;

    /// <summary>Records that were gone through.</summary>
    public long Records { get; private set; }

    /// <summary>Pages that can be imported, in the order of their dates.</summary>
    public IEnumerable<Kept> Pages => _pages.Where(IsListed).OrderBy(page => page.Date).DistinctBy(page => (page.Address, page.Date, page.Digest ?? page.Place.ToString()));

    /// <summary>Takes a list of pages: from then on only what such a list names is a page.</summary>
    public void AddPages(IEnumerable<PageLine> pages)
    {
        _listed ??= new HashSet<string>(StringComparer.Ordinal);
        _listed.UnionWith(pages.Select(page => KeyOf(page.Uri)));
    }

    /// <summary>Goes through one file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="report">Told where each record begins.</param>
    /// <param name="cancellationToken">Ends it with an exception.</param>
    public void Add(WarcSource source, Action<long> report, CancellationToken cancellationToken) => source.Scan(
        fault => faults(source, fault),
        (place, record, block) =>
        {
            Records++;
            report(place.Offset);
            if (block.Block == DigestVerdict.Mismatch || block.Payload == DigestVerdict.Mismatch)
            {
                faults(source, new WarcFault(WarcFaultKind.DigestMismatch, place.Offset, $"The record's {(block.Block == DigestVerdict.Mismatch ? "block" : "payload")} is not the one that its digest was made of."));
            }

            if (block.IsSound)
            {
                Take(place, record, block);
            }
        },
        cancellationToken);

    /// <summary>Reads a page: the redirects that led to it, and its own exchange.</summary>
    public ArchivedPage.Hops Read(Kept page, long maxBytes)
    {
        if (ReadExchange(page, maxBytes) is not { } exchange)
        {
            return new ArchivedPage.Hops([], page.IsRevisit
                ? "The record says that the page was the same as in another record, and that one is not in the archive."
                : "The record is larger than a page may be (fetch.maxBodyMegabytes in tearsheet.json), or has no address that can be asked.");
        }

        var hops = new List<Exchange> { exchange };
        var at = page;
        while (hops.Count < MostRedirects && Nearest(_redirectsTo, at.Address, page.Date) is { } redirect && hops.TrueForAll(hop => KeyOf(hop.Address!.AbsoluteUri) != redirect.Address))
        {
            if (redirect.Date > page.Date || ReadExchange(redirect, maxBytes) is not { } hop)
            {
                break;
            }

            hops.Insert(0, hop);
            at = redirect;
        }

        return new ArchivedPage.Hops(hops, Problem: null);
    }

    /// <summary>Finds an image as it was about the time of a page.</summary>
    public IReadOnlyList<Exchange> FindImage(string address, DateTimeOffset date, long maxBytes)
    {
        var found = new List<Exchange>();
        var key = KeyOf(address);
        while (found.Count < MostRedirects && Nearest(_byAddress, key, date) is { } kept && ReadExchange(kept, maxBytes) is { } exchange)
        {
            found.Add(exchange);
            if (exchange.Status is null or 200)
            {
                return found;
            }

            if (kept.LeadsTo is not { } next)
            {
                break;
            }

            key = next;
        }

        return [];
    }

    private void Take(RecordPlace place, WarcRecord record, WarcBlock block)
    {
        if (record.Is("request") && record["WARC-Concurrent-To"] is { } response)
        {
            _requests.TryAdd(response, place);
            return;
        }

        if (!(record.Is("response") || record.Is("revisit") || record.Is("resource")) || record["WARC-Segment-Number"] is not null
            || record.TargetUri is not { } uri || record.Date is not { } date)
        {
            return;
        }

        var head = record.IsHttp ? Encoding.Latin1.GetString(block.HttpHead.Span) : null;
        var status = head is null ? 0 : StatusOf(head);
        var type = MediaTypeOf(head is null ? record.ContentType : HeaderOf(head, "Content-Type"));
        var kept = new Kept(
            place, KeyOf(uri), uri, date, record["WARC-Payload-Digest"], record.Id, record.Is("revisit"),
            record["WARC-Refers-To-Target-URI"] is { } target ? KeyOf(target) : null,
            DateTimeOffset.TryParse(record["WARC-Refers-To-Date"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var referred) ? referred : null,
            status is >= 300 and <= 399 && head is not null && HeaderOf(head, "Location") is { } location && Uri.TryCreate(uri, UriKind.Absolute, out var self)
                && Uri.TryCreate(self, location, out var next) ? KeyOf(next.AbsoluteUri) : null);
        Put(_byAddress, kept.Address, kept);
        if (kept.LeadsTo is { } led)
        {
            Put(_redirectsTo, led, kept);
        }

        if (!kept.IsRevisit && kept.Digest is { } digest)
        {
            _byDigest.TryAdd(digest, kept);
        }

        if (status is 0 or 200 && (head is null || status == 200) && type is "text/html" or "application/xhtml+xml" or "application/pdf"
            && uri.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            _pages.Add(kept);
        }
    }

    private Exchange? ReadExchange(Kept kept, long maxBytes)
    {
        if (kept.Place.Source.Read(kept.Place, maxBytes) is not { } whole)
        {
            return null;
        }

        var body = whole.Payload;
        if (kept.IsRevisit)
        {
            if (Original(kept) is not { } original || original.Place.Source.Read(original.Place, maxBytes) is not { } first)
            {
                return null;
            }

            body = first.Payload;
        }

        var request = kept.Id is { } id && _requests.TryGetValue(id, out var place) ? place.Source.Read(place, maxBytes)?.Block.HttpHead ?? default : default;
        return ArchivedExchange.Of(whole.Record, whole.Block.HttpHead, body, request);
    }

    private Kept? Original(Kept revisit) =>
        (revisit.RefersTo is { } address && _byAddress.TryGetValue(address, out var there)
            ? there.Find(kept => !kept.IsRevisit && kept.Date == revisit.RefersToDate)
            : null)
        ?? (revisit.Digest is { } digest ? _byDigest.GetValueOrDefault(digest) : null);

    private bool IsListed(Kept page)
    {
        if (_listed is null || _listed.Contains(page.Address))
        {
            return true;
        }

        // A list may name the address that was asked, and the page be where that one led.
        var at = page.Address;
        for (var hop = 0; hop < MostRedirects && Nearest(_redirectsTo, at, page.Date) is { } redirect; hop++)
        {
            if (_listed.Contains(redirect.Address))
            {
                return true;
            }

            at = redirect.Address;
        }

        return false;
    }

    private static Kept? Nearest(Dictionary<string, List<Kept>> places, string address, DateTimeOffset date) =>
        places.TryGetValue(address, out var list)
            ? list.Where(kept => (kept.Date - date).Duration() <= OneVisit).MinBy(kept => (kept.Date - date).Duration())
            : null;

    private static void Put(Dictionary<string, List<Kept>> places, string key, Kept kept)
    {
        if (!places.TryGetValue(key, out var list))
        {
            places[key] = list = new List<Kept>(1);
        }

        list.Add(kept);
    }

    /// <summary>The address as the URL standard writes it, without fragment.</summary>
    private static string KeyOf(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Query) : uri;

    private static int StatusOf(string head) =>
        head.Split(' ', 3) is [_, var code, ..] && code.Length >= 3 && int.TryParse(code.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : -1;

    private static string? MediaTypeOf(string? type) => type?.Split(';', 2)[0].Trim().ToLowerInvariant();

    private static string? HeaderOf(string head, string name)
    {
        foreach (var line in head.Split('\n'))
        {
            if (line.StartsWith(name, StringComparison.OrdinalIgnoreCase) && line.Length > name.Length && line[name.Length] == ':')
            {
                return line[(name.Length + 1)..].Trim();
            }
        }

        return null;
    }

    /// <summary>What is kept of one record.</summary>
    /// <param name="Address">The target as <see cref="KeyOf"/> writes it.</param>
    /// <param name="LeadsTo">Where a redirect leads.</param>
    internal sealed record Kept(
        RecordPlace Place, string Address, string TargetUri, DateTimeOffset Date, string? Digest, string? Id, bool IsRevisit, string? RefersTo,
        DateTimeOffset? RefersToDate, string? LeadsTo);
}
