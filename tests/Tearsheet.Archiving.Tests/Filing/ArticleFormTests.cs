using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Tests.Filing;

/// <summary>Articles as blocks, in the forms of all versions that wrote any.</summary>
public sealed class ArticleFormTests
{
    [Fact]
    public void An_article_of_the_first_form_is_still_read()
    {
        var block = DagCbor.Encode(Node.Map(
            ("v", 1L), ("engine", "old/1"), ("kind", "paywall-stub"), ("headline", "Mayor goes"), ("body", Node.List()),
            ("images", Node.List(Node.Map(("address", "https://news.example/a.jpg"), ("alt", ""))))));

        var article = ArticleForm.Read(Cid.ForBlock(Multicodec.DagCbor, block), block).Article;

        Assert.Equal((ArticleKind.PaywallStub, null, "Mayor goes"), (article.Kind, article.KindReason, article.Headline));
        Assert.Empty(article.Images[0].Sizes);
    }

    [Fact]
    public void The_first_form_holds_no_keys_of_the_second()
    {
        var block = DagCbor.Encode(Node.Map(
            ("v", 1L), ("engine", "old/1"), ("kind", "article"), ("kindReason", "none"), ("headline", "Mayor goes"), ("body", Node.List())));

        Assert.Throws<FormException>(() => ArticleForm.Read(Cid.ForBlock(Multicodec.DagCbor, block), block));
    }

    [Fact]
    public void Reasons_lists_and_sizes_come_back_as_they_were_written()
    {
        var article = new Article
        {
            EngineVersion = "test/1",
            Headline = "Just a moment...",
            Kind = ArticleKind.BotWall,
            KindReason = "Its title says \"Just a moment\".",
            Body =
            [
                new BodyBlock.ListBlock(true, [[new BodyBlock.Paragraph([new Inline.Text("Wait.")])]]) { First = 4 },
                new BodyBlock.ListBlock(true, [[new BodyBlock.Paragraph([new Inline.Text("Go.")])]]),
            ],
            Images = [new("https://news.example/a.jpg", "", null, null, 1200, 800) { Sizes = [new("https://news.example/a-480.jpg", 480, null)] }],
        };
        var block = ArticleForm.Write(article, []);

        Assert.Equal(article, ArticleForm.Read(Cid.ForBlock(Multicodec.DagCbor, block), block).Article);
    }

    [Theory]
    [InlineData(ArticleKind.Article, 1)]
    [InlineData(ArticleKind.Empty, 1)]
    [InlineData(ArticleKind.Interview, 2)]
    [InlineData(ArticleKind.Opinion, 2)]
    public void Only_kinds_that_an_older_program_does_not_know_ask_for_a_newer_one(ArticleKind kind, int form)
    {
        var cid = Cid.ForBlock(Multicodec.DagCbor, "x"u8);
        var block = PayloadForm.Write(new Payload.ArticleRead("2026/11/abc", cid, cid, kind, PageWishes.None), new byte[PayloadForm.SaltLength]);

        Assert.True(DagCbor.TryDecode(block, out var node, out _));
        Assert.Equal(form, (int)node.Integer("v"));
        Assert.Equal(kind, PayloadForm.ReadArticle(block).Kind);
    }
}
