using System.Buffers;
using System.Globalization;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Says what kind of page it is. Careful: an article taken for a wall is lost, a wall taken for an article is seen.</summary>
internal static class KindJudge
{
    // A wall is a short page; a report about walls is not.
    private const int WallLength = 2_500;
    private const int StubLength = 1_500;

    private static readonly SearchValues<string> s_botTitles = Phrases(
        "just a moment", "attention required", "access denied", "access to this page has been denied", "are you a robot", "are you human",
        "verify you are human", "human verification", "robot check", "bot verification", "security check", "pardon our interruption",
        "ddos-guard", "ddos protection", "un momento", "einen moment", "un instant", "nur einen moment", "bitte warten", "доступ ограничен",
        "captcha", "checking your browser", "請稍候", "请稍候", "しばらくお待ちください", "잠시만 기다리십시오", "request blocked", "you have been blocked");

    private static readonly SearchValues<string> s_botTexts = Phrases(
        "verify you are human", "verifying you are human", "checking your browser before", "checking if the site connection is secure",
        "enable javascript and cookies to continue", "needs to review the security of your connection", "unusual traffic from your",
        "please complete the captcha", "complete the security check", "i am not a robot", "i'm not a robot", "not a robot",
        "ray id", "incapsula incident id", "request unsuccessful. incapsula", "please enable js and disable any ad blocker",
        "press & hold to confirm you are", "automated access", "bestätigen sie, dass sie ein mensch sind", "ich bin kein roboter",
        "vérifiez que vous êtes humain", "vérifier que vous êtes un humain", "je ne suis pas un robot", "verificar que usted es un ser humano",
        "verifica que eres un ser humano", "no soy un robot", "non sono un robot", "não sou um robô", "nie jestem robotem", "ik ben geen robot",
        "подтвердите, что вы человек", "я не робот", "ben robot değilim", "我不是机器人", "验证您是真人", "確認您是真人", "私はロボットではありません");

    private static readonly SearchValues<string> s_consent = Phrases(
        "before you continue to", "we value your privacy", "we and our partners", "accept all cookies", "manage your privacy choices", "reject all",
        "cookies und werbung", "mit werbung weiterlesen", "zustimmen und weiter", "einwilligung", "pur-abo", "datenschutzeinstellungen", "bevor sie fortfahren",
        "continuer sans accepter", "vos choix en matière de cookies", "nous et nos partenaires", "tout accepter", "avant de continuer",
        "aceptar todo", "nosotros y nuestros socios", "antes de ir a", "aceptar y continuar", "accetta tutto", "noi e i nostri partner", "rifiuta tutto", "accetta e continua",
        "aceitar tudo", "nós e os nossos parceiros", "alles accepteren", "wij en onze partners", "akkoord en doorgaan", "zaakceptuj wszystko", "my i nasi partnerzy", "przejdź do serwisu",
        "souhlasím a pokračovat", "godkänn alla", "acceptera alla", "accepter alle", "godta alle", "hyväksy kaikki", "tümünü kabul et", "принять все", "elfogadom");

    private static readonly SearchValues<string> s_errors = Phrases(
        "404", "page not found", "not found", "page can't be found", "page cannot be found", "page isn't available", "page doesn't exist", "page does not exist",
        "seite nicht gefunden", "seite wurde nicht gefunden", "nicht verfügbar", "page introuvable", "page non trouvée", "página no encontrada",
        "página não encontrada", "pagina non trovata", "pagina niet gevonden", "strona nie istnieje", "nie znaleziono strony", "sidan kunde inte hittas", "siden blev ikke fundet",
        "sivua ei löydy", "sayfa bulunamadı", "страница не найдена", "сторінку не знайдено", "stránka nenalezena", "oldal nem található", "ページが見つかりません", "页面不存在", "找不到网页", "找不到頁面",
        "페이지를 찾을 수 없습니다", "الصفحة غير موجودة", "403 forbidden", "500 internal server error", "internal server error", "502 bad gateway", "503 service", "service unavailable",
        "504 gateway", "gateway time-out", "something went wrong", "an error occurred", "410 gone", "429 too many requests", "bad request", "site is temporarily unavailable", "domain is for sale", "account suspended");

