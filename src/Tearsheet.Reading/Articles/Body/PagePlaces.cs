using System.Globalization;
using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Names elements by the way to them from the page's root, as <see cref="Article.Origins"/> has it.</summary>
internal sealed class PagePlaces
{
    // A way that is longer ends at an element further out: the spot is shown less exactly, and a hostile page costs no more.
    private const int MaxLength = 200;

    private readonly Dictionary<IElement, int> _numbers = new(ReferenceEqualityComparer.Instance);

    /// <summary>"/2/1/7": the seventh child element of the first of the second of html.</summary>
    public string Of(IElement element)
    {
        var steps = new Stack<IElement>();
        for (var up = element; up.ParentElement is { } parent; up = parent)
        {
            steps.Push(up);
        }

        var way = "";
        while (steps.TryPop(out var step))
        {
            var longer = string.Create(CultureInfo.InvariantCulture, $"{way}/{Number(step)}");
            if (longer.Length > MaxLength)
            {
                break;
            }

            way = longer;
        }

        return way;
    }

    // Counted once for all children of a parent: asking each for its place is quadratic in a long row.
    private int Number(IElement element)
    {
        if (!_numbers.TryGetValue(element, out var number))
        {
            var siblings = element.ParentElement!.ChildNodes;
            var count = 0;
            for (var i = 0; i < siblings.Length; i++)
            {
                if (siblings[i] is IElement sibling)
                {
                    _numbers[sibling] = ++count;
                }
            }

            number = _numbers[element];
        }

        return number;
    }
}
