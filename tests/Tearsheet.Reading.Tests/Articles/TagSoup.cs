using CsCheck;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Pages that nobody would write, of pieces that pages are made of.</summary>
internal static class TagSoup
{
    private static readonly string[] s_pieces =
    [
        "<div>", "</div>", "<p>", "</p>", "<a href=\"/x\">", "</a>", "<b>", "</b>", "<i>", "</i>", "<font color=red>", "<table>", "</table>", "<tr>", "<td>",
        "</td>", "<ul>", "<li>", "</ul>", "<svg>", "</svg>", "<math>", "<title>", "</title>", "<script>", "</script>", "<style>", "</style>", "<!--", "-->",
        "<select>", "<option>", "</select>", "<h1>", "</h1>", "<h2>", "</h2>", "<img src=a.jpg>", "<img srcset='a 1x, b 2x'>", "<figure>", "<figcaption>",
        "</figure>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<br>", "<hr>", "<article>", "</article>", "<form>", "</form>", "<button>", "<template>",
        "<noscript>", "</noscript>", "<iframe src=//v.example/1>", "</iframe>", "<frameset>", "<html>", "<body>", "<head>", "</body>", "<meta charset=utf-16>",
        "<meta property=og:title content=\"T\">", "<meta name=robots content=\"noarchive, max-snippet:x\">", "<base href=\"::\">", "<link rel=canonical href=\"//\">",
        "<time datetime=2025-13-45>", "<script type=application/ld+json>{\"@type\":[\"NewsArticle\"],\"author\":[[[", "<p class=byline>By ", "<span itemprop=author>",
        "<", ">", "\"", "'", "&", "&#xD800;", "&amp", "\0", "\uD800", "\uFFFE", " ", "\n", "words, and more words of a sentence. ", "слова ", "言葉、", "كلمات ", "2025-01-06", "=",
    ];

    public static Gen<string> Gen { get; } = CsCheck.Gen.Int[0, s_pieces.Length - 1].Select(i => s_pieces[i]).Array[0, 60].Select(string.Concat);
}
