using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>The shared pages: real ones are read, constructed ones are read rightly.</summary>
public sealed class SharedPageTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_real_page_is_read_in_bounded_time_into_safe_blocks()
    {
        var clock = Stopwatch.StartNew();
        var (pages, bodies) = (0, 0);
        foreach (var page in SharedPages.All())
        {
            var start = clock.Elapsed;
            var article = ArticleReader.Read(page.Bytes, null, page.Address);

            // Some 3 s at worst on a quiet machine; the margin is for a busy one.
            Assert.True(clock.Elapsed - start < TimeSpan.FromSeconds(30), $"{page.Id} took {clock.Elapsed - start}");
            Assert.True(article.Headline.Length > 0, page.Id);
            Assert.All(article.Body.OfType<BodyBlock.Figure>(), figure => Assert.InRange(figure.Image, 0, article.Images.Count - 1));
            Assert.True(article.LeadImage is null || article.LeadImage < article.Images.Count, page.Id);
            pages++;
            bodies += article.Body.Count > 0 ? 1 : 0;
        }

        output.WriteLine($"{pages} pages, {bodies} with a body, {clock.Elapsed.TotalMilliseconds / pages:F1} ms each");
        Assert.Equal(1_129, pages);
        Assert.InRange(bodies, 1_100, pages);
    }

    [Fact]
    public void The_constructed_pages_agree_but_for_those_listed()
    {
        // Each with its reason: what is not in the model of an article, or where another answer is better for news.
        Dictionary<string, string> exceptions = new(StringComparer.Ordinal)
        {
            ["meta:own/description"] = "the page is empty, and an empty page has no standfirst",
            ["meta:own/ld-in-language"] = "the page's own lang, by which browsers read it, goes before JSON-LD's",
        };
        var wrong = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var count = 0;
        foreach (var line in SharedData.Lines("metadata", "own.jsonl"))
        {
            count++;
            var article = ArticleReader.Read(
                Encoding.UTF8.GetBytes(line.GetProperty("html").GetString()!), "text/html; charset=utf-8", line.GetProperty("url").GetString());
            var faults = line.GetProperty("gold").EnumerateObject().Where(field => !Agrees(field, article)).Select(field => field.Name).ToList();
            if (faults.Count > 0)
            {
                wrong.Add(line.GetProperty("id").GetString()!, string.Join(", ", faults) + " | " + Describe(article));
            }
        }

        foreach (var (id, fault) in wrong)
        {
            output.WriteLine($"{id}: {fault}");
        }

        Assert.Equal(64, count);
        Assert.Equal(exceptions.Keys.Order(StringComparer.Ordinal), wrong.Keys);
    }

    private static bool Agrees(JsonProperty field, Article article) => field.Name switch
    {
        "title" => Text(field.Value) == article.Headline,
        "title_any" => field.Value.EnumerateArray().Any(value => Text(value) == article.Headline),
        "authors" => Texts(field.Value).SequenceEqual(article.Authors, StringComparer.Ordinal),
        "authors_any" => field.Value.EnumerateArray().Any(value => Texts(value).SequenceEqual(article.Authors, StringComparer.Ordinal)),
        "published" => Agrees(Text(field.Value), article.Published),
        "modified" => Agrees(Text(field.Value), article.Updated),
        "image" => Text(field.Value) == Lead(article),
        "image_any" => field.Value.EnumerateArray().Any(value => Text(value) == Lead(article)),
        "publisher" => Text(field.Value) == article.SiteName,
        "description" => Text(field.Value) == article.Standfirst,
        "lang" => Text(field.Value) == article.Language,
        "lang_any" => field.Value.EnumerateArray().Any(value => Text(value) == article.Language),
        _ => true, // icon, free, tdm_reservation: not in the model.
    };

    private static string? Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IEnumerable<string?> Texts(JsonElement values) => values.EnumerateArray().Select(Text);

    private static string? Lead(Article article) => article.LeadImage is { } lead ? article.Images[lead].Address : null;

    private static bool Agrees(string? gold, ArticleDate? date) => gold is null ? date is null : date is { } found && gold.Length == 10
        ? gold == date?.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : date?.Moment == DateTimeOffset.Parse(gold, CultureInfo.InvariantCulture);

    private static string Describe(Article article) =>
        $"{article.Headline} | {string.Join("; ", article.Authors)} | {article.Published} | {article.Updated} | {Lead(article)} | {article.SiteName} | {article.Standfirst}";
}
