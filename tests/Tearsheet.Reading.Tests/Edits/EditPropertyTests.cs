using System.Globalization;
using CsCheck;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Reading.Tests.Edits;

/// <summary>What holds for any two articles.</summary>
public sealed class EditPropertyTests
{
    private static readonly string[] s_words =
    [
        "the", "minister", "said", "Ann", "Lee", "12", "1,000", "in", "Kyiv", "“no”", "\"yes\"", "it’s", "—", "北", "京", "グ", "5 minutes ago",
        "rain.", "snow!", "Monday", "word", "other", "\u00AD", "e\u0301", "é", "\uD83D\uDE00", "\uD800", "…", "...", "views",
    ];

    private static readonly Gen<string> s_text = Gen.Int[0, s_words.Length - 1].Select(at => s_words[at]).Array[1, 30].Select(words => string.Join(' ', words));

    private static readonly Gen<BodyBlock> s_block = Gen.Frequency(
        (6, s_text.Select(text => (BodyBlock)new BodyBlock.Paragraph([new Inline.Text(text)]))),
        (1, s_text.Select(text => (BodyBlock)new BodyBlock.Heading(2, [new Inline.Text(text)]))),
        (1, s_text.Select(text => (BodyBlock)new BodyBlock.Quote([new BodyBlock.Paragraph([new Inline.Text(text)])], null))),
        (1, Gen.Select(s_text, s_text).Select((one, two) => (BodyBlock)new BodyBlock.ListBlock(
            Ordered: false, [[new BodyBlock.Paragraph([new Inline.Text(one)])], [new BodyBlock.Paragraph([new Inline.Text(two)])]]))),
        (1, Gen.Const((BodyBlock)new BodyBlock.Rule())));

    private static readonly Gen<Article> s_article = Gen.Select(s_text, s_block.Array[0, 14], Gen.Int[0, 3], (headline, body, fields) => new Article
    {
        EngineVersion = "test/1",
        Headline = headline,
        Standfirst = fields > 1 ? "A standfirst" : null,
        Authors = fields > 0 ? ["Ann Lee"] : [],
        Kind = ArticleKind.Article,
        Body = Sequence.From(body),
    });

    /// <summary>An article and what an editor made of it.</summary>
    private static readonly Gen<(Article Before, Article After)> s_edited = Gen.Select(
        s_article, s_block, Gen.Int[0, 5], Gen.Int[0, 1000], (article, block, what, at) =>
        {
            var body = article.Body.ToList();
            var index = body.Count == 0 ? 0 : at % body.Count;
            switch (what)
            {
                case 0:
                    body.Insert(index, block);
                    break;
                case 1 when body.Count > 0:
                    body.RemoveAt(index);
                    break;
                case 2 when body.Count > 0:
                    body[index] = block;
                    break;
                case 3 when body.Count > 0:
                    var moved = body[index];
                    body.RemoveAt(index);
                    body.Add(moved);
                    break;
                case 4:
                    return (article, article with { Headline = "Another headline" });
                default:
                    break;
            }

            return (article, article with { Body = Sequence.From(body) });
        });

    [Fact]
    public void Applying_the_edits_to_the_old_version_gives_the_new_one() =>
        Gen.OneOf(s_edited, Gen.Select(s_article, s_article)).Sample((before, after) =>
        {
            var expected = Normal(ArticleUnits.Of(after));
            var applied = Applied(ArticleUnits.Of(before), ArticleDiff.Compare(before, after), expected.Count);
            Assert.Equal(expected, applied);
        }, iter: 4_000, threads: 1);

    [Fact]
    public void Pieces_are_both_texts_to_the_letter() =>
        Gen.OneOf(s_edited, Gen.Select(s_article, s_article)).Sample((before, after) =>
        {
            var (old, young) = (ArticleUnits.Of(before), ArticleUnits.Of(after));
            foreach (var edit in ArticleDiff.Compare(before, after).Edits)
            {
                Assert.Equal(string.Join('\n', edit.Before.Select(at => old[at].Text)), edit.TextBefore);
                Assert.Equal(string.Join('\n', edit.After.Select(at => young[at].Text)), edit.TextAfter);
                Assert.All(edit.Shortened(10), piece => Assert.True(piece.Before.Length + piece.After.Length >= 0));
            }
        }, iter: 2_000, threads: 1);

    [Fact]
    public void An_article_has_no_edits_against_itself() =>
        s_article.Sample(article => ArticleDiff.Compare(article, article with { Updated = ArticleDate.OfDay(new DateOnly(2026, 1, 1)) }).IsEmpty, iter: 1_000);

