using System.Reflection;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Reading.Captures.Warc;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Robots;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Packing;

/// <summary>Which links are exported.</summary>
/// <param name="Ids">These, in this order without repetition; null for a topic or everything.</param>
/// <param name="Topic">Those of this topic and below; null for all.</param>
internal sealed record CaptureSelection(IReadOnlyList<string>? Ids, Topic? Topic)
{
    /// <summary>Of their captures these only; null for all.</summary>
    public IReadOnlyList<string>? Captures { get; init; }

    public string InWords => Captures is not null ? "captures " + string.Join(' ', Captures) : Ids is not null ? "links " + string.Join(' ', Ids) : Topic is not null ? $"topic {Topic.Path}" : "everything";
}

/// <summary>A capture that should be exported and is not there: nothing is written then.</summary>
internal sealed class MissingCaptureException(Cid capture, string link)
    : Exception($"The capture {capture} of link {link} is not in the archive as it was written.");

/// <summary>Writes captures out of the archive as WARC or WACZ: links in the order of their filing, captures from the oldest on.</summary>
internal sealed class CaptureExport(Archive archive, CaptureSelection selection, Action<long> report)
{
    private const int LinksAtOnce = 500;

    public long Links { get; private set; }

    public long Captures { get; private set; }

    /// <summary>Writes a WARC, a gzip member for each record.</summary>
    /// <exception cref="MissingCaptureException">A capture is not there.</exception>
    public async Task WriteWarcAsync(Stream target, CancellationToken cancellationToken)
    {
        using var writer = new WarcWriter(target);
        var records = new CaptureRecords(writer, About());
        await foreach (var (capture, notes) in CapturesAsync(cancellationToken))
        {
            records.Write(capture, notes);
        }
    }

    /// <summary>Writes a WACZ.</summary>
    /// <param name="sign">Signs the digest of the package's description.</param>
    /// <exception cref="MissingCaptureException">A capture is not there.</exception>
    public async Task WriteWaczAsync(Stream target, Func<string, WaczSignature> sign, CancellationToken cancellationToken)
    {
        using var writer = new WaczWriter(target, About());
        await foreach (var (capture, notes) in CapturesAsync(cancellationToken))
        {
            writer.Write(capture, notes);
        }

        writer.Finish(sign);
    }

    /// <summary>The file's date is that of its newest capture: with a clock's, no two exports would be equal.</summary>
    private WarcAbout About()
    {
        var newest = Selected().SelectMany(CapturesOf).Select(capture => capture.At).DefaultIfEmpty(DateTimeOffset.UnixEpoch).Max();
        var version = typeof(CaptureExport).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version;
        return new WarcAbout($"Tearsheet {version}", newest, archive.Settings.Title, selection.InWords);
    }

    private IEnumerable<CaptureRef> CapturesOf(FiledLink link) => selection.Captures is { } wanted
        ? archive.Captures(link.Id).Where(capture => wanted.Contains(capture.Cid.ToString(), StringComparer.Ordinal))
        : archive.Captures(link.Id);

    private IEnumerable<FiledLink> Selected()
    {
        if (selection.Ids is { } ids)
        {
            foreach (var id in ids)
            {
                yield return archive.FindLink(id)!;
            }

            yield break;
        }

        var query = new LinkQuery { TopicId = selection.Topic?.Id, Limit = LinksAtOnce };
        while (true)
        {
            var page = archive.Links(query);
            foreach (var link in page.Where(link => link.State is LinkState.Live or LinkState.Held))
            {
                yield return link;
            }

            if (page.Count < LinksAtOnce)
            {
                yield break;
            }

            query = query with { After = page[^1].Id };
        }
    }

    private async IAsyncEnumerable<(Capture Capture, CaptureNotes Notes)> CapturesAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var link in Selected())
        {
            Links++;
            foreach (var kept in CapturesOf(link))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var capture = await archive.ReadWholeCaptureAsync(kept.Cid, cancellationToken) ?? throw new MissingCaptureException(kept.Cid, link.Id);
                var article = kept.Article is { } cid
                    ? await archive.ReadArticleAsync(cid, cancellationToken) ?? throw new MissingCaptureException(kept.Cid, link.Id)
                    : null;
                yield return (capture, Notes(link, kept, capture, article?.Article));
                report(++Captures);
            }
        }
    }

    private CaptureNotes Notes(FiledLink link, CaptureRef kept, Capture capture, Article? article)
    {
        var fields = new List<HeaderPair>
        {
            new("link", link.Id),
            new("capture", kept.Cid.ToString()),
            new("captured-at", capture.At.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture)),
            new("provenance", Views.Of(capture.PageExchange.Provenance)),
            new("address-as-given", capture.Address.Raw),
            new("canonical-address", link.CanonicalAddress),
        };
        if (link.TopicId is { } topic && archive.FindTopic(topic) is { } found)
        {
            fields.Add(new("topic", found.Path.ToString()));
        }

        fields.AddRange(capture.Robots.Select(note => new HeaderPair("robots", InWords(note))));
        if (article is not null)
        {
            fields.Add(new("title", article.Headline));
            fields.Add(new("page-kind", Views.Of(article.Kind)));
            fields.Add(new("article-engine", article.EngineVersion));
        }

        if (kept.Article is { } cid)
        {
            fields.Add(new("article", cid.ToString()));
        }

        return new CaptureNotes(kept.Cid.ToString(), fields, article?.Headline ?? link.Headline, article is null ? null : ArticleText.Of(article));
    }

    private static string InWords(RobotsNote note)
    {
        var ground = note.Line is { } line ? Invariant($"line {line.Number} \"{line.Text}\" of {note.File}") : $"{ReasonWord.Of(note.Ground)} at {note.File}";
        var status = note.Status is { } code ? Invariant($" (status {code})") : "";
        var by = note.OverriddenBy is { } name ? $"; asked all the same by {name}" : "";
        return Invariant($"{note.Address} {(note.Allowed ? "allowed" : "disallowed")} by {ground}{status}, seen {note.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}{by}");
    }
}
