using System.Diagnostics;
using AngleSharp.Html.Parser;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Articles.Body;
using Tearsheet.Reading.Articles.Decoding;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Bench;

/// <summary>Where the time of reading an article goes, stage by stage, over the same pages.</summary>
internal static class ReadStages
{
    public static async Task<int> RunAsync()
    {
        var pages = new List<ExtractionPage>();
        if (ExtractionPages.Folder() is not { } folder)
        {
            Console.Error.WriteLine("needs ../shared/data/extraction beside this clone");
            return 1;
        }

        await foreach (var page in ExtractionPages.ReadAsync(folder))
        {
            pages.Add(page);
        }

        return Run(pages);
    }

    private static int Run(List<ExtractionPage> pages)
    {
        var parser = new HtmlParser(new HtmlParserOptions { IsScripting = false });
        string[] stages = ["whole parse", "decode", "pre-scan", "parse", "survey", "measure", "features", "model", "choose", "reading in all"];
        var best = Enumerable.Repeat(double.MaxValue, stages.Length).ToArray();
        for (var round = 0; round < 4; round++)
        {
            var spent = new long[stages.Length];
            foreach (var page in pages)
            {
                var at = Stopwatch.GetTimestamp();
                parser.ParseDocument(new MemoryStream(page.Bytes)).Dispose();
                Lap(0);
                var text = PageText.Decode(page.Bytes, null).Text;
                Lap(1);
                var safe = PreScan.Run(text);
                Lap(2);
                using var document = parser.ParseDocument(safe.Markup);
                Lap(3);
                var survey = PageSurvey.Of(document);
                Lap(4);
                if (document.Body is { } body)
                {
                    var tree = PageMeasure.Of(body);
                    Lap(5);
                    var witnesses = BodyWitnesses.Of(survey, jsonLd: null, headline: null);
                    var features = BlockFeatures.Of(tree, witnesses);
                    Lap(6);
                    var scores = BodyModel.Shipped.Score(features, tree.Blocks.Count);
                    Lap(7);
                    BodyFinder.Choose(tree, scores, witnesses, Furniture.None);
                    Lap(8);
                }

                at = Stopwatch.GetTimestamp();
                ArticleReader.Read(page.Bytes, contentTypeHeader: null, page.Address);
                Lap(9);

                void Lap(int stage)
                {
                    spent[stage] += Stopwatch.GetTimestamp() - at;
                    at = Stopwatch.GetTimestamp();
                }
            }

            for (var i = 0; i < stages.Length; i++)
            {
                best[i] = Math.Min(best[i], Stopwatch.GetElapsedTime(0, spent[i]).TotalMilliseconds / pages.Count);
            }
        }

        for (var i = 0; i < stages.Length; i++)
        {
            Console.WriteLine($"{stages[i],-14} {best[i]:F3} ms");
        }

        return 0;
    }
}
