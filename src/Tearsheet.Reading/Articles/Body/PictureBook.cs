using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>The pictures of one article, each once though it may stand in the page in several sizes.</summary>
internal sealed class PictureBook
{
    private const int MaxImages = 200;

    private readonly List<ArticleImage> _images = [];
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);

    public Sequence<ArticleImage> Images => Sequence.From(_images);

    public int Count => _images.Count;

    /// <summary>The picture's index; what was not known of it before is filled in. null when there are too many.</summary>
    public int? Add(NamedImage image, string? alt)
    {
        var key = Key(image.Address);
        if (_byKey.TryGetValue(key, out var index))
        {
            Describe(index, alt, image.Caption, image.Credit);
            return index;
        }

        if (_images.Count >= MaxImages)
        {
            return null;
        }

        _byKey.Add(key, _images.Count);
        _images.Add(new(image.Address, Short(alt) ?? "", Short(image.Caption), Short(image.Credit), image.Width, image.Height));
        return _images.Count - 1;
    }

    public int? Find(string address) => _byKey.TryGetValue(Key(address), out var index) ? index : null;

    public void Describe(int index, string? alt, string? caption, string? credit)
    {
        var known = _images[index];
        _images[index] = known with
        {
            Alt = known.Alt.Length > 0 ? known.Alt : Short(alt) ?? "",
            Caption = known.Caption ?? Short(caption),
            Credit = known.Credit ?? Short(credit),
        };
    }

    /// <summary>Notes further addresses of a picture; each stands once, and what is known of its size is filled in.</summary>
    public void Size(int index, IEnumerable<ImageSize> sizes)
    {
        const int MaxSizes = 40;
        var known = _images[index];
        var all = known.Sizes.ToList();
        foreach (var size in sizes)
        {
            if (size.Address != known.Address && all.Count < MaxSizes && !all.Exists(other => other.Address == size.Address))
            {
                all.Add(size);
            }
        }

        _images[index] = known with { Sizes = Sequence.From(all) };
    }

    /// <summary>What stays the same over the sizes of one picture: the address without scheme, query and size suffixes.</summary>
    internal static string Key(string address)
    {
        var path = address.AsSpan();
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        path = scheme < 0 ? path : path[(scheme + 3)..];
        var end = path.IndexOfAny('?', '#');
        var bare = end < 0 ? path : path[..end];
        var slash = bare.LastIndexOf('/');
        var file = bare[(slash + 1)..];
        var dot = file.LastIndexOf('.');
        if (dot < 3)
        {
            // The picture is named by the query, or by nothing that looks like a file.
            return path.ToString();
        }

        var stem = file[..dot];
        for (var cut = SizeSuffix(stem); cut > 2; cut = SizeSuffix(stem))
        {
            stem = stem[..cut];
        }

        // A name like "image.jpg" says nothing without its folder.
        return stem.Length >= 12 ? stem.ToString() : string.Concat(bare[..(slash + 1)], stem);
    }

    // "-1024x683", "_w800", "-scaled": where it begins; 0 when there is none.
    private static int SizeSuffix(ReadOnlySpan<char> stem)
    {
        var mark = stem.LastIndexOfAny('-', '_', '@');
        if (mark <= 0)
        {
            return 0;
        }

        var suffix = stem[(mark + 1)..];
        if (suffix is "scaled" or "large" or "medium" or "small" or "thumb" or "thumbnail")
        {
            return mark;
        }

        var times = suffix.IndexOf('x');
        if (times >= 0)
        {
            return IsSize(suffix[..times]) && IsSize(suffix[(times + 1)..]) && suffix.Length > 1 ? mark : 0;
        }

        return suffix.Length is 4 or 5 && suffix[0] == 'w' && IsSize(suffix[1..]) ? mark : 0;
    }

    private static bool IsSize(ReadOnlySpan<char> digits) => digits.Length <= 4 && digits.IndexOfAnyExceptInRange('0', '9') < 0;

    private static string? Short(string? text) =>
        Words.Line(text) is { } line ? line.Length <= 2000 ? line : line[..1999].TrimEnd() + "…" : null;
}
