using System.Buffers;
using System.Text.RegularExpressions;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Makes separate names of what pages print as a byline.</summary>
internal static partial class Bylines
{
    private const int MaxAuthors = 20;
    private const int MaxNameLength = 60;

    private static readonly SearchValues<char> s_noNameMarks = SearchValues.Create("@{}<>=#?!|\\");

    private static readonly char[] s_edges = [' ', '.', ':', '-', '–', '—', '*', '"', '“', '”', '·', '•', '\'', '@', '[', ']', '>', '»', ','];

    private static readonly HashSet<string> s_noNames = new(StringComparer.Ordinal)
    {
        "admin", "administrator", "author", "authors", "autor", "autoren", "editor", "guest", "guest author", "unknown", "anonymous",
        "user", "by", "von", "null", "none", "undefined", "staff only", "share", "follow", "website", "email", "e mail", "twitter",
        "facebook", "see all", "view all posts", "more", "details", "profile", "webmaster", "root", "about the author", "author bio",
        "n a", "na", "read more", "read bio", "contact", "comments", "comment", "reply", "newsletter", "subscribe", "rss", "linkedin",
        "instagram", "publiziert am", "nachrichten", "print", "updated", "published", "posted", "true", "false", "default", "about", "bio", "all posts", "published by", "written by", "posted by", "publiziert", "experten", "link copied", "copied", "nachrichtenagentur", "news", "blog", "blogs", "article",
        "articles", "home", "author s", "autor en", "copyright", "image", "photo", "video", "listen", "save", "print article", "gift article", "advertisement",
    };

    /// <summary>The separate names in <paramref name="raws"/>, each once, in order.</summary>
    /// <param name="raws">Lines that name one or more authors.</param>
    /// <param name="siteNames">The house is not an author where there are others.</param>
    /// <param name="language">BCP 47; decides which "and" joins names.</param>
    public static IReadOnlyList<string> Clean(IEnumerable<string> raws, IReadOnlyList<string> siteNames, string? language)
    {
        var names = new List<string>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var raw in raws)
        {
            foreach (var name in Split(raw, language))
            {
                if (names.Count < MaxAuthors && keys.Add(Words.Key(name)))
                {
                    names.Add(name);
                }
            }
        }

        if (names.Exists(name => !Headlines.IsSite(name, siteNames)))
        {
            names.RemoveAll(name => Headlines.IsSite(name, siteNames));
        }

        // A company that has the rights is not who wrote.
        if (names.Exists(name => NameTrust.IsPerson(name) && !Company().IsMatch(name)))
        {
            names.RemoveAll(name => Company().IsMatch(name));
        }

