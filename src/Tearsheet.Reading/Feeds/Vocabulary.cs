namespace Tearsheet.Reading.Feeds;

/// <summary>The vocabularies that feeds mix.</summary>
internal enum Vocabulary
{
    /// <summary>RSS and Atom themselves, in any namespace they ever had or none.</summary>
    Core,
    Rdf,
    DublinCore,
    DublinTerms,
    Content,
    Media,
    Podcast,
    Syndication,
    Xhtml,
    History,
    News,
    SitemapImage,
    Unknown,
}

/// <summary>Tells vocabularies by their namespaces, and by the usual prefix where none was declared.</summary>
internal static class Vocabularies
{
    /// <summary>By the namespace; the ending is left open where versions differ in it.</summary>
    public static Vocabulary OfNamespace(ReadOnlySpan<char> name, bool isDefault)
    {
        name = name.Trim().TrimEnd("/#");
        return name switch
        {
            "http://www.w3.org/2005/Atom" or "http://purl.org/rss/1.0" or "http://my.netscape.com/rdf/simple/0.9"
                or "http://channel.netscape.com/rdf/simple/0.9" or "http://purl.org/net/rss1.1"
                or "http://www.sitemaps.org/schemas/sitemap/0.9" => Vocabulary.Core,
            "http://www.w3.org/1999/02/22-rdf-syntax-ns" => Vocabulary.Rdf,
            "http://purl.org/dc/elements/1.1" or "http://purl.org/dc/elements/1.0" => Vocabulary.DublinCore,
            "http://purl.org/dc/terms" => Vocabulary.DublinTerms,
            "http://purl.org/rss/1.0/modules/content" => Vocabulary.Content,
            "http://search.yahoo.com/mrss" or "http://search.yahoo.com/rss" => Vocabulary.Media,
            "http://purl.org/rss/1.0/modules/syndication" => Vocabulary.Syndication,
            "http://www.w3.org/1999/xhtml" => Vocabulary.Xhtml,
            "http://purl.org/syndication/history/1.0" => Vocabulary.History,
            "http://www.google.com/schemas/sitemap-news/0.9" => Vocabulary.News,
            "http://www.google.com/schemas/sitemap-image/1.1" => Vocabulary.SitemapImage,
            _ when name.StartsWith("http://purl.org/atom/ns", StringComparison.Ordinal) => Vocabulary.Core,
            _ when name.StartsWith("http://www.itunes.com/dtds/podcast", StringComparison.OrdinalIgnoreCase) => Vocabulary.Podcast,
            _ => isDefault ? Vocabulary.Core : Vocabulary.Unknown,
        };
    }

    public static Vocabulary OfPrefix(ReadOnlySpan<char> prefix) => prefix switch
    {
        "" or "atom" or "atom03" or "atom10" or "a10" or "rss" => Vocabulary.Core,
        "rdf" => Vocabulary.Rdf,
        "dc" => Vocabulary.DublinCore,
        "dcterms" => Vocabulary.DublinTerms,
        "content" => Vocabulary.Content,
        "media" => Vocabulary.Media,
        "itunes" => Vocabulary.Podcast,
        "sy" => Vocabulary.Syndication,
        "xhtml" => Vocabulary.Xhtml,
        "fh" => Vocabulary.History,
        "news" => Vocabulary.News,
        _ => Vocabulary.Unknown,
    };
}
