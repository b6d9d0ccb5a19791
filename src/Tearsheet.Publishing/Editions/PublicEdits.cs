using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Publishing.Editions;

/// <summary>Which edits leave the archive: those of words that both versions may show (decisions 11 and 12). Pure; nothing else decides it.</summary>
internal static class PublicEdits
{
    /// <summary>What may be shown of a comparison, what matters most first.</summary>
    /// <param name="link">The link with its effective policy.</param>
    /// <param name="comparison">Two of its captures.</param>
    /// <remarks>
    /// Each version is held against the strictest of what holds for the link now and what its own page asked then, so that nothing is shown that
    /// its page would not have been allowed to show. A paragraph that only slipped out of the excerpt was not deleted, and nothing says so.
    /// </remarks>
    public static IReadOnlyList<ArticleEdit> Of(FiledLink link, CaptureComparison comparison)
    {
        if (comparison is not { Diff: { IsEmpty: false } diff, Before: { } before, After: { } after })
        {
            return [];
        }

        var old = Side.Of(link, before);
        var young = Side.Of(link, after);
        return [.. diff.Edits.Where(edit => old.Shows(edit.Place, edit.Before, edit.BlocksBefore) && young.Shows(edit.Place, edit.After, edit.BlocksAfter))];
    }

    /// <summary>One version and what may be seen of it.</summary>
    private sealed record Side(PublicationPolicy Policy, Portion Portion, Article Article)
    {
        public static Side Of(FiledLink link, StoredArticle stored)
        {
            var policy = link.EffectivePolicy;
            var wishes = link.Wishes;
            if (link.PolicyOverriddenBy is null)
            {
                var cap = EffectivePolicy.Cap(stored.Article.Wishes);
                policy = cap < policy ? cap : policy;
                wishes = Stricter(wishes, stored.Article.Wishes);
            }

            return new Side(policy, Portion.Of(link with { EffectivePolicy = policy, Wishes = wishes }, stored), stored.Article);
        }

        public bool Shows(EditPlace place, Sequence<int> pieces, Sequence<int> blocks)
        {
            if (place == EditPlace.Headline)
            {
                return true;
            }

            if (Policy == PublicationPolicy.Headline || !Portion.IsArticle(Article.Kind))
            {
                return false;
            }

            return place switch
            {
                EditPlace.Standfirst => pieces.Count == 0 || Portion.Standfirst is not null,
                EditPlace.LeadPicture => Article.LeadImage is null || Portion.Lead.Count > 0,
                EditPlace.Body => Policy == PublicationPolicy.Full || blocks.All(Portion.ExcerptBlocks.Contains),
                _ => true,
            };
        }

        private static PageWishes Stricter(PageWishes one, PageWishes other) => new()
        {
            NoArchive = one.NoArchive || other.NoArchive,
            NoIndex = one.NoIndex || other.NoIndex,
            NoSnippet = one.NoSnippet || other.NoSnippet,
            MaxSnippet = (one.MaxSnippet, other.MaxSnippet) is ({ } first, { } second) ? Math.Min(first, second) : one.MaxSnippet ?? other.MaxSnippet,
            MaxImagePreview = (one.MaxImagePreview, other.MaxImagePreview) is ({ } small, { } large)
                ? (ImagePreview)Math.Min((int)small, (int)large)
                : one.MaxImagePreview ?? other.MaxImagePreview,
        };
    }
}
