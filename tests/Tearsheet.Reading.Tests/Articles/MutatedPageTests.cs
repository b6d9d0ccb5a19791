using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Real pages, cut and shuffled: nothing throws, and nothing but our own blocks and safe addresses comes out.</summary>
public sealed class MutatedPageTests
{
    private const int Mutations = 6;

    [Fact]
    public void Mutated_pages_never_throw_and_give_only_safe_addresses()
    {
        var random = new Random(1);
        foreach (var page in SharedPages.Some(60).Where(page => page.Bytes.Length < 400_000))
        {
            for (var i = 0; i < Mutations; i++)
            {
                var bytes = Mutate(page.Bytes, random);
                var article = ArticleReader.Read(bytes, null, page.Address);
                Assert.All(Addresses(article), address => Assert.True(IsSafe(address), $"{page.Id}, mutation {i}: {address}"));
                Assert.True(article.Equals(ArticleReader.Read(bytes, null, page.Address)), $"{page.Id}, mutation {i} reads differently a second time");
            }
        }
    }

    // Pieces moved, doubled, lost and spoilt, and tags that lead a parser astray.
    private static byte[] Mutate(byte[] page, Random random)
    {
        ReadOnlySpan<string> astray = ["<noscript>", "</body>", "<table>", "<!--", "<script>", "<p hidden>", "</div></div>", "<a href='javascript:x()'>", "\0", "<img src=data:x>"];
        var bytes = page.ToList();
        for (var edits = random.Next(1, 8); edits > 0 && bytes.Count > 10; edits--)
        {
            var at = random.Next(bytes.Count);
            var length = Math.Min(random.Next(1, 20_000), bytes.Count - at);
            switch (random.Next(4))
            {
                case 0:
                    bytes.RemoveRange(at, length);
                    break;
                case 1:
                    bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    bytes.InsertRange(at, Encoding.ASCII.GetBytes(astray[random.Next(astray.Length)]));
                    break;
            }
        }

        return [.. bytes];
    }

    private static bool IsSafe(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "mailto";

    private static IEnumerable<string> Addresses(Article article) =>
        article.Images.Select(image => image.Address).Concat(article.Body.SelectMany(Addresses));

    private static IEnumerable<string> Addresses(BodyBlock block) => block switch
    {
        BodyBlock.Paragraph x => x.Inlines.SelectMany(Addresses),
        BodyBlock.Heading x => x.Inlines.SelectMany(Addresses),
        BodyBlock.ListBlock x => x.Items.SelectMany(item => item.SelectMany(Addresses)),
        BodyBlock.Quote x => x.Blocks.SelectMany(Addresses).Concat((x.Cite ?? []).SelectMany(Addresses)),
        BodyBlock.Table x => x.Rows.SelectMany(row => row.Cells.SelectMany(cell => cell.Inlines.SelectMany(Addresses))),
        BodyBlock.Embed x => [x.Address],
        _ => [],
    };

    private static IEnumerable<string> Addresses(Inline inline) => inline switch
    {
        Inline.Link x => x.Inlines.SelectMany(Addresses).Prepend(x.Address),
        Inline.Emphasis x => x.Inlines.SelectMany(Addresses),
        Inline.Strong x => x.Inlines.SelectMany(Addresses),
        Inline.Superscript x => x.Inlines.SelectMany(Addresses),
        Inline.Subscript x => x.Inlines.SelectMany(Addresses),
        _ => [],
    };
}
