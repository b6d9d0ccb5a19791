using System.Buffers.Binary;
using System.Text;
using SkiaSharp;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Pictures from outside, made small and harmless.</summary>
public sealed class ImageScalerTests
{
    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_picture_comes_out_as_webp_at_each_width_and_the_same_every_time(SKEncodedImageFormat format)
    {
        var source = Picture(1000, 500, format);

        Assert.Equal(ImageStatus.Ok, ImageScaler.TryScale(source, [480, 200], out var scaled));
        Assert.Equal(ImageStatus.Ok, ImageScaler.TryScale(source, [480, 200], out var again));

        Assert.Equal([(480, 240), (200, 100)], scaled.Select(image => (image.Width, image.Height)));
        Assert.All(scaled, image => Assert.Equal("image/webp", image.MediaType));
        Assert.Equal(scaled.Select(image => Convert.ToHexString(image.Bytes.Span)), again.Select(image => Convert.ToHexString(image.Bytes.Span)));
        using var read = SKBitmap.Decode(scaled[0].Bytes.Span);
        Assert.Equal((480, 240), (read.Width, read.Height));
    }

    [Fact]
    public void A_small_picture_is_never_made_bigger()
    {
        Assert.Equal(ImageStatus.Ok, ImageScaler.TryScale(Picture(100, 50, SKEncodedImageFormat.Png), [480], out var scaled));

        Assert.Equal((100, 50), (scaled[0].Width, scaled[0].Height));
    }

    [Fact]
    public void The_average_colour_is_that_of_the_picture()
    {
        Assert.Equal(ImageStatus.Ok, ImageScaler.TryScale(Picture(64, 64, SKEncodedImageFormat.Png, new SKColor(200, 100, 50)), [32], out var scaled));

        Assert.Equal("#c86432", scaled[0].Colour);
    }

    [Theory]
    [InlineData(1, 80, 40, false)]
    [InlineData(3, 80, 40, true)]
    [InlineData(6, 40, 80, false)]
    [InlineData(8, 40, 80, true)]
    public void The_picture_is_turned_as_its_camera_says(byte orientation, int width, int height, bool redIsLast)
    {
        var source = Turned(Halves(80, 40), orientation);

        Assert.Equal(ImageStatus.Ok, ImageScaler.TryScale(source, [480], out var scaled));

        using var read = SKBitmap.Decode(scaled[0].Bytes.Span);
        Assert.Equal((width, height), (read.Width, read.Height));
        var first = read.GetPixel(5, 5);
        Assert.Equal(redIsLast, first.Blue > first.Red); // The left half is red as stored.
    }

    [Fact]
    public void Of_a_moving_picture_the_first_frame_is_taken()
    {
        byte[] gif =
        [
            .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 255,
            0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0,
            0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x4C, 1, 0, 0x3B,
        ];

        Assert.Equal(ImageStatus.Ok, ImageScaler.TryScale(gif, [480], out var scaled));
        Assert.Equal("#ff0000", scaled[0].Colour);
    }

    [Fact]
    public void A_very_tall_picture_fits_into_the_format()
    {
        Assert.Equal(ImageStatus.Ok, ImageScaler.TryScale(Picture(20, 20_000, SKEncodedImageFormat.Png), [480], out var scaled));

        Assert.Equal((16, 16_000), (scaled[0].Width, scaled[0].Height));
    }

    [Fact]
    public void A_picture_of_900_million_pixels_is_refused_from_its_header()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(ImageStatus.TooManyPixels, ImageScaler.TryScale(Header(30_000, 30_000), [480], out var scaled));

        Assert.Empty(scaled);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")]
    [InlineData("\uFEFF <?xml version=\"1.0\"?><!-- x --><svg/>")]
    public void Svg_is_never_shown(string svg) =>
        Assert.Equal(ImageStatus.Svg, ImageScaler.TryScale(Encoding.UTF8.GetBytes(svg), [480], out _));

    [Fact]
    public void Whatever_is_no_picture_gets_a_status()
    {
        Assert.Equal(ImageStatus.Empty, ImageScaler.TryScale(default, [480], out _));
        Assert.Equal(ImageStatus.Unknown, ImageScaler.TryScale("<html>404</html>"u8.ToArray(), [480], out _));
        Assert.NotEqual(ImageStatus.Ok, ImageScaler.TryScale("%PDF-1.7"u8.ToArray(), [480], out _));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void A_picture_that_breaks_off_is_damaged(SKEncodedImageFormat format)
    {
        var source = Picture(300, 300, format);

        Assert.Equal(ImageStatus.Damaged, ImageScaler.TryScale(source.AsMemory(0, source.Length / 2), [480], out var scaled));
        Assert.Empty(scaled);
    }

    [Fact]
    public void Flipped_bytes_never_crash_it()
    {
        var chance = new Random(1);
        foreach (var format in new[] { SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp })
        {
            var source = Picture(60, 60, format);
            for (var round = 0; round < 150; round++)
            {
                var flipped = (byte[])source.Clone();
                for (var i = 0; i < 4; i++)
                {
                    flipped[chance.Next(flipped.Length)] = (byte)chance.Next(256);
                }

                var status = ImageScaler.TryScale(flipped, [30], out var scaled);
                Assert.Equal(status == ImageStatus.Ok ? 1 : 0, scaled.Count);
            }
        }
    }

    private static byte[] Picture(int width, int height, SKEncodedImageFormat format, SKColor? colour = null)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(colour ?? SKColors.SeaGreen);
        using var paint = new SKPaint { Color = SKColors.Orange };
        for (var i = 0; colour is null && i < width; i += 7)
        {
            canvas.DrawCircle(i, i % Math.Max(1, height), 3, paint);
        }

        return Encoded(bitmap, format);
    }

    private static byte[] Halves(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Blue);
        using var paint = new SKPaint { Color = SKColors.Red };
        canvas.DrawRect(0, 0, width / 2, height, paint);
        return Encoded(bitmap, SKEncodedImageFormat.Jpeg);
    }

    private static byte[] Encoded(SKBitmap bitmap, SKEncodedImageFormat format)
    {
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    // An EXIF segment with nothing in it but the orientation, after the start-of-image mark.
    private static byte[] Turned(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
        .. jpeg[2..],
    ];

    // A PNG that ends after a header that promises a lot.
    private static byte[] Header(int width, int height)
    {
        var png = new byte[8 + 25 + 12 + 12];
        ((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]).CopyTo(png);
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        ((ReadOnlySpan<byte>)[8, 2, 0, 0, 0]).CopyTo(header[8..]);
        Chunk(png.AsSpan(8), "IHDR"u8, header);
        Chunk(png.AsSpan(33), "IDAT"u8, []);
        Chunk(png.AsSpan(45), "IEND"u8, []);
        return png;
    }

    private static void Chunk(Span<byte> target, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        BinaryPrimitives.WriteInt32BigEndian(target, content.Length);
        type.CopyTo(target[4..]);
        content.CopyTo(target[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(target[(8 + content.Length)..], Crc(target.Slice(4, 4 + content.Length)));
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            }
        }

        return ~crc;
    }
}
