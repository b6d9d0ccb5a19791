using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Publishing.Editions;

/// <summary><c>links/ID/entry.json</c>, whose CID is the entry's CID (decision 7).</summary>
internal static class EntryFile
{
    /// <summary>Version of the format.</summary>
    public const int Version = 1;

    /// <summary>Seconds, UTC.</summary>
    private const string Moment = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    /// <summary>The signed file.</summary>
    /// <param name="link">The link.</param>
    /// <param name="portion">What of its article may be shown.</param>
    /// <param name="topic">The topic's path; null when it has none.</param>
    /// <param name="source">The source's name.</param>
    /// <param name="key">The site's.</param>
    public static byte[] Make(FiledLink link, Portion portion, string? topic, string source, SigningKey key)
    {
        var fields = Node.Map(
            ("v", Version),
            ("id", link.Id),
            ("headline", link.Headline),
            ("address", link.Address),
            ("source", Node.Map(("name", source), ("host", link.Host))),
            ("topic", topic),
            ("note", link.Note),
            ("policy", PolicyName(link.EffectivePolicy)),
            ("filed", Text(link.FiledAt)),
            ("published", Text(portion.Published)),
            ("updated", Text(portion.Updated)),
            ("captured", link.PageCapture is { } captured ? Text(captured.At) : null),
            ("capture", link.PageCapture is { } capture ? (Node)capture.Cid : null),
            ("article", link.PageCapture?.Article is { } article ? (Node)article : null));
        return SignedFile.Make(fields, SignedFile.Entry, key);
    }

    /// <summary>The name of a policy in files.</summary>
    public static string PolicyName(PublicationPolicy policy) => policy switch
    {
        PublicationPolicy.Full => "full",
        PublicationPolicy.Excerpt => "excerpt",
        _ => "headline",
    };

    private static string Text(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString(Moment, System.Globalization.CultureInfo.InvariantCulture);

    private static string? Text(Reading.Articles.ArticleDate? date) => date switch
    {
        null => null,
        { HasTime: true, HasZone: true, Moment: { } moment } => Text(moment),
        { } day => day.Day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
    };
}
