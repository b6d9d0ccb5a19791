namespace Tearsheet.Reading.Articles;

/// <summary>A scaled picture of an article, ready to be published.</summary>
/// <param name="Image">Index in <see cref="Article.Images"/>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="MediaType">"image/webp".</param>
/// <param name="Bytes">The file.</param>
/// <param name="Colour">The average colour as "#rrggbb", to fill the frame while the picture loads.</param>
public sealed record Rendition(
    int Image, int Width, int Height, string MediaType, ReadOnlyMemory<byte> Bytes, string Colour);
