using System.Diagnostics;
using System.Globalization;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Bench;

/// <summary>Two versions of an article compared: hardly edited, and rewritten from end to end.</summary>
internal static class DiffSpeed
{
    private const int ParagraphWords = 60;

    private static readonly string[] s_words =
        "the harbour of and a to in ships pilots morning light was were that had not master letters night answers tide evening first turned lamps count paper town knew nothing days people said minister council vote budget house road north south price fish year".Split(' ');

    public static int Run()
    {
        foreach (var words in new[] { 1_000, 100_000 })
        {
            var before = Article(words, seed: 1);
            Measure(words, "a word in every tenth paragraph, one deleted, one new", before, Edited(before));
            Measure(words, "every paragraph with a word replaced", before, Touched(before));
            Measure(words, "rewritten from end to end", before, Article(words, seed: 2));
            Measure(words, "nothing", before, before with { Updated = ArticleDate.OfDay(new DateOnly(2026, 11, 24)) });
        }

        return 0;
    }

    private static void Measure(int words, string what, Article before, Article after)
    {
        var times = new List<double>();
        var edits = 0;
        var bytes = 0L;
        for (var round = 0; round < 15; round++)
        {
            GC.Collect();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            edits = ArticleDiff.Compare(before, after).Edits.Count;
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            bytes = GC.GetAllocatedBytesForCurrentThread() - allocated;
        }

        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{words} words, {what}: {edits} edits, median {times[times.Count / 2]:F2} ms, worst of {times.Count} {times[^1]:F2} ms, {bytes / 1e6:F1} MB allocated"));
    }

    private static Article Article(int words, int seed)
    {
        var random = new Random(seed);
        return new Article
        {
            EngineVersion = "bench/1",
            Headline = "Ships wait before the harbour",
            Kind = ArticleKind.Article,
            Language = "en",
            Body = Sequence.From<BodyBlock>(Enumerable.Range(0, words / ParagraphWords).Select(_ => Paragraph(random))),
        };
    }

    private static BodyBlock.Paragraph Paragraph(Random random)
    {
        var words = Enumerable.Range(0, ParagraphWords).Select(at => at % 12 == 11
            ? random.Next(10, 9_999).ToString(CultureInfo.InvariantCulture) + "."
            : s_words[random.Next(s_words.Length)]);
        return Paragraph(string.Join(' ', words));
    }

    private static BodyBlock.Paragraph Paragraph(string text) => new BodyBlock.Paragraph([new Inline.Text(text)]);

    private static string Text(BodyBlock block) => ((Inline.Text)((BodyBlock.Paragraph)block).Inlines[0]).Value;

    private static Article Edited(Article article)
    {
        var body = article.Body.Select((block, at) => at % 10 == 3 ? Paragraph(Text(block).Replace(" the ", " this ", StringComparison.Ordinal)) : block).ToList();
        body.RemoveAt(body.Count / 2);
        body.Insert(body.Count / 3, Paragraph("A paragraph that nobody had seen before stands here now, and it is about another matter."));
        return article with { Body = Sequence.From(body) };
    }

    private static Article Touched(Article article) =>
        article with { Body = Sequence.From<BodyBlock>(article.Body.Select(block => Paragraph("Changed " + Text(block)[(Text(block).IndexOf(' ', StringComparison.Ordinal) + 1)..]))) };
}
