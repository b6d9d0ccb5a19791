using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>What one walk over the page finds for all who look for metadata.</summary>
internal sealed class PageSurvey
{
    private const int MaxSeen = 200;
    private const int MaxHeadings = 30;
    private const int MaxBylines = 40;

    // A paragraph this long is running text: here the body begins.
    private const int RunningText = 140;

    private readonly Dictionary<string, List<string>> _metas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _itemProps = new(StringComparer.Ordinal);
    private readonly HashSet<IElement> _aroundHeadline = [];
    private readonly List<string> _canonicals = [];
    private readonly List<SeenHeading> _headings = [];
    private readonly List<SeenByline> _bylines = [];
    private readonly List<IElement> _standfirsts = [];
    private readonly List<SeenDate> _dates = [];
    private readonly List<SeenImage> _images = [];
    private readonly System.Text.StringBuilder _opening = new(1024);
    private int _firstHeadingAt = -1;
    private int _looseDates;
    private int _looseBylines;
    private int _trail;
    private int _depth;

    private PageSurvey()
    {
    }

    public string? Title { get; private set; }

    public string? Base { get; private set; }

    /// <summary>What the canonical links in the head name, as written; one in the body is nobody's, for readers may have written it.</summary>
    public IReadOnlyList<string> Canonicals => _canonicals;

    public string? ImageLink { get; private set; }

    public string? Language { get; private set; }

    public bool RightToLeft { get; private set; }

    /// <summary>Every h1 and the first h2, in page order, those in the furniture too.</summary>
    public IReadOnlyList<SeenHeading> Headings => _headings;

    public IReadOnlyList<SeenByline> Bylines => _bylines;

    public IReadOnlyList<IElement> Standfirsts => _standfirsts;

    public IReadOnlyList<SeenDate> Dates => _dates;

    public IReadOnlyList<SeenImage> Images => _images;

    /// <summary>Characters of text before the first running paragraph; the whole text's length when there is none.</summary>
    public int BodyAt { get; private set; } = -1;

    /// <summary>What it would cost to look for the body in this page.</summary>
    public PageEffort Effort { get; private set; }

    /// <summary>Characters of visible text, links included.</summary>
    public int TextLength { get; private set; }

    public int LinkTextLength { get; private set; }

    public int Links { get; private set; }

    /// <summary>The first visible text, at most some 4,000 characters.</summary>
    public string Opening => _opening.ToString();

    public bool HasPaywallMark { get; private set; }

    /// <summary>Walks <paramref name="document"/> once and changes nothing in it.</summary>
    public static PageSurvey Of(IHtmlDocument document)
    {
        var survey = new PageSurvey { Title = document.Title };
        foreach (var headline in document.GetElementsByTagName("h1").Take(5))
        {
            for (var element = headline; element is not null && survey._aroundHeadline.Add(element); element = element.ParentElement!)
            {
            }
        }

        if (document.DocumentElement is { } root)
        {
            survey.Language = root.GetAttribute("lang") ?? root.GetAttribute("xml:lang") ?? document.Body?.GetAttribute("lang");
            survey.RightToLeft = IsRightToLeft(root) || (document.Body is { } body && IsRightToLeft(body));
            survey.Walk(root, new Place());
        }

        survey.BodyAt = survey.BodyAt < 0 ? survey.TextLength : survey.BodyAt;

        return survey;
    }

    /// <summary>The first non-empty content of the metas with one of <paramref name="names"/>, in the order of the names.</summary>
    public string? Meta(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (_metas.TryGetValue(name, out var values))
            {
                return values[0];
            }
        }