    private static readonly SearchValues<string> s_logins = Phrases(
        "log in", "login", "sign in", "sign-in", "signin", "anmelden", "anmeldung", "einloggen", "se connecter", "connexion", "connectez-vous", "identifiez-vous", "iniciar sesión", "inicia sesión", "identifícate",
        "accedi", "effettua il login", "iniciar sessão", "fazer login", "inloggen", "zaloguj", "logowanie", "logga in", "log ind", "logg inn", "kirjaudu", "přihlášení", "přihlásit", "bejelentkezés", "giriş yap", "войти", "вход",
        "увійти", "ログイン", "登录", "登入", "로그인", "تسجيل الدخول");

    private static readonly SearchValues<string> s_passwords = Phrases(
        "password", "passwort", "kennwort", "mot de passe", "contraseña", "senha", "palavra-passe", "wachtwoord", "hasło", "lösenord", "adgangskode", "passord", "salasana", "heslo", "jelszó", "şifre", "parola", "пароль",
        "パスワード", "密码", "密碼", "비밀번호", "كلمة المرور");

    private static readonly SearchValues<string> s_paywall = Phrases(
        "subscribe to continue", "subscribe to read", "subscribe now to", "already a subscriber", "for subscribers only", "subscriber-only", "subscribers only", "to continue reading",
        "this article is for subscribers", "this content is for subscribers", "log in to continue", "sign in to continue reading", "unlock this article", "become a member to", "start your free trial",
        "weiterlesen mit", "jetzt weiterlesen", "jetzt abonnieren", "exklusiv für abonnenten", "nur für abonnenten", "diesen artikel weiterlesen", "bereits abonnent", "sie haben bereits ein abo",
        "réservé aux abonnés", "réservé à nos abonnés", "déjà abonné", "abonnez-vous pour lire", "il vous reste", "contenido exclusivo para suscriptores", "solo para suscriptores", "suscríbete para",
        "riservato agli abbonati", "sei già abbonato", "abbonati per", "exclusivo para assinantes", "já é assinante", "assine para", "alleen voor abonnees", "al abonnee", "lees verder met",
        "för prenumeranter", "bara för prenumeranter", "for abonnenter", "kun for abonnenter", "vain tilaajille", "tylko dla prenumeratorów", "dla subskrybentów", "pro předplatitele",
        "только для подписчиков", "abonelere özel", "会員限定", "有料会員", "この記事は有料", "订阅后阅读", "訂閱後", "유료 회원");

    private const int LeastEntries = 3;

    private static readonly string[] s_live = ["ticker", "live", "en direct", "en-direct", "en vivo", "en-vivo", "ao vivo", "ao-vivo", "in diretta", "diretta-", "minuut tot minuut", "minute by minute"];

    /// <summary>The kind, and for what is no whole article why; an article unless something speaks clearly against it.</summary>
    /// <param name="survey">Of the whole page.</param>
    /// <param name="jsonLd">null when there is none.</param>
    /// <param name="headline">null when the page has none.</param>
    /// <param name="bodyLength">Characters of the body found.</param>
    /// <param name="isCut">Whether the body is the page's data, which break off.</param>
    /// <param name="page">The page's address; null when nobody knows it.</param>
    public static (ArticleKind Kind, string? Reason) Judge(PageSurvey survey, JsonLdArticle? jsonLd, string? headline, int bodyLength, bool isCut, Uri? page)
    {
        var saysArticle = jsonLd is not null && jsonLd.Type is not ("WebPage" or "ItemPage") && jsonLd.Published is not null;
        if (!saysArticle && survey.TextLength < WallLength && Wall(survey, headline, bodyLength, page) is { } wall)
        {
            return wall;
        }

        if (isCut)
        {
            return (ArticleKind.PaywallStub, "The page shows next to no text, and the text in its data breaks off.");
        }

        if (Stub(survey, jsonLd, bodyLength) is { } stub)
        {
            return (ArticleKind.PaywallStub, stub);
        }

        if (bodyLength == 0 && survey.TextLength < 60 && (headline is null || survey.Meta("og:description", "description") is null))
        {
            return (ArticleKind.Empty, string.Create(CultureInfo.InvariantCulture, $"The page holds {survey.TextLength} characters of text."));
        }

        return Told(survey, jsonLd, headline, bodyLength, page) is { } told ? (told, null)
            : Listing(survey, jsonLd, bodyLength, isHome: page is { AbsolutePath: "/" }) is { } listing ? (ArticleKind.Listing, listing)
            : (Genres.Of(survey, jsonLd, headline, page), null);
    }

