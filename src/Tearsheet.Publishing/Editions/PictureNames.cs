using System.Globalization;
using Tearsheet.Archiving.Filing;

namespace Tearsheet.Publishing.Editions;

/// <summary>What the pictures of a link are called in its folder.</summary>
internal static class PictureNames
{
    /// <summary>"lead-480.webp".</summary>
    public static string Lead(StoredRendition rendition) =>
        string.Create(CultureInfo.InvariantCulture, $"lead-{rendition.Width}{ExtensionOf(rendition.MediaType)}");

    /// <summary>"image-3-960.webp".</summary>
    public static string Other(StoredRendition rendition) =>
        string.Create(CultureInfo.InvariantCulture, $"image-{rendition.Image}-{rendition.Width}{ExtensionOf(rendition.MediaType)}");

    /// <summary>null for what is no raster picture: it is never published (decision 11).</summary>
    public static string? ExtensionOf(string mediaType) => mediaType switch
    {
        "image/webp" => ".webp",
        "image/jpeg" => ".jpg",
        "image/png" => ".png",
        "image/avif" => ".avif",
        _ => null,
    };
}
