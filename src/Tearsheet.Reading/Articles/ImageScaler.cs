using System.Globalization;
using System.Text;
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

    /// <summary>The format is known but the content does not decode, or breaks off.</summary>
    Damaged,
}

/// <summary>One picture at one size.</summary>
public sealed record ScaledImage(int Width, int Height, string MediaType, ReadOnlyMemory<byte> Bytes, string Colour);

/// <summary>Makes small WebP files of pictures from outside. Pure; the same bytes in give the same bytes out.</summary>
public static class ImageScaler
{
    /// <summary>Width times height above which a picture is refused from its header.</summary>
    public const long MaxPixels = 50_000_000;

    /// <summary>Pixels that are ever held at once, four bytes each: formats that cannot be decoded smaller end here.</summary>
    public const long MaxDecodedPixels = 32_000_000;

    private const int Quality = 78;
    private const int MaxWebpSide = 16_000;
    private const int JpegSteps = 8;

    /// <summary>Decodes once, turns upright, and scales to each of <paramref name="maxWidths"/>; never up.</summary>
    /// <param name="source">Untrusted bytes; not kept.</param>
    /// <param name="maxWidths">Pixels. A width at or above the picture's own gives the picture's own.</param>
    /// <param name="scaled">One for each width, in order; empty unless the result is Ok.</param>
    /// <remarks>Of a picture that moves the first frame is taken. Metadata (place, camera) does not come through.</remarks>
    public static ImageStatus TryScale(
        ReadOnlyMemory<byte> source, ReadOnlySpan<int> maxWidths, out IReadOnlyList<ScaledImage> scaled)
    {
        scaled = [];
        if (source.IsEmpty || maxWidths.IsEmpty)
        {
            return ImageStatus.Empty;
        }

        if (IsSvg(source.Span))
        {
            return ImageStatus.Svg;
        }

        using var data = SKData.CreateCopy(source.Span);
        using var stream = new SKMemoryStream(data);
        using var codec = SKCodec.Create(stream);
        if (codec is null)
        {
            return IsPicture(source.Span) ? ImageStatus.Damaged : ImageStatus.Unknown;
        }

        // The codec also knows camera raw files, whose decoding costs minutes.
        if (codec.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Gif
            or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Bmp or SKEncodedImageFormat.Avif))
        {
            return ImageStatus.Unknown;
        }

        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width <= 0 || height <= 0)
        {
            return ImageStatus.Damaged;
        }

        var turned = IsTurned(codec.EncodedOrigin);
        var upright = turned ? new SKSizeI(height, width) : new SKSizeI(width, height);
        var sizes = new SKSizeI[maxWidths.Length];
        for (var i = 0; i < sizes.Length; i++)
        {
            sizes[i] = Fit(upright, Math.Max(1, maxWidths[i]));
        }

        var largest = sizes.MaxBy(size => size.Width);
        var decoded = DecodedSize(codec, (double)largest.Width / upright.Width);
        if ((long)width * height > MaxPixels || (long)decoded.Width * decoded.Height > MaxDecodedPixels)
        {
            return ImageStatus.TooManyPixels;
        }

        using var colours = SKColorSpace.CreateSrgb();
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(decoded.Width, decoded.Height, SKColorType.Rgba8888, SKAlphaType.Premul, colours)))
        {
            return ImageStatus.TooManyPixels;
        }

        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) != SKCodecResult.Success)
        {
            return ImageStatus.Damaged;
        }

        bitmap.SetImmutable();
        using var image = SKImage.FromBitmap(bitmap);
        var list = new List<ScaledImage>(sizes.Length);
        foreach (var size in sizes)
        {
            if (Write(image, codec.EncodedOrigin, upright, size, colours) is not { } one)
            {
                return ImageStatus.Damaged;
            }

            list.Add(one);
        }

        scaled = list;
        return ImageStatus.Ok;
    }

    private static SKSizeI Fit(SKSizeI full, int maxWidth)
    {
        var scale = Math.Min(1, Math.Min((double)maxWidth / full.Width, (double)MaxWebpSide / full.Height));
        return new(
            Math.Max(1, (int)Math.Round(full.Width * scale, MidpointRounding.AwayFromZero)),
            Math.Max(1, (int)Math.Round(full.Height * scale, MidpointRounding.AwayFromZero)));
    }

    // The smallest size that the format can decode to without going under what is wanted.
    private static SKSizeI DecodedSize(SKCodec codec, double scale)
    {
        for (var step = 1; step < JpegSteps; step++)
        {
            var size = codec.GetScaledDimensions((float)step / JpegSteps);
            if (size.Width >= codec.Info.Width * scale && size.Height >= codec.Info.Height * scale)
            {
                return size;
            }
        }

        return codec.Info.Size;
    }

    private static ScaledImage? Write(SKImage image, SKEncodedOrigin origin, SKSizeI upright, SKSizeI size, SKColorSpace colours)
    {
        using var target = new SKBitmap();
        if (!target.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, colours)))
        {
            return null;
        }

        using (var canvas = new SKCanvas(target))
        {
            canvas.Clear(SKColors.Transparent);
            canvas.SetMatrix(Placement(image, origin, size));
            canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        }

        using var pixels = target.PeekPixels();
        using var encoded = pixels.Encode(new SKWebpEncoderOptions(SKWebpEncoderCompression.Lossy, Quality));
        return encoded is null ? null : new(size.Width, size.Height, "image/webp", encoded.ToArray(), AverageColour(pixels.GetPixelSpan()));
    }

    // From the pixels as stored to the target, upright.
    private static SKMatrix Placement(SKImage image, SKEncodedOrigin origin, SKSizeI size)
    {
        float w = image.Width, h = image.Height;
        var matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, w, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, w, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, h, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, h, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, h, -1, 0, w, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, w, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
        var (across, down) = IsTurned(origin) ? (h, w) : (w, h);
        return SKMatrix.CreateScale(size.Width / across, size.Height / down).PreConcat(matrix);
    }

    private static bool IsTurned(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    // Over white, as the page behind a transparent picture is.
    private static string AverageColour(ReadOnlySpan<byte> rgba)
    {
        long red = 0, green = 0, blue = 0;
        for (var i = 0; i + 3 < rgba.Length; i += 4)
        {
            var white = 255 - rgba[i + 3];
            red += rgba[i] + white;
            green += rgba[i + 1] + white;
            blue += rgba[i + 2] + white;
        }

        var count = Math.Max(1, rgba.Length / 4);
        return string.Create(CultureInfo.InvariantCulture, $"#{Mean(red):x2}{Mean(green):x2}{Mean(blue):x2}");

        long Mean(long sum) => Math.Clamp((sum + (count / 2)) / count, 0, 255);
    }

    private static bool IsPicture(ReadOnlySpan<byte> source) =>
        source is [0xFF, 0xD8, 0xFF, ..] or [0x89, (byte)'P', (byte)'N', (byte)'G', ..] or [(byte)'G', (byte)'I', (byte)'F', ..]
            or [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] or [(byte)'B', (byte)'M', ..];

    private static bool IsSvg(ReadOnlySpan<byte> source)
    {
        var start = source[..Math.Min(source.Length, 2048)];
        var text = Encoding.Latin1.GetString(start).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n');
        return text.StartsWith('<') && text.Contains("<svg", StringComparison.OrdinalIgnoreCase);
    }
}
