using System.Globalization;
using SkiaSharp;

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
/// <param name="Width">Pixels, after the picture's own orientation was applied.</param>
/// <param name="Height">Pixels.</param>
/// <param name="MediaType">Always "image/webp".</param>
/// <param name="Bytes">The encoded picture.</param>
/// <param name="Colour">The average colour as "#rrggbb".</param>
public sealed record ScaledImage(int Width, int Height, string MediaType, ReadOnlyMemory<byte> Bytes, string Colour);

/// <summary>Makes small WebP files of pictures from outside. Pure; the same bytes in give the same bytes out.</summary>
public static class ImageScaler
{
    /// <summary>Width times height above which a picture is refused from its header.</summary>
    public const long MaxPixels = 50_000_000;

    private const int Quality = 78;

    private static readonly SKSamplingOptions s_sampling = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>Decodes once and scales to each of <paramref name="maxWidths"/>; never up.</summary>
    /// <param name="source">Untrusted bytes; not kept.</param>
    /// <param name="maxWidths">Pixels. A width at or above the picture's own gives the picture's own.</param>
    /// <param name="scaled">One for each width, in order; empty unless the result is Ok.</param>
    public static ImageStatus TryScale(
        ReadOnlyMemory<byte> source, ReadOnlySpan<int> maxWidths, out IReadOnlyList<ScaledImage> scaled)
    {
        scaled = [];
        if (source.IsEmpty || maxWidths.IsEmpty)
        {
            return ImageStatus.Empty;
        }

        if (LooksLikeSvg(source.Span))
        {
            return ImageStatus.Svg;
        }

        using var data = SKData.CreateCopy(source.Span);
        using var codec = SKCodec.Create(data);
        if (codec is null || codec.Info.Width <= 0 || codec.Info.Height <= 0)
        {
            return ImageStatus.Unknown;
        }

        if ((long)codec.Info.Width * codec.Info.Height > MaxPixels)
        {
            return ImageStatus.TooManyPixels;
        }

        var widest = 1;
        foreach (var width in maxWidths)
        {
            widest = Math.Max(widest, width);
        }

        using var picture = Decode(codec, widest);
        if (picture is null)
        {
            return ImageStatus.Damaged;
        }

        var colour = AverageColour(picture);
        var results = new List<ScaledImage>(maxWidths.Length);
        foreach (var width in maxWidths)
        {
            if (Scale(picture, width, colour) is not { } image)
            {
                return ImageStatus.Damaged;
            }

            results.Add(image);
        }

        scaled = results;
        return ImageStatus.Ok;
    }

    // SVG is XML, and may begin with a declaration, comments or white space: what it cannot begin with is a picture's signature.
    private static bool LooksLikeSvg(ReadOnlySpan<byte> source)
    {
        var front = source[..Math.Min(source.Length, 1024)].TrimStart("\uFEFF \t\r\n"u8);
        return front.StartsWith("<"u8) && front.IndexOf("<svg"u8) >= 0;
    }

    private static SKBitmap? Decode(SKCodec codec, int widest)
    {
        var turned = codec.EncodedOrigin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop
            or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var across = turned ? codec.Info.Height : codec.Info.Width;

        // A JPEG decodes at an eighth, a quarter, ... of its size for a fraction of the time and memory.
        var size = codec.GetScaledDimensions(Math.Min(1f, widest / (float)across));
        var least = turned ? size.Height : size.Width;
        if (least < Math.Min(widest, across))
        {
            size = codec.Info.Size;
        }

        var bitmap = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            bitmap.Dispose();
            return null;
        }

        if (codec.EncodedOrigin is SKEncodedOrigin.TopLeft)
        {
            return bitmap;
        }

        using (bitmap)
        {
            return Turn(bitmap, codec.EncodedOrigin, turned);
        }
    }

    /// <summary>Applies the EXIF orientation, so that nobody later has to know of it.</summary>
    private static SKBitmap Turn(SKBitmap source, SKEncodedOrigin origin, bool turned)
    {
        var (width, height) = turned ? (source.Height, source.Width) : (source.Width, source.Height);
        var target = new SKBitmap(new SKImageInfo(width, height, source.ColorType, source.AlphaType));
        using var canvas = new SKCanvas(target);
        var matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
        canvas.SetMatrix(matrix);
        canvas.DrawBitmap(source, 0, 0, s_sampling);
        return target;
    }

    private static ScaledImage? Scale(SKBitmap picture, int maxWidth, string colour)
    {
        var width = Math.Min(picture.Width, Math.Max(1, maxWidth));
        var height = Math.Max(1, (int)Math.Round(picture.Height * (double)width / picture.Width));
        using var resized = width == picture.Width
            ? picture.Copy()
            : picture.Resize(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul), s_sampling);
        using var encoded = resized?.Encode(SKEncodedImageFormat.Webp, Quality);
        return encoded is null || encoded.Size == 0
            ? null
            : new ScaledImage(resized!.Width, resized.Height, "image/webp", encoded.ToArray(), colour);
    }

    private static string AverageColour(SKBitmap picture)
    {
        long red = 0, green = 0, blue = 0, count = 0;
        var step = Math.Max(1, Math.Max(picture.Width, picture.Height) / 64);
        for (var y = 0; y < picture.Height; y += step)
        {
            for (var x = 0; x < picture.Width; x += step)
            {
                var pixel = picture.GetPixel(x, y);
                red += pixel.Red;
                green += pixel.Green;
                blue += pixel.Blue;
                count++;
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"#{red / count:x2}{green / count:x2}{blue / count:x2}");
    }
}
