using System.Globalization;
using AngleSharp.Dom;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Finds the picture that an img element stands for: pages hide it from those who do not run scripts.</summary>
internal static class ImageSource
{
    /// <summary>Wider than this a candidate is only taken when there is no smaller one.</summary>
    public const int PreferredWidth = 1600;

    private static readonly string[] s_lists = ["data-srcset", "data-lazy-srcset", "srcset"];

    private static readonly string[] s_single =
        ["data-src", "data-original", "data-lazy-src", "data-lazy", "data-image", "data-url", "data-img-url", "data-original-src", "data-hi-res-src", "data-full-src"];

    /// <summary>The attributes in which pages keep a picture's address until a script fetches it.</summary>
    public static IEnumerable<string> Attributes => s_lists.Concat(s_single);

    private static readonly string[] s_placeholders = ["placeholder", "blank.", "spacer", "pixel", "1x1", "transparent", "lazy", "loading", "grey.", "clear.gif", "dummy"];

    /// <summary>The picture; null when the element has none that can be fetched, or is no picture but a mark or a counter.</summary>
    /// <param name="image">An img element; its picture element is looked at too.</param>
    /// <param name="links">Resolves addresses.</param>
    public static NamedImage? Find(IElement image, PageLinks links)
    {
        var (width, height) = (Number(image, "width"), Number(image, "height"));
        if (width is > 0 and < 50 || height is > 0 and < 50)
        {
            return null;
        }

        if ((Best(image, links) ?? EmbeddedPicture.AddressOf(image, links)) is not { } address || PictureMarks.IsNoPicture(address))
        {
            return null;
        }

        return new(address, null, null, width, height);
    }

    /// <summary>The best candidate of a srcset; null when it has none.</summary>
    /// <remarks>Spec: WHATWG HTML, "Parse a srcset attribute", less the density arithmetic: 2x counts as 1600 px, 1x as 800.</remarks>
    public static string? Candidate(string? srcset)
    {
        if (srcset is null || srcset.Length > 20_000)
        {
            return null;
        }

        string? best = null;
        var bestWidth = 0.0;
        foreach (var (address, width) in Candidates(srcset))
        {
            var isBetter = best is null
                || (bestWidth > PreferredWidth ? width < bestWidth : width > bestWidth && width <= PreferredWidth);
            if (isBetter)
            {
                (best, bestWidth) = (address, width);
            }
        }

        return best;
    }

    /// <summary>Every address under which <paramref name="image"/> and its picture element offer it.</summary>
    public static IEnumerable<ImageSize> Sizes(IElement image, PageLinks links)
    {
        var elements = image.ParentElement is { LocalName: "picture" } picture ? picture.Children.Where(child => child.LocalName == "source").Append(image) : [image];
        foreach (var element in elements)
        {
            foreach (var name in s_lists)
            {
                if (element.GetAttribute(name) is { Length: <= 20_000 } list)
                {
                    // A density (2x) tells no width.
                    var isByWidth = list.Contains('w', StringComparison.Ordinal) && !list.Contains(" 2x", StringComparison.Ordinal) && !list.Contains(" 1x", StringComparison.Ordinal);
                    foreach (var (address, width) in Candidates(list))
                    {
                        if (links.Web(address) is { } found)
                        {
                            yield return new(found, isByWidth && width is >= 16 and < 100_000 ? (int)width : null, null);
                        }
                    }
                }
            }
        }

        if (links.Web(image.GetAttribute("src")) is { } source && !IsPlaceholder(source))
        {
            yield return new(source, Number(image, "width"), Number(image, "height"));
        }
    }

    private static string? Best(IElement image, PageLinks links)
    {
        foreach (var name in s_lists)
        {
            if (links.Web(Candidate(image.GetAttribute(name))) is { } address)
            {
                return address;
            }
        }

        foreach (var name in s_single)
        {
            if (image.GetAttribute(name) is { } value && value.AsSpan().IndexOfAny('{', '[') < 0 && links.Web(value) is { } address)
            {
                return address;
            }
        }

        var source = image.GetAttribute("src");
        if (image.ParentElement is { LocalName: "picture" } picture)
        {
            foreach (var candidate in picture.Children)
            {
                // A browser takes the first whose type it knows; formats that not all read come first.
                if (candidate.LocalName == "source" && candidate.GetAttribute("type") is not "image/avif"
                    && links.Web(Candidate(candidate.GetAttribute("srcset") ?? candidate.GetAttribute("data-srcset"))) is { } address
                    && (IsPlaceholder(source) || source is null || candidate.GetAttribute("media") is null))
                {
                    return address;
                }
            }
        }

        return IsPlaceholder(source) ? null : links.Web(source);
    }

    private static bool IsPlaceholder(string? source) =>
        source is null || source.StartsWith("data:", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(s_placeholders, word => FileOf(source).Contains(word, StringComparison.OrdinalIgnoreCase));

    private static ReadOnlySpan<char> FileOf(string address) => address.AsSpan(address.LastIndexOf('/') + 1);

    private static int? Number(IElement element, string attribute) =>
        int.TryParse(element.GetAttribute(attribute).AsSpan().Trim().TrimEnd("px"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is > 0 and < 100_000
            ? number
            : null;

    private static IEnumerable<(string Address, double Width)> Candidates(string srcset)
    {
        var at = 0;
        while (at < srcset.Length)
        {
            while (at < srcset.Length && (char.IsWhiteSpace(srcset[at]) || srcset[at] == ','))
            {
                at++;
            }

            var start = at;
            while (at < srcset.Length && !char.IsWhiteSpace(srcset[at]))
            {
                at++;
            }

            var address = srcset[start..at];
            var descriptor = "";
            if (address.EndsWith(','))
            {
                address = address.TrimEnd(',');
            }
            else
            {
                // A comma ends the candidate, unless it stands in the address itself.
                start = at;
                while (at < srcset.Length && srcset[at] != ',')
                {
                    at++;
                }

                descriptor = srcset[start..at].Trim();
            }

            if (address.Length > 0)
            {
                yield return (address, WidthOf(descriptor));
            }
        }
    }

    private static double WidthOf(string descriptor)
    {
        if (descriptor.Length == 0)
        {
            return 800;
        }

        var isNumber = double.TryParse(descriptor.AsSpan(0, descriptor.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return !isNumber ? 1 : descriptor[^1] switch
        {
            'w' => number,
            'x' => number * 800,
            _ => 1,
        };
    }
}
