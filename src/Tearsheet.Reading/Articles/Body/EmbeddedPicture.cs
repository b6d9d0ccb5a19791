using System.Buffers.Text;
using System.Security.Cryptography;
using AngleSharp.Dom;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>A picture that a page carries in itself, as pages do that a browser saved in one file.</summary>
internal static class EmbeddedPicture
{
    /// <summary>How the address of a picture begins that has no other: its bytes' hash names it.</summary>
    /// <remarks>Spec: RFC 6920, "ni URI Scheme".</remarks>
    public const string Scheme = "ni:///sha-256;";

    // Below this it is a mark, or the blur that stands where a picture will be.
    private const int LeastLetters = 5_500;

    private const int MostLetters = 28_000_000;

    /// <summary>Where the picture came from if its saver noted it, else its name by hash; null when the element carries none.</summary>
    public static string? AddressOf(IElement image, PageLinks links) =>
        Content(image) is not { } content ? null
        : links.Web(image.GetAttribute("data-sf-original-src")) is { } original ? original
        : Bytes(content) is { } bytes ? Scheme + Base64Url.EncodeToString(SHA256.HashData(bytes)) : null;

    /// <summary>The picture's bytes as they stand in the element; null when it carries none, or what is not base64.</summary>
    public static byte[]? BytesOf(IElement image) => Content(image) is { } content ? Bytes(content) : null;

    // Spec: RFC 2397, of whose forms only "data:image/...;base64," holds a photograph.
    private static string? Content(IElement image)
    {
        var source = image.GetAttribute("src");
        if (source is null || source.Length is < LeastLetters or > MostLetters || !source.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)
            || source.StartsWith("data:image/svg", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var comma = source.AsSpan(0, 200).IndexOf(',');
        return comma > 0 && source.AsSpan(0, comma).EndsWith(";base64", StringComparison.OrdinalIgnoreCase) ? source[(comma + 1)..] : null;
    }

    private static byte[]? Bytes(string content)
    {
        var bytes = new byte[content.Length / 4 * 3 + 3];
        return Convert.TryFromBase64String(content, bytes, out var length) ? bytes[..length] : null;
    }
}
