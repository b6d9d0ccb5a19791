using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing;

/// <summary>How much of an article leaves the archive, from the strictest to the most open.</summary>
public enum PublicationPolicy
{
    /// <summary>Headline, source, date and link.</summary>
    Headline,

    /// <summary>Also the standfirst, the first paragraphs up to 100 words, and one lead image at 480 pixels.</summary>
    Excerpt,

    /// <summary>The text and its scaled raster images.</summary>
    Full,
}

/// <summary>What the policies of link, source, page and site come to (decision 12). Pure.</summary>
public static class EffectivePolicy
{
    /// <summary>The strictest of what link, source and page say; the site's default when neither link nor source says anything.</summary>
    /// <param name="link">Set on the link; null when nothing is.</param>
    /// <param name="source">Set on the source; null when nothing is.</param>
    /// <param name="site">The site's default.</param>
    /// <param name="wishes">What the page asks.</param>
    /// <param name="wishesLifted">Whether an editor has overridden, with a name, what the page asks.</param>
    public static PublicationPolicy Of(
        PublicationPolicy? link, PublicationPolicy? source, PublicationPolicy site, PageWishes wishes, bool wishesLifted)
    {
        var set = (link, source) switch
        {
            ({ } first, { } second) => Strictest(first, second),
            ({ } first, null) => first,
            (null, { } second) => second,
            _ => site,
        };
        return wishesLifted ? set : Strictest(set, Cap(wishes));
    }

    /// <summary>The most that <paramref name="wishes"/> leave open; a snippet's length and the picture's size are the page builder's to keep.</summary>
    public static PublicationPolicy Cap(PageWishes wishes)
    {
        // Who wants to be found nowhere does not want to be quoted; the link itself is the desk's own.
        if (wishes.NoSnippet || wishes.NoIndex || wishes.MaxSnippet == 0)
        {
            return PublicationPolicy.Headline;
        }

        // A bounded snippet is no full text, and full text comes with pictures larger than a "standard" preview.
        var bounded = wishes.NoArchive
            || wishes.MaxSnippet > 0
            || wishes.MaxImagePreview is ImagePreview.None or ImagePreview.Standard;
        return bounded ? PublicationPolicy.Excerpt : PublicationPolicy.Full;
    }

    private static PublicationPolicy Strictest(PublicationPolicy a, PublicationPolicy b) => a < b ? a : b;
}
