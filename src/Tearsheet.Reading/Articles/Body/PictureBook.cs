using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>The pictures of one article, each once though it may stand in the page in several sizes.</summary>
/// <param name="authors">Whose faces are no pictures of the article.</param>
internal sealed class PictureBook(IReadOnlyList<string> authors)
{
    private const int MaxImages = 200;

    private readonly HashSet<string> _authors = authors.Select(name => Words.Key(name)).ToHashSet(StringComparer.Ordinal);
    private readonly List<ArticleImage> _images = [];
    private readonly Dictionary<string, int> _byKey = new(StringComparer.Ordinal);

    public Sequence<ArticleImage> Images => Sequence.From(_images);

    public ArticleImage this[int index] => _images[index];

    public int Count => _images.Count;

    /// <summary>Whether its alternative text is the name of who wrote the article, and the page does not name it as the article's.</summary>
    public bool IsOfAuthor(NamedImage image, string? alt) => Words.Line(alt) is { } line && _authors.Contains(Words.Key(line)) && Find(image.Address) is null;

    /// <summary>The picture's index; what was not known of it before is filled in. null when there are too many.</summary>
    public int? Add(NamedImage image, string? alt)
    {
        var key = PictureName.Of(image.Address);
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

    public int? Find(string address) => _byKey.TryGetValue(PictureName.Of(address), out var index) ? index : null;

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

    private static string? Short(string? text) =>
        Words.Line(text) is { } line ? line.Length <= 2000 ? line : line[..1999].TrimEnd() + "…" : null;
}
