using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing;

/// <summary>A scaled picture of an article, kept as a file of blocks.</summary>
/// <param name="Image">Index in <see cref="Article.Images"/>.</param>
/// <param name="File">Root, cumulative size and size in bytes, as a directory links it.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="MediaType">"image/webp".</param>
/// <param name="Colour">Average colour as "#rrggbb".</param>
public sealed record StoredRendition(int Image, Imported File, int Width, int Height, string MediaType, string Colour);

/// <summary>An article with its pictures, as logged.</summary>
/// <param name="Cid">The article's node; equal articles share one.</param>
/// <param name="Article">What was read.</param>
/// <param name="Renditions">In the order in which they were made.</param>
/// <param name="Furniture">The block of what was known of the source's furniture; null when nothing was. It is not read into <paramref name="Article"/>.</param>
public sealed record StoredArticle(Cid Cid, Article Article, Sequence<StoredRendition> Renditions, Cid? Furniture = null);
