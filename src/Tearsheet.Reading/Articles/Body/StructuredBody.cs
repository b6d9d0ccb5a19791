using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>The text that a page gives to machines only: the body when the page itself shows next to none.</summary>
internal static class StructuredBody
{
    private const int LeastLength = 500;

    // Many sites cut theirs, few show less than they give here: the page is asked first.
    private const double LeastShare = 0.35;

    public static bool IsBetter(string? structured, int found) => structured is { Length: > LeastLength } && found < LeastShare * structured.Length;

    /// <summary>Whether it breaks off, as the data of pages do that show the rest to subscribers.</summary>
    public static bool IsCut(string structured) =>
        structured.AsSpan().TrimEnd() is [.., '…'] or [.., '.', '.', '.'] or [.., '…', ']'] or [.., '.', '.', '.', ']'] or [.., '…', ')'] or [.., '.', '.', '.', ')'];

    public static Sequence<BodyBlock> Write(string structured) => Sequence.From<BodyBlock>(
        structured[..Math.Min(structured.Length, BodyWriter.MaxText)].Split('\n')
            .Select(line => Words.Line(line)).OfType<string>().Take(BodyWriter.MaxBlocks)
            .Select(line => new BodyBlock.Paragraph([new Inline.Text(line)])));
}
