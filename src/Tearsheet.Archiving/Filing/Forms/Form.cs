using System.Globalization;
using System.Text;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>A block is not of the form that it should have.</summary>
/// <param name="message">What is wrong, as a sentence.</param>
/// <param name="newer">Whether it is of a newer form than this program knows.</param>
internal sealed class FormException(string message, bool newer = false) : FormatException(message)
{
    public bool Newer { get; } = newer;
}

/// <summary>What all forms share: the version number in front, times in milliseconds, text that is well formed.</summary>
internal static class Form
{
    public const string VersionKey = "v";

    /// <summary>Reads a block whose root is a map with a version number, with the form's own reader.</summary>
    /// <param name="block">The block's bytes.</param>
    /// <param name="what">The form's name, for messages: "capture".</param>
    /// <param name="version">The newest version that is known.</param>
    /// <param name="read">Gets the map; the version is checked before.</param>
    /// <exception cref="FormException">The block is not of the form.</exception>
    public static T Read<T>(ReadOnlySpan<byte> block, string what, int version, Func<Node, T> read) =>
        Read(block, what, version, version, (node, _) => read(node));

    /// <summary>As the other, for a form that older versions of this program wrote with another number.</summary>
    /// <param name="block">The block's bytes.</param>
    /// <param name="what">The form's name, for messages: "capture".</param>
    /// <param name="oldest">The oldest version that is still read.</param>
    /// <param name="version">The newest version that is known.</param>
    /// <param name="read">Gets the map and its version.</param>
    /// <exception cref="FormException">The block is not of the form.</exception>
    public static T Read<T>(ReadOnlySpan<byte> block, string what, int oldest, int version, Func<Node, int, T> read)
    {
        if (!DagCbor.TryDecode(block, out var node, out var fault))
        {
            throw new FormException($"This is no {what}: {fault}");
        }

        try
        {
            var found = node.Integer(VersionKey);
            if (found > version)
            {
                throw new FormException(
                    string.Create(CultureInfo.InvariantCulture,
                        $"This {what} has form {found}; this program knows forms up to {version}. Use the newer Tearsheet that wrote it."),
                    newer: true);
            }

            return found >= oldest
                ? read(node, (int)found)
                : throw new FormException(string.Create(CultureInfo.InvariantCulture, $"This {what} has form {found}, which never was."));
        }
        catch (NodeShapeException error)
        {
            throw new FormException($"This is no {what}: {error.Message}.");
        }
    }

    /// <summary>Milliseconds since 1970 in UTC; what is finer is not kept.</summary>
    public static Node Time(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    public static DateTimeOffset Time(Node node, string key)
    {
        var milliseconds = (long)node.Integer(key, DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }

    /// <summary>The text with every lone half of a surrogate pair replaced, for blocks hold valid UTF-8 only.</summary>
    public static string WellFormed(string text) =>
        text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    public static Node? OptionalText(string? text) => text is null ? null : WellFormed(text);

    public static Node? OptionalWord(PublicationPolicy? policy) => policy is { } set ? Words.Of(set) : null;

    /// <summary>true, or nothing at all: a false that may also be left out would be two spellings of one thing.</summary>
    public static Node? Flag(bool value) => value ? Node.True : null;

    public static bool Flag(Node node, string key)
    {
        if (!node.TryGet(key, out _))
        {
            return false;
        }

        return node.Boolean(key) ? true : throw new NodeShapeException($"{key}: false is spelled by leaving it out");
    }

    public static int Count(Node node, string key) => (int)node.Integer(key, 0, int.MaxValue);

    public static int? OptionalCount(Node node, string key) => node.TryGet(key, out _) ? Count(node, key) : null;

    public static Node? OptionalNumber(long? value) => value is { } number ? number : null;

    public static Node? WishesNode(PageWishes wishes)
    {
        if (wishes == PageWishes.None)
        {
            return null;
        }

        return Node.Map(
            ("noArchive", Flag(wishes.NoArchive)),
            ("noIndex", Flag(wishes.NoIndex)),
            ("noSnippet", Flag(wishes.NoSnippet)),
            ("maxSnippet", OptionalNumber(wishes.MaxSnippet)),
            ("imagePreview", wishes.MaxImagePreview is { } preview ? Words.Of(preview) : null));
    }

    public static PageWishes Wishes(Node node, string key)
    {
        if (!node.TryGet(key, out var wishes))
        {
            return PageWishes.None;
        }

        wishes.OnlyKeys("noArchive", "noIndex", "noSnippet", "maxSnippet", "imagePreview");
        return new PageWishes
        {
            NoArchive = Flag(wishes, "noArchive"),
            NoIndex = Flag(wishes, "noIndex"),
            NoSnippet = Flag(wishes, "noSnippet"),
            MaxSnippet = OptionalCount(wishes, "maxSnippet"),
            MaxImagePreview = Words.OptionalPreview(wishes, "imagePreview"),
        };
    }
}
