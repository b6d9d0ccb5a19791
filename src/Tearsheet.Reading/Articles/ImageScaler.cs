namespace Tearsheet.Reading.Articles;

/// <summary>How scaling ended.</summary>
public enum ImageStatus
{
    Ok,
    Empty,

    /// <summary>SVG is a document that can run and load; it is never shown.</summary>
    Svg,

    /// <summary>No format that we read.</summary>
    Unknown,

    /// <summary>The header promises more pixels than <see cref="ImageScaler.MaxPixels"/>; nothing was decoded.</summary>
    TooManyPixels,

    /// <summary>The format is known but the content does not decode.</summary>
    Damaged,
}

/// <summary>One picture at one size.</summary>
public sealed record ScaledImage(int Width, int Height, string MediaType, ReadOnlyMemory<byte> Bytes, string Colour);

/// <summary>Makes small WebP files of pictures from outside. Pure; the same bytes in give the same bytes out.</summary>
public static class ImageScaler
{
    /// <summary>Width times height above which a picture is refused from its header.</summary>
    public const long MaxPixels = 50_000_000;

    /// <summary>Decodes once and scales to each of <paramref name="maxWidths"/>; never up.</summary>
    /// <param name="source">Untrusted bytes; not kept.</param>
    /// <param name="maxWidths">Pixels. A width at or above the picture's own gives the picture's own.</param>
    /// <param name="scaled">One for each width, in order; empty unless the result is Ok.</param>
    public static ImageStatus TryScale(
        ReadOnlyMemory<byte> source, ReadOnlySpan<int> maxWidths, out IReadOnlyList<ScaledImage> scaled)
    {
        scaled = [];
        return source.IsEmpty || maxWidths.IsEmpty ? ImageStatus.Empty : ImageStatus.Unknown;
    }
}
