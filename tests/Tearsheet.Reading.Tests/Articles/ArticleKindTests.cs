using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Walls, stubs and errors are told from articles; in doubt it is an article.</summary>
public sealed class ArticleKindTests
{
    private static readonly string s_long = string.Concat(Enumerable.Repeat(
        "<p>The council met in the evening, heard the engineer, and put the vote off again until the money, which nobody has, is found.</p>", 20));

    [Theory]
    [InlineData("<title>Just a moment...</title><h1>news.example</h1><p>Verifying you are human. This may take a few seconds.</p><p>Ray ID: 8a</p>")]
    [InlineData("<title>Access Denied</title><h1>Access Denied</h1><p>You don't have permission to access this.</p>")]
    [InlineData("<title>Einen Moment</title><p>Bestätigen Sie, dass Sie ein Mensch sind.</p>")]
    [InlineData("<title>news.example</title><p>Vérifiez que vous êtes humain en effectuant l’action ci-dessous.</p>")]
    [InlineData("<title>news.example</title><p>Please enable JS and disable any ad blocker</p>")]
    public void A_page_that_asks_for_a_human_is_a_bot_wall(string html) => Assert.Equal(ArticleKind.BotWall, Kind(html));

    [Theory]
    [InlineData("<title>Before you continue to The Desk</title><p>We use cookies to show ads.</p><button>Reject all</button><p>Accept all cookies</p>")]
    [InlineData("<title>Zustimmung</title><p>Mit Werbung weiterlesen: Cookies und Werbung, Datenschutzeinstellungen</p><p>Zustimmen und weiter</p>")]
    [InlineData("<title>Le Bureau</title><p>Continuer sans accepter</p><p>Avec votre accord, nous et nos partenaires utilisons des cookies pour vos données.</p>")]
    public void A_page_that_asks_for_consent_is_a_consent_wall(string html) => Assert.Equal(ArticleKind.ConsentWall, Kind(html));

    [Theory]
    [InlineData("<title>404 - Page not found</title><h1>Page not found</h1><p>Try the search.</p>")]
    [InlineData("<title>Seite nicht gefunden | Das Pult</title><h1>Seite nicht gefunden</h1>")]
    [InlineData("<title>Страница не найдена</title><p>Проверьте адрес.</p>")]
    [InlineData("<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr>nginx</body></html>")]
    public void A_page_that_has_nothing_is_an_error_page(string html) => Assert.Equal(ArticleKind.ErrorPage, Kind(html));

