using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Edits;

/// <summary>What was edited between two readings of the same article. Pure: the same two articles give the same edits, always and everywhere.</summary>
/// <param name="Edits">What matters most first: by <see cref="ArticleEdit.Kind"/>, then in reading order.</param>
/// <remarks>
/// It looks at the article and never at the page around it; what it leaves out on purpose is said at <see cref="ArticleUnits"/>. That a
/// page says it was updated is no edit.
/// </remarks>
public sealed record ArticleDiff(Sequence<ArticleEdit> Edits)
{
    /// <summary>Steps that one comparison may take; two versions of an article of 100,000 words take a small part of it.</summary>
    private const long Budget = 40_000_000;

    public static ArticleDiff None { get; } = new(Sequence.From(Array.Empty<ArticleEdit>()));

    /// <summary>Whether nothing was edited.</summary>
    public bool IsEmpty => Edits.Count == 0;

    /// <summary>Whether all of it is typography.</summary>
    public bool IsTypographyOnly => Edits.All(edit => edit.Kind == EditKind.Typography);

    /// <summary>Compares two readings.</summary>
    /// <param name="before">The older one.</param>
    /// <param name="after">The newer one.</param>
    /// <param name="furniture">What is known to repeat across the source's pages: no edit of theirs, whichever of the two was read without knowing it.</param>
    public static ArticleDiff Compare(Article before, Article after, Furniture? furniture = null)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (ReferenceEquals(before, after))
        {
            return None;
        }

        var book = new KeyBook();
        var old = Read(before, Known(after, furniture), book);
        var young = Read(after, Known(before, furniture), book);
        var nounsAreCapital = IsGerman(after.Language);
        var names = new HashSet<int>();
        foreach (var unit in old.Concat(young))
        {
            EditJudge.AddNames(names, unit, nounsAreCapital);
        }

        var work = new EditWork(old, young, new EditJudge(names, nounsAreCapital), new Aligner(Budget));
        work.AddFields(ArticleUnits.HaveSamePicture(before, after));
        work.AddBody(book);
        return work.Edits.Count == 0 ? None : new ArticleDiff(Sequence.From(Ranked(work.Edits)));
    }

    private static UnitTokens[] Read(Article article, Furniture? furniture, KeyBook book) =>
        [.. ArticleUnits.Of(article, furniture).Select(unit => UnitTokens.Of(unit, book))];

    // A block that only the later reading knew as furniture was not deleted by anybody.
    private static Furniture? Known(Article other, Furniture? given) => given is { Blocks.Count: > 0 } ? given : other.Furniture;

    private static bool IsGerman(string? language) =>
        language is not null
        && (language.StartsWith("de", StringComparison.OrdinalIgnoreCase) || language.StartsWith("lb", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<ArticleEdit> Ranked(List<ArticleEdit> edits) =>
        edits.OrderBy(edit => edit.Kind)
            .ThenBy(edit => edit.Place)
            .ThenBy(edit => edit.After.Count > 0 ? edit.After[0] : edit.Before[0])
            .ThenBy(edit => edit.Before.Count > 0 ? edit.Before[0] : -1);
}
