using System.Text;
using CsCheck;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>What pages ask of those who quote them: in metas, and in headers, which PDFs have too.</summary>
public class WishesTests
{
    [Theory]
    [InlineData("noarchive", true, false, false)]
    [InlineData("NoIndex, NoFollow", false, true, false)]
    [InlineData("none", false, true, false)]
    [InlineData("nosnippet", false, false, true)]
    [InlineData("googlebot: noarchive", false, false, false)]
    [InlineData("tearsheet: noarchive", true, false, false)]
    [InlineData("TearSheet : noarchive, nosnippet", true, false, true)]
    [InlineData("googlebot: noindex, tearsheet: noarchive", true, false, false)]
    [InlineData("googlebot: noindex, nosnippet", false, false, false)]
    [InlineData("*: noindex", false, true, false)]
    [InlineData("unavailable_after: Saturday, 25-Jun-10 15:00:00 PST, noarchive", true, false, false)]
    [InlineData("all", false, false, false)]
    [InlineData("", false, false, false)]
    public void A_header_counts_for_all_or_for_the_program_that_it_names(string line, bool noArchive, bool noIndex, bool noSnippet)
    {
        var wishes = Read("%PDF-1.7", "application/pdf", line);

        Assert.Equal(new PageWishes { NoArchive = noArchive, NoIndex = noIndex, NoSnippet = noSnippet }, wishes);
    }

    [Fact]
    public void A_name_counts_until_the_end_of_its_line() =>
        Assert.Equal(new PageWishes { NoArchive = true }, Read("%PDF-1.7", "application/pdf", "otherbot: noindex", "noarchive"));

    [Fact]
    public void Of_metas_and_headers_the_stricter_holds() => Assert.Equal(
        new PageWishes { NoArchive = true, MaxSnippet = 50, MaxImagePreview = ImagePreview.Standard },
        Read(
            "<meta name=robots content='max-snippet:120, max-image-preview:standard'><meta name=tearsheet content=noarchive><meta name=otherbot content=nosnippet><p>x",
            "text/html",
            "max-snippet: 50, max-image-preview:large",
            "max-snippet:-1"));

    [Fact]
    public void Any_header_is_read_without_an_exception() =>
        Gen.Char["noarchive,:; *tearsheet-1"].Array[0, 40].Sample(
            characters =>
            {
                _ = Read("x", "application/pdf", new string(characters));
            },
            iter: 5_000);

    private static PageWishes Read(string body, string type, params string[] lines) =>
        ArticleReader.Read(Encoding.UTF8.GetBytes(body), type, "https://news.example/1", robotsTags: lines).Wishes;
}
