using Tearsheet.Reading.Articles;
using static System.FormattableString;

namespace Tearsheet.Server.Desk;

/// <summary>One thing that is otherwise in an article than it was.</summary>
/// <param name="Field">As in <c>read --json</c>, and <c>images</c>, <c>wishes</c>, <c>text</c>.</param>
/// <param name="Was">null where there was nothing. Of the text only the lines that go.</param>
/// <param name="Now">null where there is nothing any more. Of the text only the lines that come.</param>
internal sealed record ArticleChange(string Field, string? Was, string? Now);

/// <summary>What differs between two readings of one page.</summary>
internal static class ArticleChanges
{
    /// <summary>Lines of text that are shown of each side; the rest is counted.</summary>
    private const int MostLines = 20;

    /// <summary>Every difference; none when the two differ by nothing but the engine's name.</summary>
    /// <param name="was">null when there was no article, or one that cannot be read.</param>
    /// <param name="now">As it is read today.</param>
    public static IReadOnlyList<ArticleChange> Between(Article? was, Article now)
    {
        if (was is not null && now.Equals(was with { EngineVersion = now.EngineVersion }))
        {
            return [];
        }

        var changes = new List<ArticleChange>();
        Add("title", was?.Headline, now.Headline);
        Add("standfirst", was?.Standfirst, now.Standfirst);
        Add("author", Join(was?.Authors), Join(now.Authors));
        Add("date", ArticleText.Of(was?.Published), ArticleText.Of(now.Published));
        Add("updated", ArticleText.Of(was?.Updated), ArticleText.Of(now.Updated));
        Add("kind", was is null ? null : Views.Of(was.Kind), Views.Of(now.Kind));
        Add("kindReason", was?.KindReason, now.KindReason);
        Add("image", Lead(was), Lead(now));
        Add("siteName", was?.SiteName, now.SiteName);
        Add("section", was?.Section, now.Section);
        Add("language", was?.Language, now.Language);
        Add("canonicalAddress", was?.CanonicalAddress, now.CanonicalAddress);
        Add("wishes", was?.Wishes.ToString(), now.Wishes.ToString());
        Add("images", Count(was), Count(now), was is null || !was.Images.Equals(now.Images));
        var (gone, come) = Lines(was, now);
        Add("text", gone, come);
        if (changes.Count == 0)
        {
            // The words are the same and stand in other blocks, or in another order.
            Add("text", "the same words", "in other blocks", isOther: true);
        }

        return changes;

        void Add(string field, string? before, string? after, bool isOther = false)
        {
            if (isOther || before != after)
            {
                changes.Add(new(field, before, after));
            }
        }
    }

    private static string? Join(Sequence<string>? authors) => authors is { Count: > 0 } ? string.Join(", ", authors) : null;

    private static string? Lead(Article? article) => article?.LeadImage is { } lead ? article.Images[lead].Address : null;

    private static string? Count(Article? article) => article is null ? null : Invariant($"{article.Images.Count}");

    private static (string? Gone, string? Come) Lines(Article? was, Article now)
    {
        var before = was is null ? [] : ArticleText.Of(was).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var after = ArticleText.Of(now).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return (Only(before, after), Only(after, before));
    }

    private static string? Only(IEnumerable<string> lines, IEnumerable<string> others)
    {
        var left = lines.Except(others, StringComparer.Ordinal).ToList();
        return left.Count == 0 ? null
            : left.Count <= MostLines ? string.Join('\n', left)
            : string.Join('\n', left.Take(MostLines).Append(Invariant($"... and {left.Count - MostLines} more lines")));
    }
}
