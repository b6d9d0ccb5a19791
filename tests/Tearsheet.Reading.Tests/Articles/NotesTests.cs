using AngleSharp.Html.Parser;
using Tearsheet.Reading.Articles.Body;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>What a mark in the text refers to is text, wherever it stands.</summary>
public sealed class NotesTests
{
    private const string Marked = "<p>KEPT The bridge was closed for a whole year<a href=#n1><sup>1</sup></a> and then opened.</p>";

    [Theory]
    [InlineData(Marked + "<div><ol><li id=n1>Two months more than planned.</li></ol></div>", "Two months more than planned.")]
    [InlineData(Marked + "<div><h4>Footnotes</h4><h5><a id=n1 href=#r1>(1)</a></h5><p>Two months more.</p></div>", "Footnotes|(1)|Two months more.")]
    [InlineData(Marked + "<p><a name=n1></a>1 <a href=/plan>The plan</a></p><p>Imprint</p>", "1 The plan")]
    [InlineData("<p>KEPT It was closed for a year.<span data-definition=fn7><a href=#>*</a></span></p><aside style='display:none' id=fn7>Two months more.</aside>", "Two months more.")]
    [InlineData(Marked + "<h4>References</h4><ol><li id=n1>A. Mason: Bridges. Ulm 1962.</li></ol>", "")]
    [InlineData(Marked + "<nav id=n1>Home</nav>", "")]
    [InlineData(Marked + "<div class=comments id=n1>A reader wrote</div>", "")]
    [InlineData("<p>KEPT It was closed, <a href=#n1>as told below</a>.</p><p id=n1>Something else.</p>", "")]
    [InlineData("<p>It was closed.<a href=#n1>1</a></p><p id=n1>Not of the text.</p>", "")]
    public void A_note_comes_with_the_text_that_refers_to_it(string page, string notes)
    {
        using var document = new HtmlParser().ParseDocument("<body>" + page + "</body>");
        var tree = PageMeasure.Of(document.Body!);
        var kept = tree.Blocks.Select(block => tree.Text(block).StartsWith("KEPT", StringComparison.Ordinal)).ToArray();

        Notes.Keep(tree, kept);

        var text = Enumerable.Range(0, kept.Length).Where(i => kept[i]).Select(i => tree.Text(tree.Blocks[i]).ToString()).Where(line => !line.StartsWith("KEPT", StringComparison.Ordinal));
        Assert.Equal(notes, string.Join('|', text));
    }
}
