using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Archiving;

/// <content>What became of links after they were filed.</content>
public sealed partial class Archive
{
    /// <summary>Characters, most, of the address that a link moved to.</summary>
    private const int MaxAddressLength = 4_000;

    /// <summary>Logs that those who ask for a link are answered otherwise than before. An unchanged state is never logged (decision 17).</summary>
    /// <param name="id">The link.</param>
    /// <param name="reach">What they are answered from now on.</param>
    /// <param name="at">When that was found.</param>
    /// <param name="status">What the server answered; null when it did not.</param>
    /// <param name="movedTo">The absolute http or https address; only for <see cref="LinkReach.Moved"/>, which needs it.</param>
    /// <param name="cancellationToken">Before the writer's turn only.</param>
    /// <returns><see cref="LinkOutcome.Unchanged"/> when it was so before: for a link of which nothing was ever noted that is <see cref="LinkReach.Back"/>.</returns>
    public Task<LinkOutcome> NoteReachAsync(
        string id, LinkReach reach, DateTimeOffset at, int? status, string? movedTo, CancellationToken cancellationToken)
    {
        if (status is < 100 or > 599)
        {
            return Refused(LinkRefusal.BadNoteOfReach, FormattableString.Invariant($"{status} is no status of HTTP."));
        }

        if ((movedTo is not null) != (reach == LinkReach.Moved))
        {
            return Refused(LinkRefusal.Contradiction, "A link that moved has an address that it moved to, and no other has.");
        }

        var isAddress = movedTo is null
            || (movedTo.Length <= MaxAddressLength
                && Uri.TryCreate(movedTo, UriKind.Absolute, out var address)
                && address.Scheme is "http" or "https"
                && PlainText.IsOneLine(movedTo));
        return isAddress
            ? WriteAsync(writer => writer.NoteReach(id, reach, at, status, movedTo), 0, cancellationToken)
            : Refused(LinkRefusal.BadNoteOfReach, "A link can only move to an http or https address of a reasonable length.");
    }

    /// <summary>What became of those who asked for a link, oldest first; of links merged into it nothing counts.</summary>
    public IReadOnlyList<ReachNote> Reaches(string id)
    {
        using var loan = _readers.Lend();
        return loan.View.FindLink(id) is { } link ? loan.View.Reaches(link.Seq) : [];
    }

    /// <summary>The newest captures of a link whose article is another than the one before, newest first.</summary>
    /// <remarks>A link that became part of another one keeps its captures apart: that two addresses print a story differently is no edit.</remarks>
    public IReadOnlyList<CapturePair> EditPairs(string id, int most)
    {
        using var loan = _readers.Lend();
        return loan.View.FindLink(id) is { } link ? loan.View.Pairs(link.Seq, most) : [];
    }

    /// <summary>The newest captures of all links in editions whose article is another than the one before, newest first.</summary>
    public IReadOnlyList<(FiledLink Link, CapturePair Pair)> NewestEditPairs(int most)
    {
        using var loan = _readers.Lend();
        return loan.View.Pairs(most);
    }

    /// <summary>Compares two captures of a link.</summary>
    /// <exception cref="FormatException">A block is no article.</exception>
    public async ValueTask<CaptureComparison> CompareAsync(CapturePair pair, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pair);
        var before = await ReadOptionalAsync(pair.Before.Article, cancellationToken);
        var after = await ReadOptionalAsync(pair.After.Article, cancellationToken);
        if (before is null || after is null || before.Article.EngineVersion != after.Article.EngineVersion)
        {
            return new CaptureComparison(pair, before, after, Diff: null);
        }

        // What was learned of the source between the two is no edit of anybody's.
        var furniture = before.Furniture == after.Furniture
            ? null
            : Sequence.From((await BlocksOfAsync(before.Furniture)).Concat(await BlocksOfAsync(after.Furniture)).Distinct().Order());
        return new CaptureComparison(
            pair, before, after, ArticleDiff.Compare(before.Article, after.Article, furniture is null ? null : new Furniture(furniture)));

        async ValueTask<IReadOnlyList<ulong>> BlocksOfAsync(Cid? cid) =>
            cid is { } known && await ReadFurnitureAsync(known, cancellationToken) is { } read ? read.Blocks : [];
    }

    private async ValueTask<StoredArticle?> ReadOptionalAsync(Cid? article, CancellationToken cancellationToken) =>
        article is { } cid ? await ReadArticleAsync(cid, cancellationToken) : null;
}

/// <summary>Two captures side by side.</summary>
/// <param name="Pair">Which.</param>
/// <param name="Before">What was read out of the older one; null when its bytes are gone.</param>
/// <param name="After">What was read out of the newer one; null when its bytes are gone.</param>
/// <param name="Diff">null when one of the two is not there, or when two engines read them: then nobody can tell an edit from another way of reading.</param>
public sealed record CaptureComparison(CapturePair Pair, StoredArticle? Before, StoredArticle? After, ArticleDiff? Diff)
{
    /// <summary>Whether they could be compared if the older one were read again.</summary>
    public bool WasReadOtherwise => Before is not null && After is not null && Diff is null;
}
