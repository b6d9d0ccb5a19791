using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>Finds the body where the engine would take too long: follows the paragraphs down to where they part.</summary>
internal static class PlainChoice
{
    // Most of the paragraphs' text must lie in one child to go down into it.
    private const double Share = 0.7;

    /// <summary>The element that holds most of the running text; null when there is none. One pass.</summary>
    public static IElement? FindBody(IHtmlDocument document)
    {
        if (document.Body is not { } body)
        {
            return null;
        }

        var lengths = new Dictionary<INode, int>();
        var total = Measure(body, inParagraph: false, lengths);
        INode choice = body;
        while (total > 0)
        {
            var next = choice.ChildNodes.FirstOrDefault(child => lengths.GetValueOrDefault(child) > Share * total);
            if (next is null or IHtmlParagraphElement)
            {
                return (IElement)choice;
            }

            choice = next;
        }

        return null;
    }

    private static int Measure(IElement element, bool inParagraph, Dictionary<INode, int> lengths)
    {
        if (element.LocalName is "nav" or "aside" or "footer" or "form" or "noscript" or "button" or "select")
        {
            return 0;
        }

        inParagraph |= element.LocalName is "p" or "blockquote" or "pre";
        var length = 0;
        var children = element.ChildNodes;
        for (var i = 0; i < children.Length; i++)
        {
            length += children[i] switch
            {
                IText text when inParagraph => text.Data.AsSpan().Trim().Length,
                IElement child => Measure(child, inParagraph, lengths),
                _ => 0,
            };
        }

        if (length > 0)
        {
            lengths.Add(element, length);
        }

        return length;
    }
}
