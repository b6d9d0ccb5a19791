using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Desk;

/// <summary>Reads the captures of links again with the present engine (decision 20). Nothing else ever does.</summary>
internal sealed class Rereader(Archive archive, FetchPolicy policy, SourceFurniture furniture)
{
    /// <summary>Reads every capture of a link again and says what changes.</summary>
    /// <param name="id">The link's id.</param>
    /// <param name="keep">Whether what changes is logged; otherwise nothing is written.</param>
    /// <param name="cancellationToken">Stops between two captures; what was logged until then stays.</param>
    public async Task<DeskAnswer<RereadView>> RereadAsync(string id, bool keep, CancellationToken cancellationToken)
    {
        if (archive.FindLink(id) is not { } link)
        {
            return Refused(DeskReader.NoSuchLink(id));
        }

        if (link.State is LinkState.Retracted or LinkState.Merged)
        {
            return Refused(new Refusal(ReasonWord.Of(link.State), link.State == LinkState.Merged
                ? $"{id} is part of {link.MergedInto}; use that one."
                : $"{id} was retracted; it stays as it was."));
        }

        var captures = new List<RereadCaptureView>();
        foreach (var capture in archive.Captures(id))
        {
            cancellationToken.ThrowIfCancellationRequested();
            captures.Add(await RereadAsync(link, capture, keep, cancellationToken));
        }

        return new DeskAnswer<RereadView>.Done(new RereadView(id, archive.FindLink(id)!.Headline, captures));
    }

    private static DeskAnswer<RereadView> Refused(Refusal why) => new DeskAnswer<RereadView>.Refused(why);

    private async Task<RereadCaptureView> RereadAsync(FiledLink link, CaptureRef capture, bool keep, CancellationToken cancellationToken)
    {
        var before = capture.Article is { } cid ? await ReadAsync(cid, cancellationToken) : null;
        if (before?.EngineVersion == ArticleReader.EngineVersion)
        {
            return View(RereadResult.Current);
        }

        if (await WholeAsync(capture, cancellationToken) is not { } whole)
        {
            return View(RereadResult.Refused, message: "A block of the capture is missing or damaged; tearsheet verify names it.");
        }

        var outcome = Rereading.Read(whole, policy.MaxDecodedBytes, await furniture.OfAsync(link.Host, cancellationToken));
        if (outcome is VisitOutcome.Refused refused)
        {
            return View(RereadResult.Refused, message: refused.Message);
        }

        var read = (VisitOutcome.Read)outcome;
        var changes = ArticleChanges.Between(before, read.Article);

        // Of a link with one capture nothing is gained by noting another engine's name; two captures are compared only under one.
        if (changes.Count == 0 && archive.Captures(link.Id).Count == 1)
        {
            return View(RereadResult.Same);
        }

        if (keep && await archive.RereadAsync(link.Id, capture.Cid, read.Article, read.Renditions, cancellationToken) is LinkOutcome.Refused no)
        {
            return View(RereadResult.Refused, message: no.Message);
        }

        return changes.Count == 0 ? View(RereadResult.Same) : View(RereadResult.Changed, changes);

        RereadCaptureView View(RereadResult result, IReadOnlyList<ArticleChange>? changes = null, string? message = null) =>
            new(capture.Cid.ToString(), capture.At, result, before?.EngineVersion, changes, message);
    }

    // What a newer program wrote, or what is damaged, cannot be compared: then everything counts as new.
    private async Task<Article?> ReadAsync(Ipld.Cids.Cid article, CancellationToken cancellationToken)
    {
        try
        {
            return (await archive.ReadArticleAsync(article, cancellationToken))?.Article;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private async Task<Tearsheet.Reading.Captures.Capture?> WholeAsync(CaptureRef capture, CancellationToken cancellationToken)
    {
        try
        {
            return await archive.ReadWholeCaptureAsync(capture.Cid, cancellationToken);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
