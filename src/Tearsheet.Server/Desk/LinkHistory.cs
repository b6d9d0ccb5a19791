using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Server.Desk;

/// <summary>What became of a link since it was filed.</summary>
/// <param name="Id">The link's id.</param>
/// <param name="Headline">As it reads now.</param>
/// <param name="Url">The canonical address.</param>
/// <param name="Filed">When it was filed.</param>
/// <param name="States">What those who asked for it were answered, oldest first; a state holds until the next.</param>
/// <param name="Captures">Newest first.</param>
/// <param name="More">Whether there are older captures.</param>
internal sealed record HistoryView(
    string Id, string Headline, string Url, DateTimeOffset Filed, IReadOnlyList<StateView> States, IReadOnlyList<HistoryCaptureView> Captures, bool More);

/// <summary>What those who ask for a link are answered.</summary>
/// <param name="State">blocked, gone, moved, unreachable or back.</param>
/// <param name="At">From when on.</param>
/// <param name="Status">What the server answered; absent when it did not.</param>
/// <param name="MovedTo">Where to.</param>
internal sealed record StateView(string State, DateTimeOffset At, int? Status, string? MovedTo);

/// <summary>One capture, and how its article differs from the one before.</summary>
/// <param name="Cid">The capture.</param>
/// <param name="At">When it was made.</param>
/// <param name="Kind">What the page was found to be.</param>
/// <param name="Article">What was read out of it.</param>
/// <param name="ComparedWith">The capture before it; absent when there is none to compare with, or both read the same.</param>
/// <param name="Edits">What matters most first.</param>
/// <param name="Remark">Why there is no comparison where there should be one.</param>
internal sealed record HistoryCaptureView(
    string Cid, DateTimeOffset At, string? Kind, string? Article, string? ComparedWith, IReadOnlyList<EditView>? Edits, string? Remark);

/// <summary>One edit.</summary>
/// <param name="Kind">What ranks it: headline, figure, name, quote, deletion, addition, picture, wording, move, spelling, typography.</param>
/// <param name="Kinds">All that it changed, what matters most first.</param>
/// <param name="Place">headline, standfirst, byline, published, lead-picture or body.</param>
/// <param name="Was">The old text; absent for what is new.</param>
/// <param name="Now">The new text; absent for what is gone.</param>
/// <param name="Pieces">The words in order.</param>
internal sealed record EditView(
    string Kind, IReadOnlyList<string> Kinds, string Place, string? Was, string? Now, IReadOnlyList<PieceView> Pieces);

/// <summary>A piece of an edited text.</summary>
/// <param name="Change">same, deleted or inserted.</param>
/// <param name="Text">Of <c>same</c> as it stands now.</param>
internal sealed record PieceView(string Change, string Text);

/// <summary>Puts a link's captures, edits and states together.</summary>
internal sealed class LinkHistory(Archive archive)
{
    public const int UsualLimit = 20;

    public const int MaxLimit = 500;

    /// <summary>The history of a link.</summary>
    /// <param name="link">The link.</param>
    /// <param name="limit">Captures, most.</param>
    /// <param name="cancellationToken">Stops between two comparisons.</param>
    public async Task<HistoryView> OfAsync(FiledLink link, int limit, CancellationToken cancellationToken)
    {
        var captures = archive.Captures(link.Id).OrderBy(capture => capture.At).ThenBy(capture => capture.Seq).ToArray();
        var pairs = archive.EditPairs(link.Id, limit).ToDictionary(pair => pair.After.Seq);
        var shown = new List<HistoryCaptureView>(Math.Min(limit, captures.Length));
        for (var at = captures.Length - 1; at >= 0 && shown.Count < limit; at--)
        {
            shown.Add(await OfAsync(captures[at], pairs.GetValueOrDefault(captures[at].Seq), cancellationToken));
        }

        return new HistoryView(
            link.Id,
            link.Headline,
            link.Address ?? link.CanonicalAddress,
            link.FiledAt,
            [.. archive.Reaches(link.Id).Select(note => new StateView(ReasonWord.Of(note.Reach), note.At, note.Status, note.MovedTo))],
            shown,
            captures.Length > shown.Count);
    }

    private async Task<HistoryCaptureView> OfAsync(CaptureRef capture, CapturePair? pair, CancellationToken cancellationToken)
    {
        var view = new HistoryCaptureView(
            capture.Cid.ToString(),
            capture.At,
            capture.Kind is { } kind ? ReasonWord.Of(kind) : null,
            capture.Article?.ToString(),
            pair?.Before.Cid.ToString(),
            Edits: null,
            Remark: null);
        if (pair is null)
        {
            return view;
        }

        try
        {
            var comparison = await archive.CompareAsync(pair, cancellationToken);
            return comparison switch
            {
                { Diff: { } diff } => view with { Edits = [.. diff.Edits.Select(Of)] },
                { WasReadOtherwise: true } => view with
                {
                    Remark = $"The two were read by {comparison.Before!.Article.EngineVersion} and {comparison.After!.Article.EngineVersion}; run tearsheet reread to compare them.",
                },
                _ => view with { Remark = "An article is missing or damaged, or was erased; tearsheet verify says which." },
            };
        }
        catch (FormatException error)
        {
            return view with { Remark = error.Message };
        }
    }

    private static EditView Of(ArticleEdit edit) => new(
        ReasonWord.Of(edit.Kind),
        [.. edit.Kinds.Select(ReasonWord.Of)],
        ReasonWord.Of(edit.Place),
        NullIfEmpty(edit.TextBefore),
        NullIfEmpty(edit.TextAfter),
        [.. edit.Pieces.Select(piece => new PieceView(piece.IsDeleted ? "deleted" : piece.IsInserted ? "inserted" : "same", piece.Text))]);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
