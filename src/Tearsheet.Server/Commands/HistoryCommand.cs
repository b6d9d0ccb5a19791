using System.CommandLine;
using System.Globalization;
using System.Text;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet history LINK</c>: its captures, what was edited from one to the next, and what became of it.</summary>
internal sealed class HistoryCommand : DeskVerb
{
    /// <summary>Characters that are left beside each change.</summary>
    private const int Context = 60;

    private static readonly Argument<string> Link = new("LINK") { Description = "The link's id, or its address" };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "How many captures at most, the newest first",
        HelpName = "N",
        DefaultValueFactory = _ => LinkHistory.UsualLimit,
    };

    public HistoryCommand()
        : base("history", "Show what was edited in a link since it was filed, and whether it is gone")
    {
        Limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LinkHistory.MaxLimit)
            {
                result.AddError($"--limit must lie between 1 and {LinkHistory.MaxLimit}.");
            }
        });
        Takes(Link, Limit);
    }

    public override IReadOnlyList<string> Examples =>
        ["tearsheet history 2026/11/aeba", "tearsheet history https://example.org/news/1 --limit 100 --json"];

    public override IReadOnlyList<string> ExitCodes => ["1  no such link", NoDeskCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        ReadAsync(parsed, terminal, async reader =>
            Say(
                terminal,
                await reader.HistoryAsync(parsed.GetRequiredValue(Link), parsed.GetValue(Limit), cancellationToken),
                DeskJson.Wire.HistoryView,
                InWords));

    private static string InWords(HistoryView history) => string.Join('\n', Lines(history));

    private static IEnumerable<string> Lines(HistoryView history)
    {
        yield return history.Headline;
        yield return $"  id         {history.Id}, filed {Moment(history.Filed)}";
        yield return $"  url        {history.Url}";
        foreach (var state in history.States)
        {
            var status = state.Status is { } number ? FormattableString.Invariant($" ({number})") : "";
            yield return $"  {state.State,-10} since {Moment(state.At)}{status}{(state.MovedTo is null ? "" : " to " + state.MovedTo)}";
        }

        foreach (var capture in history.Captures)
        {
            yield return "";
            yield return $"  {Moment(capture.At)}  {capture.Cid}  {capture.Kind}";
            if (capture.Remark is not null)
            {
                yield return $"    {capture.Remark}";
            }

            foreach (var edit in capture.Edits ?? [])
            {
                yield return $"    {edit.Kind,-10} {InWords(edit)}";
            }
        }

        if (history.More)
        {
            yield return "";
            yield return "  There are older captures: --limit shows more.";
        }
    }

    /// <summary>The words with <c>[-gone-]</c> and <c>{+new+}</c>, on one line, which need no colour to be told apart.</summary>
    private static string InWords(EditView edit)
    {
        var pieces = edit.Pieces.Select(piece => piece.Change switch
        {
            "deleted" => new EditPiece(piece.Text, ""),
            "inserted" => new EditPiece("", piece.Text),
            _ => new EditPiece(piece.Text, piece.Text),
        });
        var shown = new ArticleEdit([EditKind.Wording], EditPlace.Body, [], [], Sequence.From(pieces), [], []).Shortened(Context);
        var line = new StringBuilder();
        foreach (var piece in shown)
        {
            line.Append(piece.IsDeleted ? $"[-{piece.Before}-]" : piece.IsInserted ? $"{{+{piece.After}+}}" : piece.After);
        }

        return line.ToString().ReplaceLineEndings(" ¶ ");
    }

    private static string Moment(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
