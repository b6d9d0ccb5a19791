using System.Text;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Feeds.Opml;

/// <summary>A feed of a list.</summary>
/// <param name="Address">Of http or https.</param>
/// <param name="Title">As the list calls it; null for nothing.</param>
/// <param name="Page">The page that the feed belongs to; null for nothing.</param>
/// <param name="Topic">The folders that it stands in, outermost first; empty for none.</param>
public sealed record OpmlSubscription(string Address, string? Title, string? Page, IReadOnlyList<string> Topic);

/// <summary>The feeds of a list, its folders as topics.</summary>
/// <param name="Feeds">Each address once, in the order of the list.</param>
/// <param name="Left">A sentence for each outline that names a feed which cannot be followed, or another list.</param>
public sealed record OpmlSubscriptions(IReadOnlyList<OpmlSubscription> Feeds, IReadOnlyList<string> Left)
{
    /// <summary>Levels of a topic, and code points of one: those of the desk's own topics.</summary>
    private const int MostLevels = 8;
    private const int MaxLevel = 80;
    private const int MostLeft = 1000;

    /// <summary>The feeds of a list.</summary>
    public static OpmlSubscriptions Of(OpmlDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var (feeds, left) = (new List<OpmlSubscription>(), new List<string>());
        Gather(document.Outlines, [], feeds, left, new HashSet<string>(StringComparer.Ordinal));
        return new OpmlSubscriptions(feeds, left);
    }

    private static void Gather(
        IReadOnlyList<OpmlOutline> outlines, IReadOnlyList<string> folders, List<OpmlSubscription> feeds, List<string> left, HashSet<string> seen)
    {
        foreach (var outline in outlines)
        {
            var name = outline.Title ?? outline.Text;
            if (outline.XmlUrl is { } written)
            {
                if (Address(written) is not { } address)
                {
                    Leave(left, $"\"{name ?? written}\" has \"{written}\" for its address, which cannot be followed.");
                }
                else if (seen.Add(LinkAddress.TryParse(address, out var link) == LinkAddressStatus.Ok ? link!.Canonical : address))
                {
                    feeds.Add(new OpmlSubscription(address, name, Address(outline.HtmlUrl), folders.Count > 0 ? folders : Category(outline.Category)));
                }
            }
            else if (outline.Url is { } other && (outline.Type is "include" || other.EndsWith(".opml", StringComparison.OrdinalIgnoreCase)))
            {
                Leave(left, $"\"{name ?? other}\" is another list. Import {other} by itself if it is wanted.");
            }

            var level = outline.XmlUrl is null ? Level(outline.Text ?? outline.Title) : null;
            Gather(outline.Children, level is null || folders.Count == MostLevels ? folders : [.. folders, level], feeds, left, seen);
        }
    }

    private static void Leave(List<string> left, string sentence)
    {
        if (left.Count < MostLeft)
        {
            left.Add(sentence);
        }
    }

    // "feed:" was what browsers were to hand to a feed reader; behind it stands an address, or all of one but its scheme.
    private static string? Address(string? text)
    {
        if (text is null)
        {
            return null;
        }

        text = text.Trim();
        if (text.StartsWith("feed:", StringComparison.OrdinalIgnoreCase))
        {
            text = text[5..];
            text = text.StartsWith("//", StringComparison.Ordinal) ? "http:" + text : text;
        }

        return HttpUrl.TryRead(text, context: null, out var url) == LinkAddressStatus.Ok && !url!.HasCredentials ? url.ToString() : null;
    }

    /// <summary>The first of the paths in a category, which are separated by commas.</summary>
    private static string[] Category(string? category) =>
        [.. (category ?? "").Split(',')[0].Split('/').Select(Level).OfType<string>().Take(MostLevels)];

    private static string? Level(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        // Half of a pair is no character that could be normalised; a slash separates levels and cannot stand in one.
        var runes = string.Concat(name.EnumerateRunes()).Normalize(NormalizationForm.FormC).Replace('/', '-').EnumerateRunes()
            .Where(rune => !Rune.IsControl(rune)).Take(MaxLevel);
        var level = string.Concat(runes).Trim();
        return level.Length == 0 ? null : level;
    }
}
