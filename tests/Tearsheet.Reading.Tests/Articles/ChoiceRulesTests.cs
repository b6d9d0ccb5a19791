using AngleSharp.Html.Parser;
using Tearsheet.Reading.Articles.Body;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>What must hold of the chosen blocks as a whole, whatever the model says of each.</summary>
public sealed class ChoiceRulesTests
{
    private const string Table =
        "<table><tr><th>Pos.</th><th>Town</th><th>Points</th></tr><tr><td>1</td><td>Ulm</td><td>40</td></tr><tr><td>2</td><td>Bern</td><td>39</td></tr></table>";

    private const string Links = "<table><tr><td>Previous:</td><td><a href=/a>The bridge closes</a></td></tr><tr><td>Next:</td><td><a href=/b>The bridge opens</a></td></tr></table>";

    [Theory]
    [InlineData("<p>TEXT</p>" + Table, true)]
    [InlineData("<p>TEXT</p><div class=scroll><div>" + Table + "</div></div>", true)]
    [InlineData(Table + "<p>TEXT</p>", false)]
    [InlineData("<div><p>TEXT</p></div>" + Table, false)]
    [InlineData("<p>TEXT</p>" + Links, false)]
    public void A_table_that_follows_the_text_is_text_although_its_cells_look_like_furniture(string page, bool isText)
    {
        var (tree, kept, scores) = Choice(page, furniture: -2_400);

        WholeRules.KeepTables(tree, scores, kept);

        Assert.All(Enumerable.Range(0, kept.Length).Where(i => tree.Text(tree.Blocks[i]) is not "TEXT"), i => Assert.Equal(isText, kept[i]));
    }

    [Theory]
    [InlineData("<p>TEXT</p><p>Drink on the way</p><p>TEXT</p>", true)]
    [InlineData("<p>TEXT</p><h3>In the morning</h3><p>Drink on the way</p><p>TEXT</p>", true)]
    [InlineData("<p>TEXT</p><p>Drink on the way</p>", false)]
    [InlineData("<p>TEXT</p><p>Drink <a href=/tea>tea on the way</a></p><p>TEXT</p>", false)]
    [InlineData("<p>TEXT</p><p class=author-box>Drink on the way</p><p>TEXT</p>", false)]
    [InlineData("<p>TEXT</p><p>Advertisement</p><p>TEXT</p>", false)]
    [InlineData("<p>TEXT</p><p>* * *</p><p>TEXT</p>", false)]
    [InlineData("<p>TEXT</p><div><p>Drink on the way</p></div><p>TEXT</p>", false)]
    public void A_plain_line_between_two_of_the_text_is_text(string page, bool isText)
    {
        var (tree, kept, scores) = Choice(page, furniture: -1_500);

        ChoiceRules.FillGaps(tree, scores, kept);

        Assert.All(Enumerable.Range(0, kept.Length).Where(i => tree.Text(tree.Blocks[i]) is not "TEXT"), i => Assert.Equal(isText, kept[i]));
    }

    [Fact]
    public void A_line_that_is_surely_furniture_is_none_between_two_of_the_text_either()
    {
        var (tree, kept, scores) = Choice("<p>TEXT</p><p>Drink on the way</p><p>TEXT</p>", furniture: -2_400);

        ChoiceRules.FillGaps(tree, scores, kept);

        Assert.Equal([true, false, true], kept);
    }