    [Fact]
    public void Looked_at_from_the_other_side_there_are_edits_as_well() =>
        Gen.OneOf(s_edited, Gen.Select(s_article, s_article)).Sample((before, after) =>
        {
            var (there, back) = (ArticleDiff.Compare(before, after), ArticleDiff.Compare(after, before));
            Assert.Equal(there.IsEmpty, back.IsEmpty);
            Assert.Equal(Growth(there), -Growth(back));

            // Their kinds may differ: of two blocks that changed places either may be said to have gone and come again, and one of them may be a mere dash.
        }, iter: 2_000, threads: 1);

    [Fact]
    public void Edits_are_ranked_and_the_same_every_time() =>
        Gen.Select(s_article, s_article).Sample((before, after) =>
        {
            var diff = ArticleDiff.Compare(before, after);
            Assert.Equal(diff.Edits.Select(edit => edit.Kind).Order(), diff.Edits.Select(edit => edit.Kind));
            using var elsewhere = new Elsewhere("tr-TR");
            Assert.Equal(diff, ArticleDiff.Compare(before, after));
        }, iter: 500, threads: 1);

    [Fact]
    public void Any_text_at_all_can_be_compared() =>
        Gen.Select(Gen.String, Gen.String).Sample((one, two) =>
        {
            Article Of(string text) => new()
            {
                EngineVersion = "test/1", Headline = text + "x", Kind = ArticleKind.Article, Body = [new BodyBlock.Paragraph([new Inline.Text(text + "y")])],
            };
            var diff = ArticleDiff.Compare(Of(one), Of(two));
            Assert.All(diff.Edits, edit => Assert.NotEmpty(edit.Kinds));
        }, iter: 5_000, threads: 1);

    [Theory]
    [InlineData("a ")]
    [InlineData("a. ")]
    [InlineData("“a” ")]
    [InlineData("ス")]
    [InlineData(".\"")]
    [InlineData("5 minutes ago ")]
    public void A_text_that_only_repeats_itself_takes_no_longer_than_any_other(string piece)
    {
        var before = Drafts.Article(string.Concat(Enumerable.Repeat(piece, 60_000)));
        var after = Drafts.Article(string.Concat(Enumerable.Repeat(piece, 45_000)) + "b " + string.Concat(Enumerable.Repeat(piece, 30_000)));
        var many = Drafts.Article(string.Join('¶', Enumerable.Repeat(piece + "b", 4_000)));
        var watch = System.Diagnostics.Stopwatch.StartNew();

        _ = ArticleDiff.Compare(before, after);
        _ = ArticleDiff.Compare(before, many);
        _ = ArticleDiff.Compare(many, after);

        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 8);
    }

    private static int Growth(ArticleDiff diff) => diff.Edits.Sum(edit => edit.After.Count - edit.Before.Count);

    /// <summary>What an edit names stands where it says; what none names keeps its order.</summary>
    private static List<string> Applied(IReadOnlyList<ArticleUnit> before, ArticleDiff diff, int length)
    {
        var result = new string?[length];
        var named = new HashSet<int>();
        foreach (var edit in diff.Edits)
        {
            named.UnionWith(edit.Before);
            var parts = edit.TextAfter.Split('\n');
            Assert.Equal(edit.After.Count, edit.After.Count == 0 ? 0 : parts.Length);
            for (var part = 0; part < edit.After.Count; part++)
            {
                Assert.Null(result[edit.After[part]]);
                result[edit.After[part]] = Normal(parts[part]);
            }
        }

        var kept = new Queue<string>(Normal([.. before.Where((_, at) => !named.Contains(at))]));
        for (var at = 0; at < result.Length; at++)
        {
            result[at] ??= kept.Dequeue();
        }

        Assert.Empty(kept);
        return [.. result.Select(text => text!)];
    }

    private static List<string> Normal(IReadOnlyList<ArticleUnit> units) => [.. units.Select(unit => Normal(unit.Text))];

    // What a page writes anew by itself is kept as it was.
    private static string Normal(string text) => string.Join(' ', UnitTokens.Of(new ArticleUnit(EditPlace.Body, 0, text, UnitForm.Text), s_book).Keys
        .Select(key => key.ToString(CultureInfo.InvariantCulture)));

    private static readonly KeyBook s_book = new();

    private sealed class Elsewhere : IDisposable
    {
        private readonly CultureInfo _before = CultureInfo.CurrentCulture;

        public Elsewhere(string culture) => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);

        public void Dispose() => CultureInfo.CurrentCulture = _before;
    }
}
