using System.Buffers;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>A date somewhere in the page.</summary>
/// <param name="Machine">A datetime or content attribute; null when there is none.</param>
/// <param name="Text">What is printed.</param>
/// <param name="Words">Class, id and itemprop, in lower case: what the page calls it.</param>
/// <param name="IsTime">Whether it is a time element.</param>
/// <param name="AfterHeadline">Whether the first h1 stands before it.</param>
internal readonly record struct SeenDate(string? Machine, string Text, string Words, bool IsTime, bool AfterHeadline);

/// <summary>A picture somewhere in the page.</summary>
internal readonly record struct SeenImage(IElement Element, bool AfterHeadline);

/// <summary>What one walk over the page finds for all who look for metadata.</summary>
internal sealed class PageSurvey
{
    private const int MaxSeen = 200;

    private static readonly SearchValues<string> s_furniture = SearchValues.Create(
        [
            "comment", "related", "sidebar", "footer", "recommend", "teaser", "promo", "newsletter", "widget", "popular",
            "trending", "most-read", "mostread", "more-from", "read-more", "readmore", "breadcrumb", "carousel", "outbrain",
            "taboola", "kommentar", "coment", "nav-", "navbar", "menu", "latest", "advert", "sponsor", "read-next",
            "disqus", "see-also", "seealso",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_byline = SearchValues.Create(
        ["author", "byline", "by-line", "writer", "autor", "auteur", "verfasser", "redacteur", "journalist", "contributor"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_date = SearchValues.Create(
        ["date", "time", "publi", "posted", "datum", "fecha", "meta", "updated", "modified"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> s_standfirst = SearchValues.Create(
        ["standfirst", "subhead", "sub-head", "subtitle", "sub-title", "deck", "dek", "lede", "summary", "article-intro",
            "article__intro", "articleintro", "excerpt", "description", "vorspann", "chapo", "sottotitolo", "bajada",
            "entradilla", "ingress", "lead-text", "article__lead", "article-lead", "leadtext"],
        StringComparison.OrdinalIgnoreCase);

    private readonly Dictionary<string, List<string>> _metas = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _itemProps = new(StringComparer.Ordinal);
    private readonly HashSet<IElement> _aroundHeadline = [];
    private readonly List<IElement> _headlines = [];
    private readonly List<IElement> _bylines = [];
    private readonly List<IElement> _standfirsts = [];
    private readonly List<SeenDate> _dates = [];
    private readonly List<SeenImage> _images = [];
    private readonly System.Text.StringBuilder _opening = new(1024);
    private readonly List<IElement> _looseBylines = [];
    private readonly List<SeenDate> _looseDates = [];
    private int _afterHeadline;
    private int _depth;

    private PageSurvey()
    {
    }

    public string? Title { get; private set; }

    public string? Base { get; private set; }

    public string? Canonical { get; private set; }

    public string? ImageLink { get; private set; }

    public string? Language { get; private set; }

    public bool RightToLeft { get; private set; }

    /// <summary>Every h1 outside the furniture, in page order.</summary>
    public IReadOnlyList<IElement> Headlines => _headlines;

    public IReadOnlyList<IElement> Bylines => _bylines;

    public IReadOnlyList<IElement> Standfirsts => _standfirsts;

    public IReadOnlyList<SeenDate> Dates => _dates;

    /// <summary>Elements whose text begins as bylines do, or that link to a person, without being marked as bylines.</summary>
    public IReadOnlyList<IElement> LooseBylines => _looseBylines;

    /// <summary>Short texts with a year in them, without being marked as dates.</summary>
    public IReadOnlyList<SeenDate> LooseDates => _looseDates;

    public IReadOnlyList<SeenImage> Images => _images;

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
            survey.Walk(root, furniture: false, link: false);
        }

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
    private void Walk(INode parent, bool furniture, bool link)
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
                See(text, furniture, link);
            }
            else if (children[i] is IElement element)
            {
                Visit(element, furniture, link);
            }
        }

        _depth--;
    }

    private void See(IText node, bool furniture, bool link)
    {
        var trimmed = node.Data.AsSpan().Trim();
        if (trimmed.IsEmpty)
        {
            return;
        }

        if (!furniture && trimmed.Length <= 90 && (_afterHeadline > 0 || _aroundHeadline.Count == 0))
        {
            SeeLoose(node, trimmed);
        }

        TextLength += trimmed.Length;
        LinkTextLength += link ? trimmed.Length : 0;
        if (_opening.Length < 4000)
        {
            _opening.Append(trimmed[..Math.Min(trimmed.Length, 1000)]).Append(' ');
        }
    }

    private void SeeLoose(IText node, ReadOnlySpan<char> text)
    {
        if (_looseDates.Count < 30 && text.Length >= 8 && HasYear(text))
        {
            _looseDates.Add(new(null, Words.Fold(text), "", IsTime: false, AfterHeadline: true));
        }

        if (_looseBylines.Count < 10 && node.ParentElement is { } parent && Metadata.Bylines.StartsAsByline(text.ToString() + " "))
        {
            // "Written by" alone is a label: the name stands beside it.
            _looseBylines.Add(text.Length < 12 && parent.ParentElement is { } around ? around : parent);
        }
    }

    private static bool HasYear(ReadOnlySpan<char> text)
    {
        for (var at = text.IndexOfAny('1', '2'); at >= 0 && at + 4 <= text.Length;)
        {
            if (text[at..(at + 2)] is "19" or "20" && char.IsAsciiDigit(text[at + 2]) && char.IsAsciiDigit(text[at + 3]))
            {
                return true;
            }

            var next = text[(at + 1)..].IndexOfAny('1', '2');
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }

    private void Visit(IElement element, bool furniture, bool link)
    {
        var property = element.GetAttribute("itemprop");
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
            case "h1":
                _afterHeadline = furniture || _headlines.Count > 0 ? _afterHeadline : 1;
                if (!furniture && _headlines.Count < 10)
                {
                    _headlines.Add(element);
                }

                break;
            case "img" when !furniture && _images.Count < MaxSeen:
                _images.Add(new(element, _afterHeadline > 0));
                break;
            case "aside" or "nav":
                furniture |= !_aroundHeadline.Contains(element);
                break;
            case "footer":
                furniture |= !_aroundHeadline.Contains(element) && !HasAncestor(element, "article");
                break;
            case "a":
                Links++;
                link = true;
                if (!furniture && element.GetAttribute("rel") is { } rel && rel.Contains("author", StringComparison.OrdinalIgnoreCase))
                {
                    Byline(element);
                }
                else if (!furniture && _looseBylines.Count < 10 && element.GetAttribute("href") is { } href
                    && (href.Contains("/author/", StringComparison.OrdinalIgnoreCase) || href.Contains("/autor/", StringComparison.OrdinalIgnoreCase)
                        || href.Contains("/authors/", StringComparison.OrdinalIgnoreCase) || href.Contains("/auteur/", StringComparison.OrdinalIgnoreCase)))
                {
                    _looseBylines.Add(element);
                }

                break;
        }

        var name = element.ClassName is { Length: > 0 } className ? className + " " + element.Id : element.Id ?? "";
        var isTime = element.LocalName is "time" or "relative-time";
        if (name.Length > 0 && !furniture)
        {
            furniture = element.LocalName is not ("body" or "main" or "article" or "html" or "h1")
                && name.AsSpan().ContainsAny(s_furniture)
                && !_aroundHeadline.Contains(element);
        }

        if (property is not null)
        {
            Property(element, property, furniture);
        }

        if (!furniture)
        {
            if (name.AsSpan().ContainsAny(s_byline))
            {
                Byline(element);
            }
            else if (_standfirsts.Count < 5 && name.AsSpan().ContainsAny(s_standfirst) && element.LocalName is not ("body" or "main" or "article"))
            {
                _standfirsts.Add(element);
            }

            if (isTime || name.AsSpan().ContainsAny(s_date) || element.HasAttribute("datetime"))
            {
                Date(element, name + " " + property, isTime);
            }

            HasPaywallMark |= name.Contains("paywall", StringComparison.OrdinalIgnoreCase);
        }

        Walk(element, furniture, link);
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
        if (rel.Equals("canonical", StringComparison.OrdinalIgnoreCase))
        {
            Canonical ??= href;
        }
        else if (rel.Equals("image_src", StringComparison.OrdinalIgnoreCase))
        {
            ImageLink ??= href;
        }
    }

    private void Property(IElement element, string property, bool furniture)
    {
        if (furniture)
        {
            return;
        }

        var value = element.GetAttribute("content") ?? element.GetAttribute("datetime")
            ?? (element.LocalName is "img" ? element.GetAttribute("src") : null)
            ?? (property is "articleBody" or "text" ? null : Text(element, 500));
        foreach (var name in property.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (name == "author" || name == "creator")
            {
                Byline(element);
            }
            else if (!string.IsNullOrWhiteSpace(value) && _itemProps.Count < 200)
            {
                Add(_itemProps, name, value);
            }
        }
    }

    private void Byline(IElement element)
    {
        if (_bylines.Count < 30 && (_bylines.Count == 0 || _bylines[^1] != element))
        {
            _bylines.Add(element);
        }
    }

    private void Date(IElement element, string words, bool isTime)
    {
        if (_dates.Count >= MaxSeen)
        {
            return;
        }

        var machine = element.GetAttribute("datetime") ?? element.GetAttribute("content");
        var text = Text(element, 160);
        if (machine is not null || (text is not null && text.AsSpan().IndexOfAnyInRange('0', '9') >= 0) || isTime)
        {
            _dates.Add(new(machine, text ?? "", words.ToLowerInvariant(), isTime, _afterHeadline > 0));
        }
    }

    /// <summary>The element's text when it is at most <paramref name="most"/> characters; null when longer.</summary>
    /// <remarks>Stops at the limit, so that asking a big container costs no more than a small one.</remarks>
    public static string? Text(INode element, int most)
    {
        const int MaxNodes = 2_000;
        var text = new System.Text.StringBuilder();
        var nodes = 0;
        return Gather(element) ? Words.Fold(text.ToString()) : null;

        bool Gather(INode parent)
        {
            var children = parent.ChildNodes;
            for (var i = 0; i < children.Length; i++)
            {
                var node = children[i];
                if (++nodes > MaxNodes)
                {
                    return false;
                }

                if (node is IText { Data: var data })
                {
                    var trimmed = data.AsSpan().Trim();
                    if (text.Length + trimmed.Length > most)
                    {
                        return false;
                    }

                    if (data.Length > 0 && Words.IsGap(data[0]))
                    {
                        text.Append(' ');
                    }

                    text.Append(trimmed);
                    if (trimmed.Length > 0 && Words.IsGap(data[^1]))
                    {
                        text.Append(' ');
                    }

                    if (text.Length > 4 * most)
                    {
                        return false;
                    }
                }
                else if (node is IElement { LocalName: not ("style" or "script" or "template" or "noscript" or "button") } element)
                {
                    var isBreak = element.LocalName is "br" or "p" or "div" or "li" or "td" or "h1" or "h2" or "h3" or "section";
                    if (isBreak)
                    {
                        text.Append(' ');
                    }

                    if (!Gather(element))
                    {
                        return false;
                    }

                    if (isBreak)
                    {
                        text.Append(' ');
                    }
                }
            }

            return true;
        }
    }
}