    [Theory]
    [InlineData("<article><p>TEXT</p><p>TEXT</p></article><article><h2><a href=/b>The bridge</a></h2><p>TEXT</p></article>", 2)]
    [InlineData("<article><p>TEXT</p><p>TEXT</p></article><article><h2>14:10</h2><p>TEXT</p></article>", 3)]
    [InlineData("<article><p>TEXT</p><p>TEXT</p><article><h2><a href=/b>The bridge</a></h2><p>TEXT</p></article></article>", 3)]
    [InlineData("<article><h2><a href=/b>The bridge</a></h2><p>TEXT</p></article><article><h2><a href=/b>The town</a></h2><p>TEXT</p></article>", 2)]
    [InlineData("<article><h1>The mayor goes</h1><p>LONG</p></article><article><h1><a href=/b>The bridge</a></h1><p>LONG</p><p>LONG</p></article>", 1)]
    public void Articles_under_that_of_the_text_whose_headline_is_a_link_are_other_stories(string page, int texts)
    {
        var (tree, kept, _) = Choice(page, furniture: -2_400);

        ChoiceRules.DropOthers(tree, [TextBlock.HashOf("The mayor goes")], kept);

        Assert.Equal(texts, kept.Count(each => each));
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    public void A_block_that_says_again_what_stands_in_paragraphs_is_their_copy(int paragraphs, bool isText)
    {
        string[] told = [.. Enumerable.Range(0, 4).Select(i => string.Join(' ', Enumerable.Range(0, 150).Select(word => $"word{i}x{word}")))];
        var (tree, kept, _) = Choice(string.Concat(told.Take(paragraphs).Select(text => $"<p>{text}</p>")) + $"<div>{string.Join(' ', told)}</div>", furniture: 0);
        Array.Fill(kept, true);

        ChoiceRules.DropCopies(tree, kept);

        Assert.All(kept[..^1], Assert.True);
        Assert.Equal(isText, kept[^1]);
    }

    [Fact]
    public void Of_a_page_of_long_blocks_only_the_first_few_are_held_against_the_rest()
    {
        var told = string.Join(' ', Enumerable.Range(0, 600).Select(word => $"word{word}"));
        var (tree, kept, _) = Choice(string.Concat(Enumerable.Range(0, 400).Select(i => $"<p>block{i} {told} {told}</p><p>{told[..1_500]} {i}</p>")), furniture: 0);
        Array.Fill(kept, true);

        ChoiceRules.DropCopies(tree, kept);

        Assert.InRange(kept.Count(each => !each), 1, 8);
    }

    [Theory]
    [InlineData("<p>TEXT</p><p aria-hidden=true>copy</p>", 1)]
    [InlineData("<main aria-hidden=true><p>LONG</p><p>LONG</p><p>LONG</p></main><p>We use cookies</p>", 0)]
    [InlineData("<main style='display:none'><p>LONG</p><p>LONG</p><p>LONG</p></main><p>We use cookies</p>", 3)]
    public void What_is_not_read_out_is_hidden_unless_it_is_most_of_the_page(string page, int hidden) =>
        Assert.Equal(hidden, Choice(page, furniture: 0).Tree.Blocks.Count(block => (block.Place & Place.Hidden) != Place.None));

    [Theory]
    [InlineData("<blockquote><p>LONG</p>— Ann</blockquote>", 2)]
    [InlineData("<p>TEXT</p><blockquote class=twitter-tweet><p>A post</p>— Ann</blockquote>", 3)]
    [InlineData("<blockquote class=twitter-tweet><p>A post</p>— Ann</blockquote>", 0)]
    [InlineData("<p>TEXT</p><blockquote><p>The teaser of another story</p></blockquote>", 1)]
    public void A_quotation_comes_whole_with_who_signs_it(string page, int kept)
    {
        var (tree, choice, _) = Choice(page, furniture: -2_400);

        WholeRules.KeepQuotes(tree, choice);

        Assert.Equal(kept, choice.Count(each => each));
    }

    [Theory]
    [InlineData("<p class=standfirst>What is the next big thing in the towns along the river? Bridges, say those who build them.</p><p>TEXT</p>", false)]
    [InlineData("<p>What is the next big thing in the towns along the river? Bridges, say those who build them.</p><p>TEXT</p>", true)]
    [InlineData("<p>What is the next big thing in the towns along the river, asks Ann Lee of the Desk</p><p>TEXT</p>", false)]
    [InlineData("<p>Bridges are next.</p><p>TEXT</p>", false)]
    [InlineData("<div><p>What is the next big thing in the towns along the river? Bridges, say those who build them.</p></div><p>TEXT</p>", false)]
    public void A_sentence_before_the_first_line_of_the_text_opens_it(string page, bool isText)
    {
        var (tree, kept, scores) = Choice(page, furniture: -1_000);

        ChoiceRules.KeepOpening(tree, scores, [], kept);

        Assert.Equal(isText, kept[0]);
    }

    [Fact]
    public void Code_that_stands_there_twice_is_told_twice()
    {
        var code = string.Join('\n', Enumerable.Range(0, 30).Select(i => $"line{i} = {i}"));
        var (tree, kept, _) = Choice($"<p>TEXT</p><div><pre>{code}</pre></div><section><div><pre>{code}</pre></div></section>", furniture: 0);
        Array.Fill(kept, true);

        ChoiceRules.DropRepeats(tree, kept);

        Assert.All(kept, Assert.True);
    }

    // A page whose text is known: the model is sure of each TEXT, and not of the rest.
    private static (PageTree Tree, bool[] Kept, int[] Scores) Choice(string page, int furniture)
    {
        var longText = string.Join(' ', Enumerable.Repeat("Long and longer", 20));
        using var document = new HtmlParser().ParseDocument("<body>" + page.Replace("LONG", longText, StringComparison.Ordinal) + "</body>");
        var tree = PageMeasure.Of(document.Body!);
        var kept = tree.Blocks.Select(block => tree.Text(block) is "TEXT" || tree.Text(block).StartsWith("Long", StringComparison.Ordinal)).ToArray();
        return (tree, kept, [.. kept.Select(isText => isText ? 3_000 : furniture)]);
    }
}
