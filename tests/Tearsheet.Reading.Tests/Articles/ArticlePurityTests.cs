using System.Globalization;
using System.Text;
using CsCheck;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>The same bytes give the same article: always, everywhere, whatever the bytes are.</summary>
[Collection(nameof(ArticlePurityTests))]
public sealed class ArticlePurityTests
{
    [Fact]
    public void Random_bytes_never_throw_and_read_the_same_twice() => Gen.Byte.Array[0, 3_000].Sample(
        bytes => ArticleReader.Read(bytes, "text/html", "https://news.example/a").Equals(
            ArticleReader.Read(bytes, "text/html", "https://news.example/a")),
        iter: 500,
        threads: 1);

    [Fact]
    public void Random_tag_soup_never_throws_and_reads_the_same_twice() => TagSoup.Gen.Sample(
        html =>
        {
            var bytes = Encoding.UTF8.GetBytes(html);
            var article = ArticleReader.Read(bytes, null, null);
            ArticleReader.PageAddress(bytes, null);
            Assert.NotEqual("", article.Headline);
            Assert.All(article.Images, image => Assert.StartsWith("http", image.Address, StringComparison.Ordinal));
            return article.Equals(ArticleReader.Read(bytes, null, null));
        },
        iter: 2_000,
        threads: 1);

    [Fact]
    public void Culture_and_time_zone_change_nothing()
    {
        var pages = SharedPages.Some(60);
        var before = pages.ConvertAll(Read);
        var (culture, zone) = (CultureInfo.CurrentCulture, Environment.GetEnvironmentVariable("TZ"));
        try
        {
            foreach (var (name, place) in new[] { ("tr-TR", "Asia/Kathmandu"), ("ar-SA", "Pacific/Auckland") })
            {
                CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
                CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture;
                Environment.SetEnvironmentVariable("TZ", place);
                TimeZoneInfo.ClearCachedData();
                for (var i = 0; i < pages.Count; i++)
                {
                    Assert.True(before[i].Equals(Read(pages[i])), $"{pages[i].Id} reads differently in {name}");
                }

                Assert.Equal(name, CultureInfo.CurrentCulture.Name);
            }
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", zone);
            TimeZoneInfo.ClearCachedData();
            CultureInfo.CurrentUICulture = CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Many_threads_read_what_one_reads()
    {
        var pages = SharedPages.Some(40);
        var alone = pages.ConvertAll(Read);

        Parallel.For(0, pages.Count * 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
            Assert.True(alone[i % pages.Count].Equals(Read(pages[i % pages.Count])), pages[i % pages.Count].Id));
    }

    private static Article Read(SharedPage page) => ArticleReader.Read(page.Bytes, null, page.Address);
}

[CollectionDefinition(nameof(ArticlePurityTests), DisableParallelization = true)]
public sealed class ArticlePurityCollection;