        return names;
    }

    /// <summary>Whether <paramref name="text"/> begins as bylines do.</summary>
    public static bool StartsAsByline(ReadOnlySpan<char> text)
    {
        text = text.TrimStart("-–—( （|/");
        return text.Length > 1 && char.IsLetter(text[0]) && Opening().IsMatch(text);
    }

    /// <summary>Whether <paramref name="text"/> begins as bylines do and ends there: the name stands beside it.</summary>
    public static bool IsLabel(ReadOnlySpan<char> text)
    {
        text = text.TrimStart("-–—( （|/").TrimEnd(" :：");
        foreach (var match in Opening().EnumerateMatches(text))
        {
            return match.Length >= text.Length;
        }

        return false;
    }

    /// <summary>The name that the address of an author's page spells: "/author/ann-lee".</summary>
    public static string? InAddress(string address)
    {
        if (address.Length > 300 || !address.AsSpan().ContainsAny(SurveyWords.People))
        {
            return null;
        }

        var end = address.AsSpan().IndexOfAny('?', '#');
        var path = (end < 0 ? address : address[..end]).TrimEnd('/');
        var words = path[(path.LastIndexOf('/') + 1)..].Split('-', '_');
        return words.Length is 2 or 3 && Array.TrueForAll(words, word => word.Length > 1 && word.All(char.IsAsciiLetter))
            ? string.Join(' ', words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]))
            : null;
    }

    // Lines of a byline block: names stand first, then what they are, where to follow them, and when.
    private static IEnumerable<string> Split(string raw, string? language)
    {
        var found = 0;
        foreach (var line in raw.Split('\n'))
        {
            var isLater = found > 0 && !StartsAsByline(line);
            if (isLater && IsRole(line))
            {
                continue;
            }

            foreach (var name in SplitLine(line, language))
            {
                if (!isLater || NameTrust.IsPerson(name))
                {
                    found++;
                    yield return name;
                }
            }
        }
    }

    private static IEnumerable<string> SplitLine(string raw, string? language)
    {
        var line = Words.Line(raw);
        if (line is null || line.Length > 500 || line.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        {
            yield break;
        }

        line = Prefix().Replace(line.TrimStart('-', '–', '—', '|', '/', ' ', '·', '•', ','), "");
        line = Date().Replace(line, "");

        // "Lee, Ann": the form of library catalogues, when nothing else is in the line.
        if (Catalogue().Match(line) is { Success: true } turned && !Degrees().IsMatch(turned.Groups["given"].Value) && !IsRole(turned.Groups["given"].Value) && !IsRole(turned.Groups["family"].Value))
        {
            yield return $"{turned.Groups["given"].Value} {turned.Groups["family"].Value}";
            yield break;
        }

        foreach (var part in Separators(language).Split(line))
        {
            // "in News, Portugal": where it was filed, no longer who wrote.
            if (Filed().IsMatch(part) || IsRunningText(part))
            {
                yield break;
            }

            if (Name(part) is { } name)
            {
                yield return name;
            }
        }
    }

    // "reflecting broader adoption across ...": the words after a "by" in a sentence.
    private static bool IsRunningText(string part) => part.Length > 0 && char.IsLower(part[0]) && part.Count(c => c == ' ') >= 3 && !NameTrust.IsPerson(part);

    private static string? Name(string part)
    {
        var name = Prefix().Replace(part.Trim(), "");
        name = Title().Replace(name, "").TrimEnd();
        name = Degrees().Replace(name, "");
        name = Parenthesis().Replace(name, "").Trim(s_edges);
        if (Affiliation().Match(name) is { Success: true } tail)
        {
            name = name[..tail.Index].Trim();
        }

        name = Trailing().Replace(name, "").Trim(s_edges);

        // Chinese names are set apart by a gap to fill the width of two characters.
        if (name.Length == 3 && name[1] is ' ' && name[0] >= '\u3400' && name[2] >= '\u3400')
        {
            name = string.Concat(name.AsSpan(0, 1), name.AsSpan(2));
        }

        // A sentence has a name in it at best; an address or a number is none.
        return name.Length is < 2 or > MaxNameLength
            || name.Count(c => c == ' ') > 5
            || name.AsSpan().IndexOfAnyInRange('0', '9') >= 0
            || name.AsSpan().ContainsAny(s_noNameMarks)
            || !name.Any(char.IsLetter)
            || s_noNames.Contains(Words.Key(name))
            || IsRole(name)
                ? null
                : name;
    }

    private static bool IsRole(string text) => Role().IsMatch(text) && !Agency().IsMatch(text);

    private static Regex Separators(string? language) => language?.Split('-')[0].ToLowerInvariant() switch
    {
        "es" => Spanish(),
        "it" or "pt" => Italian(),
        "da" or "no" or "nb" or "nn" or "sv" => Nordic(),
        "nl" or "af" => Dutch(),
        "fr" => French(),
        "pl" or "hr" or "sr" or "sl" or "ca" => Slavic(),
        "tr" => Turkish(),
        "ru" or "uk" or "bg" => Cyrillic(),
        _ => Common(),
    };

    // Inputs are single lines of at most 500 characters; a time-out would read the clock and make the answer depend on it.
#pragma warning disable MA0009
    private const string Marks = @"\s*(?:[,;/|&•·、，]|\s[-–—]\s|\s\+\s|\n)\s*|\s+(?:and|und|with|mit";

    [GeneratedRegex(Marks + @"|et|y)\s+(?:by\s+)?", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Common();

    [GeneratedRegex(Marks + @"|y|e)\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Spanish();

    [GeneratedRegex(Marks + @"|e|ed)\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Italian();

    [GeneratedRegex(Marks + @"|og|och)\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Nordic();

    [GeneratedRegex(Marks + @"|en)\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Dutch();

    [GeneratedRegex(Marks + @"|et|avec)\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex French();

    [GeneratedRegex(Marks + @"|i|oraz|in)\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Slavic();

    [GeneratedRegex(Marks + @"|ve)\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Turkish();

    [GeneratedRegex(Marks + @"|и|і|та)\s+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Cyrillic();

    [GeneratedRegex(@"^(?:(?:view|see|show|read|browse)\s+(?:(?:all|more|other)\s+)?(?:posts|articles|stories|by|from|about)?\s*(?:by|from|about)\s+|(?:zeige?\s+)?alle\s+(?:beiträge|artikel)\s+(?:von|anzeigen von)\s+|zum\s+profil\s+von\s+|posts\s+by\s+|(?:(?:artikel|interview|story|article|report|words|text|photos?|written|reported|posted|reviewed|edited|published|analysis|opinion|comment|review|created|submitted)\s+)?by(?:\s*:\s*|\s+)"
        + @"|(?:ein[e]?\s+\p{L}+\s+)?von(?:\s*:\s*|\s+)|(?:interview|artikel\s+von|par|por|di|da|door|av|af|przez|od|от|автор|автор:|texto|texte|testo|tekst|text|tekst og foto|foto|author|authors|autor|autore|autorin|auteur|writer|writers|redaktion|reporter|by)\s*[:：]\s*"
        + @"|(?:par|por|di|door|av|af|écrit par|escrito por|scritto da|geschreven door|skrevet av)\s+(?-i:(?=\p{Lu}))|(?:author|autor)\s+(?=\p{L})|(?:piše|pišu|napisao|napisala|píše|napsal|napsala|пише|пишет|текст|penulis|oleh|yazan|yazar|skrevet av|skriver|szerző|tác giả|글)\s*[:：]\s*|文[/／:：]\s*|(?:本文)?作者\s*[:：]?\s*|記者\s*[:：]?\s*|记者\s*[:：]?\s*|責任編輯\s*[:：]\s*|责任编辑\s*[:：]\s*|编辑\s*[:：]\s*)+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Prefix();

    // What stands before a name, to the end of its word: the name may stand in the next element.
    [GeneratedRegex(@"^(?:(?:(?:artikel|interview|story|article|report|words|text|written|reported|posted|reviewed|edited|published|analysis|opinion|comment|review|created|submitted)\s+)?by(?:\s*:|\s|$)"
        + @"|(?:ein[e]?\s+\p{L}+\s+)?von(?:\s*:|\s|$)|(?:geschrieben|verfasst)\s+von\b|(?:par|por|di|da|door|av|af|przez|od|от|автор|piše|pišu|napisao|napisala|píše|пише|пишет|penulis|oleh|szerző|tác giả|texto|texte|testo|tekst|text|author|authors|author\(s\)|autor|autoren|autore|autori|autorin|auteur|auteurs|writer|writers|redaktion|reporter|yazan|écrit par|escrito por|scritto da|geschreven door|skrevet av|skrevet af)\s*[:：]"
        + @"|(?:par|por|door|av|af|écrit par|escrito por|scritto da|geschreven door)\s+(?-i:\p{Lu})|authors?(?:\(s\))?$|autor(?:en|es|i|in)?$|auteurs?$|文[/／:：]|(?:本文)?作者\s*[:：]|記者|记者|本报记者|責任編輯\s*[:：]|责任编辑\s*[:：]|编辑\s*[:：])", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Opening();

    [GeneratedRegex(@"^in\s+\p{L}", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Filed();

    [GeneratedRegex(@"\s+(?:on|at|in|published|updated|posted|written|stand|am|le|el|il|vom|for|um|date|prije|pre|před|temu|Published|Updated|Posted|Written|Stand)$", RegexOptions.CultureInvariant)]
    private static partial Regex Trailing();

    [GeneratedRegex(@"^(?<family>[\p{L}'’-]{2,30}),\s+(?<given>[\p{L}'’.-]{2,30}(?:\s[\p{L}]\.?)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Catalogue();

    [GeneratedRegex(@"\s*[(\[（][^)\]）]*[)\]）]?", RegexOptions.CultureInvariant)]
    private static partial Regex Parenthesis();

    [GeneratedRegex(@"\s+(?:of|for|at|in|via|from|für|pour|para)\s+(?:the\s+)?\p{L}.*$", RegexOptions.CultureInvariant)]
    private static partial Regex Affiliation();

    [GeneratedRegex(@"(?:\b(?:updated|published|posted|last|on|am|vom|le|el|il|modified|created)\b[^0-9]{0,30})?\b[0-9]{1,4}[./:\-\s].*$|\b(?:updated|published|posted|modified)\s*:.*$|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s.*[0-9].*$|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?\s[0-9]{1,2}.*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Date();

    [GeneratedRegex(@"\b(?:editor|correspondent|reporter|columnist|writer|contributor|journalist|producer|director|professor|analyst|blogger|photographer|researcher|reviewer|"
        + @"redakteur(?:in)?|korrespondent(?:in)?|reporterin|journalistin|journaliste|rédact(?:eur|rice)|correspondante?|redactora?|periodista|corresponsal|giornalista|redattore|"
        + @"redacteur|verslaggever|chefredaktör|journalista|korespondent|dziennikarz|toimittaja|muhabir|обозреватель|корреспондент|журналист|chief|deputy|senior|freelancer?|manager|officer|ceo|president|founder|phd|md|m\.d|ph\.d|jr|intern|team leader|ressortleiter(?:in)?|"
        + @"min read|minutes? read|read time|follow|subscribe|view profile|all articles|see more|contact)\b", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Role();

    // What follows a name: a reporter's office, the part that somebody had in a book.
    [GeneratedRegex(@"\s(?:기자|특파원|記者|记者|im Gespräch)$|(?<=[\p{IsCJKUnifiedIdeographs}\p{IsHiragana}\p{IsKatakana}\p{L}]\s)(?:[編共監]?[著訳修編]|編著|共編|監訳|翻訳|監修|著者|訳者|著・訳)$", RegexOptions.CultureInvariant)]
    private static partial Regex Title();

    [GeneratedRegex(@"\s(?:Inc|Ltd|LLC|GmbH|Corp|Co|Pty|PLC|S\.?A|S\.?r\.?l|A/S|AB|B\.?V|K\.?K)\.?$", RegexOptions.CultureInvariant)]
    private static partial Regex Company();

    // "M.D.", "MPH", "Ph.D.": what somebody has learned is no name, and no part of one.
    [GeneratedRegex(@"(?:^|\s+)(?:(?:M\.?D|M\.?P\.?H|Ph\.?\s?D|Ed\.?D|Psy\.?D|Pharm\.?D|Dr\.?P\.?H|D\.?O|D\.?D\.?S|D\.?V\.?M|D\.?N\.?P|J\.?D|LL\.?[BM]|M\.?B\.?A|M\.?Sc?|B\.?Sc|M\.S\.?W|MSW|LCSW|M\.?Ed|M\.A|B\.A|B\.S|MFA|R\.?N|R\.?D\.?N?|C\.?P\.?A|CFA|CFP|CISSP|Esq|FACP|FACS|FACC|MBBS|FRCP|FRCS)\.?(?=$|\s)\s*)+$", RegexOptions.CultureInvariant)]
    private static partial Regex Degrees();

    [GeneratedRegex(@"^(?:staff|newsroom|associated press|reuters|afp|dpa)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Agency();
#pragma warning restore MA0009
}