    [Theory]
    [InlineData("<title>Log in | The Desk</title><h1>Welcome back</h1><form><label>E-mail</label><input name=e><label>Password</label><input type=password></form>", "https://news.example/welcome")]
    [InlineData("<title>Anmelden - Das Pult</title><form><p>E-Mail</p><p>Passwort</p><p>Passwort vergessen?</p></form>", "https://news.example/konto")]
    [InlineData("<title>The Desk</title><h1>Welcome</h1><form><p>E-mail</p><p>Password</p></form>", "https://news.example/login?next=/story/1")]
    [InlineData("<title>ログイン</title><form><p>メール</p><p>パスワード</p></form>", null)]
    public void A_page_that_asks_for_a_password_is_a_login_page(string html, string? address) =>
        Assert.Equal(ArticleKind.LoginPage, ArticleReader.Read(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", address).Kind);

    [Fact]
    public void A_story_about_passwords_or_one_with_a_link_to_log_in_is_an_article()
    {
        Assert.Equal(ArticleKind.Article, Kind("<title>Log in, lose all: how passwords were stolen</title><article><p>Your password, please.</p>" + s_long + "</article>"));
        Assert.Equal(ArticleKind.Article, Kind("<title>Mayor goes</title><nav><a href=/login>Log in</a> Password</nav><article><h1>Mayor goes</h1>" + s_long + "</article>"));
    }

    [Theory]
    [InlineData("<title>Mayor goes</title><script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Mayor goes\",\"datePublished\":\"2025-01-06\",\"isAccessibleForFree\":\"False\"}</script><article><h1>Mayor goes</h1><p>The mayor of the small town on the river said on Monday that she would go.</p></article>")]
    [InlineData("<title>Mayor goes</title><article><h1>Mayor goes</h1><p>The mayor of the small town said.</p><div class=paywall><p>Subscribe to continue reading.</p></div></article>")]
    [InlineData("<title>Bürgermeisterin geht</title><article><p>Die Bürgermeisterin geht.</p><p>Jetzt weiterlesen mit Plus</p><p>Bereits Abonnent? Anmelden</p></article>")]
    public void The_beginning_alone_is_a_paywall_stub(string html) => Assert.Equal(ArticleKind.PaywallStub, Kind(html));

    [Theory]
    [InlineData("River ticker: mayor goes", "<h2>12.31 Uhr: She goes</h2>", ArticleKind.LiveBlog)]
    [InlineData("River town live", "<h2>8:05 PM</h2>", ArticleKind.LiveBlog)]
    [InlineData("What is on tonight", "<h2>20:15 The news</h2>", ArticleKind.Article)]
    [InlineData("River town live", "<h2>10,000 people came</h2>", ArticleKind.Article)]
    public void Headings_that_are_times_under_a_headline_that_says_so_are_a_live_blog(string headline, string entry, ArticleKind expected) =>
        Assert.Equal(expected, Kind($"<title>{headline}</title><article><h1>{headline}</h1>" + string.Concat(Enumerable.Repeat(entry + s_long, 3)) + "</article>"));

    [Fact]
    public void A_report_about_walls_and_errors_is_an_article()
    {
        Assert.Equal(ArticleKind.Article, Kind("<title>Access denied: why robots are asked to verify they are human</title><article><p>Verify you are human, it says.</p>" + s_long + "</article>"));
        Assert.Equal(ArticleKind.Article, Kind("<title>Page not found: the lost archive of the town</title><article>" + s_long + "</article>"));
        Assert.Equal(ArticleKind.Article, Kind("<title>We value your privacy, say those who do not</title><article><p>Accept all cookies?</p>" + s_long + "</article>"));
        Assert.Equal(ArticleKind.Article, Kind("<title>Mayor goes</title><article>" + s_long + "<p>Already a subscriber? Subscribe to read more.</p></article>"));
    }

    [Fact]
    public void A_whole_text_behind_a_metered_wall_is_an_article() => Assert.Equal(
        ArticleKind.Article,
        Kind("<title>Mayor goes</title><script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Mayor goes\",\"isAccessibleForFree\":false}</script><article>" + s_long + "</article>"));

    [Theory]
    [InlineData("LiveBlogPosting", ArticleKind.LiveBlog)]
    [InlineData("ImageGallery", ArticleKind.Gallery)]
    [InlineData("NewsArticle", ArticleKind.Article)]
    public void The_page_may_say_itself_what_it_is(string type, ArticleKind expected) => Assert.Equal(
        expected, Kind("<title>Mayor goes</title><script type=application/ld+json>{\"@type\":\"" + type + "\",\"headline\":\"Mayor goes\"}</script><article>" + s_long + "</article>"));

    [Theory]
    [InlineData("<html><body></body></html>")]
    [InlineData("<html><head><script>render()</script></head><body><div id=app></div></body></html>")]
    public void A_page_with_nothing_to_read_is_empty(string html) => Assert.Equal(ArticleKind.Empty, Kind(html));

    [Fact]
    public void A_front_page_is_a_listing()
    {
        var links = string.Concat(Enumerable.Range(0, 80).Select(i => $"<div><h3><a href=/story/{i}>The council of town number {i} meets again on Monday</a></h3></div>"));

        Assert.Equal(ArticleKind.Listing, ArticleReader.Read(Encoding.UTF8.GetBytes("<title>The Desk</title>" + links), null, "https://news.example/").Kind);
    }

    [Theory]
    [InlineData("https://news.example/opinion/mayor", "Mayor goes", "", ArticleKind.Opinion)]
    [InlineData("https://news.example/story/opinion", "Mayor goes", "", ArticleKind.Article)]
    [InlineData("https://news.example/story/1", "Mayor goes", "Kommentar", ArticleKind.Opinion)]
    [InlineData("https://news.example/story/1", "Kommentar: Mayor goes", "", ArticleKind.Opinion)]
    [InlineData("https://news.example/story/1", "Interview: the mayor on why she goes", "", ArticleKind.Interview)]
    [InlineData("https://news.example/story/3", "Interview mit der Bürgermeisterin – sie geht", "", ArticleKind.Interview)]
    [InlineData("https://news.example/entrevistas/mayor", "Mayor goes", "Town", ArticleKind.Interview)]
    [InlineData("https://news.example/story/1", "An interview that cost the mayor her office", "Town", ArticleKind.Article)]
    public void What_the_house_files_as_opinion_or_interview_is_that(string address, string headline, string section, ArticleKind expected)
    {
        var html = $"<title>{headline}</title><meta property=article:section content='{section}'><article><h1>{headline}</h1>{s_long}</article>";

        Assert.Equal(expected, ArticleReader.Read(Encoding.UTF8.GetBytes(html), null, address).Kind);
    }

    [Theory]
    [InlineData("<title>Just a moment...</title><p>Checking your browser before accessing.</p>", "Just a moment")]
    [InlineData("<title>Page not found</title><h1>Page not found</h1><p>Sorry.</p>", "Page not found")]
    [InlineData("<h1>Mayor goes</h1><p>She steps down.</p><p>Already a subscriber?</p><p>Subscribe to read the rest.</p>", "Already a subscriber")]
    public void What_is_no_article_says_why_in_the_pages_own_words(string html, string words)
    {
        var article = ArticleReader.Read(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", "https://news.example/story/1");

        Assert.False(article.IsWhole);
        Assert.Contains(words, article.KindReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_article_needs_no_reason()
    {
        var article = ArticleReader.Read(Encoding.UTF8.GetBytes("<title>Mayor goes</title><article>" + s_long + "</article>"), null, "https://news.example/story/1");

        Assert.True(article.IsWhole);
        Assert.Null(article.KindReason);
    }

    private static ArticleKind Kind(string html) => ArticleReader.Read(Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8", "https://news.example/story/1").Kind;
}
