using Tearsheet.Reading.Feeds.Markup;

namespace Tearsheet.Reading.Feeds;

/// <summary>What a text of a feed is written in.</summary>
public enum FeedTextKind
{
    /// <summary>Plain text: what looks like markup is not.</summary>
    Text,

    /// <summary>HTML, or text that may be HTML: RSS does not say.</summary>
    Html,

    /// <summary>XHTML that stood in the document as elements.</summary>
    Xhtml,
}

/// <summary>A text of a feed.</summary>
/// <param name="Value">Untrusted: markup as the feed has it.</param>
/// <param name="Kind">What it is written in.</param>
/// <param name="Context">The address that its relative links are meant from; null when it is not known.</param>
public sealed record FeedText(string Value, FeedTextKind Kind, string? Context = null)
{
    /// <summary>The words without any markup, white space as one blank.</summary>
    public string Words() => Kind == FeedTextKind.Text ? PlainText.Fold(Value) : PlainText.Of(Value);

    /// <summary>The addresses that its markup names in href and src, resolved, in their order.</summary>
    public IReadOnlyList<string> Addresses() => Kind == FeedTextKind.Text ? [] : MarkupAddresses.Find(Value, Context);

    public override string ToString() => Value;
}