    private static (ArticleKind Kind, string Reason)? Wall(PageSurvey survey, string? headline, int bodyLength, Uri? page)
    {
        var opening = survey.Opening;
        var title = survey.Title ?? "";
        if (title.AsSpan().ContainsAny(s_botTitles) ? bodyLength < 1000 && (opening.Length < 1000 || opening.AsSpan().ContainsAny(s_botTexts))
            : survey.TextLength < 800 && opening.AsSpan().ContainsAny(s_botTexts) && bodyLength < 500)
        {
            return (ArticleKind.BotWall, Quote(title.AsSpan().ContainsAny(s_botTitles) ? "title" : "text", Found(title, s_botTitles) ?? Found(opening, s_botTexts), survey));
        }

        if (IsError(title, headline, opening, bodyLength))
        {
            var inTitle = Found(title, s_errors) ?? Found(headline ?? "", s_errors);
            return (ArticleKind.ErrorPage, Quote(inTitle is null ? "text" : "title", inTitle ?? Found(opening, s_errors), survey));
        }

        if (IsLogin(title, headline, opening, bodyLength, page))
        {
            var inTitle = Found(title, s_logins);
            return (ArticleKind.LoginPage, Quote(inTitle is null ? "text" : "title", inTitle ?? Found(opening, s_logins) ?? Found(opening, s_passwords), survey));
        }

        return Count(opening, s_consent) >= 2 && Mentions(opening, "cookie", "privacy", "datenschutz", "données", "privacidad", "dati", "gegevens", "prywatno", "personuppgifter")
            ? (ArticleKind.ConsentWall, Quote("text", Found(opening, s_consent), survey))
            : null;
    }

    private static string Quote(string where, string? words, PageSurvey survey) =>
        string.Create(CultureInfo.InvariantCulture, $"Its {where} says \"{words}\", and it holds only {survey.TextLength} characters of text.");

    // The words as the page spells them, with the rest of their word.
    private static string? Found(string text, SearchValues<string> phrases)
    {
        var at = text.AsSpan().IndexOfAny(phrases);
        if (at < 0)
        {
            return null;
        }

        const int Shown = 40;
        var end = Math.Min(text.Length, at + Shown);
        if (end < text.Length && text.LastIndexOf(' ', end - 1, end - at) is var gap && gap > at)
        {
            end = gap;
        }

        return Words.Fold(text.AsSpan(at, end - at));
    }

    private static bool IsError(string title, string? headline, string opening, int bodyLength)
    {
        // In a headline alone these words make news; the page must have nothing else to say.
        var isNamed = title.AsSpan().ContainsAny(s_errors) || (headline ?? "").AsSpan().ContainsAny(s_errors);
        return isNamed && bodyLength < 600 && (title.Length < 80 || opening.AsSpan(0, Math.Min(opening.Length, 600)).ContainsAny(s_errors))
            || (bodyLength < 200 && opening.Length < 400 && opening.AsSpan().ContainsAny(s_errors) && title.Length < 30 && opening.Length > 0 && headline is null);
    }