        return null;
    }

    /// <summary>All contents of the metas called <paramref name="name"/>.</summary>
    public IReadOnlyList<string> Metas(string name) => _metas.TryGetValue(name, out var values) ? values : [];

    /// <summary>All values of a microdata property.</summary>
    public IReadOnlyList<string> Property(string name) => _itemProps.TryGetValue(name, out var values) ? values : [];

    private static bool IsRightToLeft(IElement element) =>
        string.Equals(element.GetAttribute("dir"), "rtl", StringComparison.OrdinalIgnoreCase);

    private static void Add(Dictionary<string, List<string>> to, string name, string value)
    {
        if (!to.TryGetValue(name, out var values))
        {
            to.Add(name, values = []);
        }

        if (values.Count < 50)
        {
            values.Add(value);
        }
    }

    // The depth is bounded: the pre-scan flattened what was deeper.
    private void Walk(INode parent, Place place)
    {
        // By index: the next sibling is looked for from the start, which is quadratic in a long row of siblings.
        var children = parent.ChildNodes;
        _depth++;
        Effort = Effort.With(children.Length, _depth);
        for (var i = 0; i < children.Length; i++)
        {
            if (children[i] is IText text)
            {
                Effort = Effort.WithText(text.Data.Length, _depth);
                See(text, place);
            }
            else if (children[i] is IElement element)
            {
                Visit(element, place);
            }
        }

        _depth--;
    }

    private void See(IText node, Place place)
    {
        var trimmed = node.Data.AsSpan().Trim();
        if (trimmed.IsEmpty)
        {
            return;
        }

        if (trimmed.Length <= 90)
        {
            SeeLoose(node, trimmed, place);
        }
        else if (BodyAt < 0 && trimmed.Length >= RunningText && place is { Link: false, Furniture: false } && _firstHeadingAt >= 0)
        {
            BodyAt = TextLength;
        }

        TextLength += trimmed.Length;
        LinkTextLength += place.Link ? trimmed.Length : 0;
        if (_opening.Length < 4000)
        {
            _opening.Append(trimmed[..Math.Min(trimmed.Length, 1000)]).Append(' ');
        }
    }

    private void SeeLoose(IText node, ReadOnlySpan<char> text, Place place)
    {
        if (_looseDates < 30 && _dates.Count < MaxSeen && text.Length >= 5 && LooksLikeDate(text) && node.ParentElement is { } holder)
        {
            _looseDates++;
            _dates.Add(new(holder, null, Words.Fold(text), Names(holder), IsTime: false, IsLoose: true, TextLength, place.Furniture));
        }

        if (!place.Furniture && _looseBylines < 12 && (_firstHeadingAt >= 0 || _aroundHeadline.Count == 0)
            && node.ParentElement is { } parent && Metadata.Bylines.StartsAsByline(text))
        {
            // "Written by" alone is a label: the name stands beside it.
            _looseBylines++;
            Byline(Metadata.Bylines.IsLabel(text) && parent.ParentElement is { } around ? around : parent, BylineSign.Phrase, place);
        }
    }

    // A year, or a short row of numbers as "8.5.12".
    private static bool LooksLikeDate(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny('1', '2'); at >= 0 && at + 4 <= text.Length;)
        {
            if (text[at..(at + 2)] is "19" or "20" && char.IsAsciiDigit(text[at + 2]) && char.IsAsciiDigit(text[at + 3]))
            {
                return text.Length >= 8;
            }

            var next = text[(at + 1)..].IndexOfAny('1', '2');
            at = next < 0 ? -1 : at + 1 + next;
        }

        if (text.Length <= 40 && text.IndexOfAny('.', '/') is var mark and > 0 && char.IsAsciiDigit(text[mark - 1]))
        {
            var second = text[(mark + 1)..].IndexOf(text[mark]);
            return second is 1 or 2;
        }

        // Arabic, Persian and Indian digits.
        return text.ContainsAnyInRange('\u0660', '\u0DEF') && text.Length >= 8 && Words.HasForeignDigits(text);
    }

    private static string Names(IElement element) =>
        element.ClassName is { Length: > 0 } className ? element.Id is { Length: > 0 } id ? className + " " + id : className : element.Id ?? "";

    private void Visit(IElement element, Place place)
    {
        var property = element.GetAttribute("itemprop");
        var marks = SurveyWords.Of(element.ClassName, element.Id);
        var isTrail = Has(marks, NameMark.Trail);
        switch (element.LocalName)
        {
            case "meta":
                Meta(element, property);
                return;
            case "link":
                LinkTag(element, property);
                return;
            case "base":
                Base ??= element.GetAttribute("href");
                return;
            case "title" or "option" or "template" or "noscript":
                return;
            case "h1" or "h2":
                Heading(element, isTrail, place);
                break;
            case "img" when _images.Count < MaxSeen:
                _images.Add(new(element, TextLength, place.Furniture));
                return;
            case "aside":
                place.Furniture |= !_aroundHeadline.Contains(element) && !Has(marks, NameMark.Byline);
                break;
            case "nav":
                isTrail = true;
                place.Furniture |= !_aroundHeadline.Contains(element);
                break;
            case "footer":
                place.Furniture |= !_aroundHeadline.Contains(element) && !HasAncestor(element, "article") && !Has(marks, NameMark.OwnFooter);
                break;
            case "a":
                Links++;
                place.Link = true;
                LinkElement(element, place);
                break;
        }

        place.Furniture |= Has(marks, NameMark.Furniture) && !Has(marks, NameMark.OwnFooter)
            && element.LocalName is not ("body" or "main" or "article" or "html" or "h1") && !_aroundHeadline.Contains(element);

        if (property is not null)
        {
            Property(element, property, place);
        }

        var isTime = element.LocalName is "time" or "relative-time";
        var isDated = isTime || element.HasAttribute("datetime");
        if (marks != NameMark.None || isDated || property is not null)
        {
            Marked(element, marks, property, isTime, isDated, place);
        }

        _trail += isTrail ? 1 : 0;
        Walk(element, place);
        _trail -= isTrail ? 1 : 0;
    }

    private static bool Has(NameMark marks, NameMark mark) => (marks & mark) != NameMark.None;

    private void Marked(IElement element, NameMark marks, string? property, bool isTime, bool isDated, Place place)
    {
        if (Has(marks, NameMark.Byline))
        {
            Byline(element, BylineSign.Name, place);
        }
        else if (!place.Furniture && _standfirsts.Count < 5 && Has(marks, NameMark.Standfirst) && element.LocalName is not ("body" or "main" or "article"))
        {
            _standfirsts.Add(element);
        }

        if (isDated || Has(marks, NameMark.Date))
        {
            Date(element, Names(element) + " " + property, isTime, place);
        }

        HasPaywallMark |= !place.Furniture && Has(marks, NameMark.Paywall);
    }

    private void Heading(IElement element, bool isTrail, Place place)
    {
        if (_headings.Count < MaxHeadings)
        {
            var level = element.LocalName[1] - '0';
            isTrail |= _trail > 0 || element.HasAttribute("data-breadcrumb-headline");
            _headings.Add(new(element, level, TextLength, Names(element), place.Furniture, isTrail));
            if (level == 1 && !place.Furniture && !isTrail && _firstHeadingAt < 0)
            {
                _firstHeadingAt = TextLength;
            }
        }
    }

    private void LinkElement(IElement element, Place place)
    {
        if (element.GetAttribute("rel") is { } rel && rel.Contains("author", StringComparison.OrdinalIgnoreCase))
        {
            Byline(element, BylineSign.Relation, place);
        }
        else if (!place.Furniture && _looseBylines < 12 && element.GetAttribute("href") is { Length: < 400 } href && href.AsSpan().ContainsAny(SurveyWords.People))
        {
            _looseBylines++;
            Byline(element, BylineSign.Link, place);
        }
    }

    private static bool HasAncestor(IElement element, string name)
    {
        for (var up = element.ParentElement; up is not null; up = up.ParentElement)
        {
            if (up.LocalName == name)
            {
                return true;
            }
        }

        return false;
    }

    private void Meta(IElement element, string? property)
    {
        if (element.GetAttribute("content") is not { Length: > 0 and < 20_000 } content || string.IsNullOrWhiteSpace(content))
        {
            return;
        }

        if (property is not null)
        {
            Add(_itemProps, property.Trim(), content);
        }

        // Both may stand on one meta: name for one reader and property for the other.
        foreach (var attribute in (ReadOnlySpan<string>)["property", "name", "http-equiv"])
        {
            if (element.GetAttribute(attribute) is { Length: > 0 and < 400 } names)
            {
                foreach (var name in names.ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    if (_metas.Count < 500)
                    {
                        Add(_metas, name, content);
                    }
                }
            }
        }
    }

    private static bool HasWord(string words, string word) =>
        words.Split([' ', '\t', '\n', '\r', '\f'], StringSplitOptions.RemoveEmptyEntries).Contains(word, StringComparer.OrdinalIgnoreCase);

    private void LinkTag(IElement element, string? property)
    {
        if (element.GetAttribute("href") is not { Length: > 0 } href)
        {
            return;
        }

        if (property is not null)
        {
            Add(_itemProps, property.Trim(), href);
        }

        var rel = element.GetAttribute("rel") ?? "";
        if (_canonicals.Count < 5 && HasWord(rel, "canonical") && element.Closest("head") is not null)
        {
            _canonicals.Add(href);
        }
        else if (rel.Equals("image_src", StringComparison.OrdinalIgnoreCase))
        {
            ImageLink ??= href;
        }
    }

    private void Property(IElement element, string property, Place place)
    {
        if (property.Contains("author", StringComparison.Ordinal) || property.Contains("creator", StringComparison.Ordinal))
        {
            Byline(element, BylineSign.Property, place);
        }

        if (place.Furniture)
        {
            return;
        }

        var value = element.GetAttribute("content") ?? element.GetAttribute("datetime")
            ?? (element.LocalName is "img" ? element.GetAttribute("src") : null)
            ?? (property is "articleBody" or "text" or "author" ? null : ElementText.Line(element, 500));
        foreach (var name in property.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name is not ("author" or "creator") && !string.IsNullOrWhiteSpace(value) && _itemProps.Count < 200)
            {
                Add(_itemProps, name, value);
            }
        }
    }

    private void Byline(IElement element, BylineSign sign, Place place)
    {
        if (_bylines.Count < MaxBylines && (_bylines.Count == 0 || _bylines[^1].Element != element || _bylines[^1].Sign > sign))
        {
            _bylines.Add(new(element, TextLength, sign, place.Furniture));
        }
    }

    private void Date(IElement element, string names, bool isTime, Place place)
    {
        if (_dates.Count >= MaxSeen)
        {
            return;
        }

        var machine = element.GetAttribute("datetime") ?? element.GetAttribute("content");
        var text = ElementText.Line(element, 160);
        if (machine is not null || isTime || (text is not null && text.AsSpan().IndexOfAnyInRange('0', '9') >= 0))
        {
            if (element.ParentElement is { } parent)
            {
                names += " " + parent.ClassName;
            }

            _dates.Add(new(element, machine, text ?? "", names, isTime, IsLoose: false, TextLength, place.Furniture));
        }
    }

    /// <summary>As <see cref="ElementText.Line"/>.</summary>
    public static string? Text(INode element, int most) => ElementText.Line(element, most);

    [System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
    private record struct Place(bool Furniture, bool Link);
}
