using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>A heading somewhere in the page.</summary>
/// <param name="Element">An h1 or h2.</param>
/// <param name="Level">1 or 2.</param>
/// <param name="At">Characters of text before it.</param>
/// <param name="Names">Its class and id.</param>
/// <param name="Furniture">Whether it stands in what surrounds articles.</param>
/// <param name="Trail">Whether it stands in the trail of links to the page (breadcrumbs), where search engines' titles live.</param>
internal readonly record struct SeenHeading(IElement Element, int Level, int At, string Names, bool Furniture, bool Trail);

/// <summary>How an element says that it names who wrote.</summary>
internal enum BylineSign
{
    /// <summary>Microdata: itemprop=author.</summary>
    Property,

    /// <summary>A link with rel=author.</summary>
    Relation,

    /// <summary>Its class or id: "byline".</summary>
    Name,

    /// <summary>Its address: /author/ann-lee.</summary>
    Link,

    /// <summary>Its text begins as bylines do: "By ...".</summary>
    Phrase,
}

/// <summary>An element that may name who wrote.</summary>
internal readonly record struct SeenByline(IElement Element, int At, BylineSign Sign, bool Furniture);

/// <summary>A date somewhere in the page.</summary>
/// <param name="Element">That holds it.</param>
/// <param name="Machine">A datetime or content attribute; null when there is none.</param>
/// <param name="Text">What is printed.</param>
/// <param name="Names">Class, id and itemprop, of the parent too: what the page calls it.</param>
/// <param name="IsTime">Whether it is a time element.</param>
/// <param name="IsLoose">Whether only its text speaks for it.</param>
/// <param name="At">Characters of text before it.</param>
/// <param name="Furniture">Whether it stands in what surrounds articles.</param>
internal readonly record struct SeenDate(IElement Element, string? Machine, string Text, string Names, bool IsTime, bool IsLoose, int At, bool Furniture);

/// <summary>A picture somewhere in the page.</summary>
internal readonly record struct SeenImage(IElement Element, int At, bool Furniture);
