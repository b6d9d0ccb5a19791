namespace Tearsheet.Reading.Links;

/// <summary>How far a claim about a page's address can be believed.</summary>
public enum CanonicalTrust
{
    /// <summary>Not at all: a front page, a template that nobody filled in, a name or address inside somebody's network.</summary>
    No,

    /// <summary>It names the whole of which this page is a part: the page is kept beside it.</summary>
    Part,

    /// <summary>It names another site. That may be right, but to believe it would let any page take the place of any other.</summary>
    Syndication,

    /// <summary>It names a page of the same site, or of its twin for phones.</summary>
    Yes,
}
