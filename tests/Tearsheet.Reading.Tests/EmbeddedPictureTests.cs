using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using SkiaSharp;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Tests.Fetching;

namespace Tearsheet.Reading.Tests;

/// <summary>Pages that a browser saved in one file carry their pictures in themselves.</summary>
public sealed class EmbeddedPictureTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public async Task The_pictures_that_a_browser_supplied_page_carries_become_renditions_and_nobody_is_asked()
    {
        var page = Page(
            "<meta property=og:image content=https://news.example/share-card.jpg>",
            Figure(Data(Picture(640, 400, seed: 1))) + "TEXT" + Figure(Data(Picture(500, 300, seed: 2))));

        var read = await ReadAsync(page);

        Assert.Equal(Provenance.Browser, Assert.Single(read.Capture.Exchanges).Provenance);
        Assert.Equal(2, read.Article.Images.Count(image => image.Address.StartsWith("ni:///sha-256;", StringComparison.Ordinal)));
        var lead = Assert.NotNull(read.Article.LeadImage);
        Assert.Equal([480, 640], read.Renditions.Where(rendition => rendition.Image == lead).Select(rendition => rendition.Width).Order());
        Assert.Contains(read.Renditions, rendition => rendition.Image != lead && rendition.Width == 500);
    }

    [Fact]
    public async Task Reading_it_again_gives_the_same_article_and_the_same_renditions()
    {
        var read = await ReadAsync(Page("", Figure(Data(Picture(640, 400, seed: 1)))));
        var again = Assert.IsType<VisitOutcome.Read>(Rereading.Read(read.Capture, 50_000_000));
        Assert.Equal(read.Article, again.Article);
        Assert.NotEmpty(read.Renditions);
        Assert.Equal(Shape(read), Shape(again));

        static IEnumerable<(int, int, string)> Shape(VisitOutcome.Read outcome) =>
            outcome.Renditions.Select(rendition => (rendition.Image, rendition.Width, Convert.ToHexString(rendition.Bytes.Span)));
    }

    [Fact]
    public async Task A_picture_whose_address_its_saver_noted_is_known_by_that()
    {
        var read = await ReadAsync(Page(
            "<meta property=og:image content=https://news.example/photos/harbour-at-dawn-1200x800.jpg>",
            Figure(Data(Picture(640, 400, seed: 1)), "data-sf-original-src=https://news.example/photos/harbour-at-dawn-640x400.jpg")));
        Assert.Equal("https://news.example/photos/harbour-at-dawn-1200x800.jpg", Assert.Single(read.Article.Images).Address);
        Assert.Equal([480, 640], read.Renditions.Select(rendition => rendition.Width).Order());
    }

    [Theory]
    [InlineData("data:image/svg+xml;base64,")]
    [InlineData("data:text/html;base64,")]
    [InlineData("data:image/jpeg,")]
    public async Task What_is_no_photograph_in_base64_is_no_picture(string beginning)
    {
        var read = await ReadAsync(Page("", Figure(beginning + Convert.ToBase64String(Picture(640, 400, seed: 1)))));
        Assert.Empty(read.Renditions);
        Assert.Empty(read.Article.Images);
    }

    [Theory]
    [InlineData("data:image/jpeg;base64,%%%")]
    [InlineData("data:image/jpeg;base64,AAAA====")]
    public async Task What_does_not_decode_brings_nothing_and_breaks_nothing(string beginning)
    {
        var read = await ReadAsync(Page("", Figure(beginning + new string('A', 8000)) + Figure("data:image/png;base64," + new string('A', 8000))));
        Assert.Empty(read.Renditions);
        Assert.Equal("A headline", read.Article.Headline);
    }

    [Fact]
    public async Task The_blur_that_stands_in_for_a_picture_is_none()
    {
        var read = await ReadAsync(Page("", Figure(Data(Picture(8, 5, seed: 1)))));
        Assert.Empty(read.Article.Images);
    }

    private static string Data(byte[] jpeg) => "data:image/jpeg;base64," + Convert.ToBase64String(jpeg);

    private static string Figure(string source, string more = "") => $"<figure><img src=\"{source}\" {more} alt=\"The quay\"><figcaption>The quay</figcaption></figure>";

    private static byte[] Page(string head, string body)
    {
        var text = string.Concat(Enumerable.Range(1, 8).Select(number => string.Create(
            CultureInfo.InvariantCulture, $"<p>The board met for the {number}th time on Tuesday, and again it could not say, after three hours, what it would cost.</p>")));
        return Encoding.UTF8.GetBytes(
            $"<!doctype html><html><head><meta charset=utf-8><title>A headline</title>{head}</head><body><article><h1>A headline</h1>{body.Replace("TEXT", text, StringComparison.Ordinal)}{text}</article></body></html>");
    }

    /// <summary>Noise, so that it does not compress to nothing.</summary>
    private static byte[] Picture(int width, int height, uint seed)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                seed = (seed * 1_664_525) + 1_013_904_223;
                bitmap.SetPixel(x, y, new SKColor((byte)(seed >> 24), (byte)(seed >> 16), 90));
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 80);
        return data.ToArray();
    }

    private async Task<VisitOutcome.Read> ReadAsync(byte[] page)
    {
        LinkAddress.TryParse("https://news.example/story/1", out var address);
        return Assert.IsType<VisitOutcome.Read>(await new Visit(FetchFixture.Fetcher(), _clock).ReadBrowserAsync(page, address!, TestContext.Current.CancellationToken));
    }
}
