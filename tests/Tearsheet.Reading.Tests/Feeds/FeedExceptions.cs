namespace Tearsheet.Reading.Tests.Feeds;

/// <summary>Where the table of feeds is not followed, and why. docs/feeds.md says the same to the user.</summary>
internal static class FeedExceptions
{
    private static readonly (string Id, string[] Fields, string Why)[] Listed =
    [
        ("feedsmith:atom-10", ["author", "link"], "the first author stands for all, Atom's feed author is inherited, and a tag: address is no link"),
        ("feedsmith:atom-ns", ["subtitle", "link", "updated", "author", "summary", "tags"], "the document says everything several times over; Atom's own elements go before those of modules"),
        ("feedsmith:rss-ns", ["subtitle", "updated", "author", "summary", "tags"], "the same in RSS"),
        ("fp:encoding/bozo_double-encoded-html", ["summary"], "what the publisher encoded twice is not repaired"),
        ("fp:encoding/bozo_linenoise", ["encoding", "summary"], "bytes in no encoding"),
        ("fp:encoding/http_application_atom_xml_gb2312_charset", ["encoding"], "the standard calls gb2312 gbk"),
        ("fp:wellformed/atom10/entry_content_div_escaped_markup", ["content"], "escaped tags in XHTML are words"),
        ("fp:wellformed/atom10/entry_id_with_attributes", ["link"], "an id that is no address is no link"),
        ("fp:wellformed/node_precedence/atom10_id", ["link"], "the same"),
        ("rssparser:missing-fields.atom", ["link"], "the same"),
        ("fp:wellformed/atom10/feed_authors_", ["author"], "the first author stands for the feed"),
        ("fp:wellformed/base/cdf_item_abstract_xml_base", ["link"], "xml:base on a child says nothing of its parent"),
        ("fp:wellformed/base/http_entry_id_base", ["id", "link"], "ids stay as they are"),
        ("fp:wellformed/base/http_feed_id_base", ["id", "link"], "ids stay as they are"),
        ("gofeed:parser/atom/entry_id_xml_base", ["id", "link"], "ids stay as they are"),
        ("fp:wellformed/lang/http_content_language_entry_title_inherit_2", ["language", "id", "link"], "ids stay as they are; the header's language is the fetcher's to know"),
        ("rssparser:reddit-home.rss", ["id"], "ids stay as they are"),
        ("fp:wellformed/http/headers_content_location-unsafe", ["link"], "the source's own assertion is met, the oracle here is not"),
        ("fp:wellformed/itunes/itunes_channel_owner_name", ["author"], "who owns a podcast did not write it"),
        ("rssparser:itunes-category.rss", ["author", "subtitle", "summary"], "the owner is no author; RSS's own description goes before the podcast module's subtitle, and stays where content:encoded says the same"),
        ("rssparser:itunes-keywords-array.rss", ["author", "subtitle"], "the owner is no author, and RSS's own description goes before the podcast module's subtitle"),
        ("rssparser:itunes-keywords.rss", ["author", "subtitle", "summary"], "as itunes-category.rss"),
        ("rssparser:itunes-missing-image.rss", ["author", "subtitle", "summary"], "as itunes-category.rss; and the first of two authors stands"),
        ("rssparser:itunes-missing-image.rss", ["tags"], "the oracle leaves the escapes of attributes where a feed is not well-formed"),
        ("fp:wellformed/itunes/itunes_item_subtitle", ["summary"], "the podcast module's subtitle stands where there is no other summary"),
        ("fp:wellformed/namespace/rss2.0noNSwithModules", ["updated"], "RSS's own date goes before Dublin Core's"),
        ("fp:wellformed/rss/item_category_image", ["title"], "the title of a picture inside a category is not the entry's"),
        ("fp:wellformed/rss/item_description_and_summary", ["content"], "RSS has no summary beside its description"),
        ("fp:wellformed/rss/item_summary_and_description", ["content"], "the same"),
        ("fp:wellformed/rss/item_madeup_tags_element", ["tags"], "an element of nobody's"),
        ("gofeed:parser/atom/atom10_feed_title_xhtml_inline_markup", ["title"], "the oracle loses the title"),
        ("gofeed:parser/rss/issue_217_enclosure_children", ["title", "title_text"], "the title of a file is not the entry's"),
        ("gofeed:parser/rss/issue_320_legacy_entity_prefix", ["title"], "a name without its semicolon is no entity of XML"),
        ("gofeed:parser/rss/rss_channel_item_category_naked_markup", ["tags"], "a category in a tag is its words; the oracle has none"),
        ("gofeed:parser/rss/rss_channel_item_guid_naked_markup", ["id"], "what was written is kept"),
        ("gofeed:parser/rss/rss_channel_item_uri_at_protocol", ["link"], "only http and https are links"),
        ("gofeed:parser/universal/empty_feed", ["refused:"], "nothing is no feed"),
        ("gofeed:parser/universal/unknown_feed", ["refused:"], "an unknown root is no feed"),
        ("gofeed:translator/rss/feed_link_-_rss_channel_atom_link_alternate", ["link"], "the Atom link is the link where there is no other"),
        ("rssparser:customfields.rss", ["author"], "the oracle takes an empty creator over the author"),
        ("rssparser:uolNoticias.rss", ["published"], "the month in Portuguese is read"),
    ];

    public static bool Holds(string difference) => Array.Exists(Listed, item => Fits(item, difference));

    /// <summary>Exceptions that nothing needs any more.</summary>
    public static IEnumerable<string> Unused(IReadOnlyCollection<string> differences) =>
        Listed.Where(item => !differences.Any(difference => Fits(item, difference))).Select(item => item.Id);

    private static bool Fits((string Id, string[] Fields, string Why) item, string difference)
    {
        if (!difference.StartsWith(item.Id, StringComparison.Ordinal))
        {
            return false;
        }

        var words = difference.Split(' ', 4);
        var field = words[1].StartsWith("entries[", StringComparison.Ordinal) ? words[2] : words[1];
        return item.Fields.Contains(field.TrimEnd(':'), StringComparer.Ordinal) || item.Fields.Contains(field, StringComparer.Ordinal);
    }
}