    // Every page has a link to log in; one that is for nothing else names it at its top or in its address, and asks for a password.
    private static bool IsLogin(string title, string? headline, string opening, int bodyLength, Uri? page)
    {
        var isNamed = title.AsSpan().ContainsAny(s_logins) || (headline ?? "").AsSpan().ContainsAny(s_logins);
        var isThere = page is not null && LoginAddress.Is(page);
        var asks = opening.AsSpan().ContainsAny(s_passwords);
        return bodyLength < 600 && ((isNamed && asks) || (isThere && (isNamed || asks)));
    }

    private static string? Stub(PageSurvey survey, JsonLdArticle? jsonLd, int bodyLength)
    {
        if (bodyLength >= StubLength)
        {
            return null;
        }

        var only = string.Create(CultureInfo.InvariantCulture, $"only {bodyLength} characters of the body are there");
        if (jsonLd?.IsFree == false)
        {
            return $"Its data say that it is not free to read, and {only}.";
        }

        var isMarked = survey.HasPaywallMark || (survey.Meta("article:content_tier") is { } tier && !tier.Equals("free", StringComparison.OrdinalIgnoreCase));
        var opening = survey.Opening;
        return opening.AsSpan().ContainsAny(s_paywall) && (isMarked || (bodyLength < 1000 && Count(opening, s_paywall) >= 2))
            ? $"Its text says \"{Found(opening, s_paywall)}\", and {only}."
            : null;
    }

    private static ArticleKind? Told(PageSurvey survey, JsonLdArticle? jsonLd, string? headline, int bodyLength, Uri? page)
    {
        var type = survey.Meta("og:type") ?? "";
        return jsonLd?.Type switch
        {
            "LiveBlogPosting" => ArticleKind.LiveBlog,
            "ImageGallery" or "MediaGallery" => ArticleKind.Gallery,
            "VideoObject" when bodyLength < 1500 => ArticleKind.Video,
            null or "WebPage" when type.StartsWith("video", StringComparison.OrdinalIgnoreCase) && bodyLength < 1500 => ArticleKind.Video,
            _ when Mentions((headline ?? "") + " " + page?.AbsolutePath, s_live) && survey.Headings.Count(heading => IsEntry(heading.Element)) >= LeastEntries => ArticleKind.LiveBlog,
            _ => null,
        };
    }

    // "12.31 Uhr: ...", "8:05 PM": the entry of a live blog.
    private static bool IsEntry(AngleSharp.Dom.IElement heading)
    {
        var text = PageSurvey.Text(heading, 60).AsSpan();
        var hours = text.IndexOfAnyExceptInRange('0', '9');
        return hours is 1 or 2 && text.Length >= hours + 3 && text[hours] is '.' or ':' or 'h' && char.IsAsciiDigit(text[hours + 1]) && char.IsAsciiDigit(text[hours + 2])
            && (text.Length == hours + 3 || !char.IsAsciiDigit(text[hours + 3]));
    }

    private static string? Listing(PageSurvey survey, JsonLdArticle? jsonLd, int bodyLength, bool isHome)
    {
        if ((jsonLd is not null && jsonLd.Type is not ("WebPage" or "ItemPage")) || survey.Links < 40
            || survey.Meta("article:published_time") is not null
            || (survey.Meta("og:type") ?? "").Contains("article", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var isMostlyLinks = survey.LinkTextLength > 0.6 * survey.TextLength;
        return isMostlyLinks && (isHome || bodyLength < 400)
            ? string.Create(CultureInfo.InvariantCulture, $"{100L * survey.LinkTextLength / survey.TextLength} % of its text stands in {survey.Links} links.")
            : null;
    }

    private static int Count(string text, SearchValues<string> phrases)
    {
        var count = 0;
        var rest = text.AsSpan();
        while (count < 5 && rest.IndexOfAny(phrases) is var at and >= 0)
        {
            count++;
            rest = rest[(at + 4 > rest.Length ? rest.Length : at + 4)..];
        }

        return count;
    }

    private static bool Mentions(string text, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (text.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static SearchValues<string> Phrases(params string[] phrases) => SearchValues.Create(phrases, StringComparison.OrdinalIgnoreCase);
}
