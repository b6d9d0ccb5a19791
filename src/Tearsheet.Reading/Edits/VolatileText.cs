using System.Collections.Frozen;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Edits;

/// <summary>Text that a page writes anew without anybody editing: how long ago, what time it is, how often it was read.</summary>
internal static class VolatileText
{
    /// <summary>Tokens, most, of a line that can be a counter or a clock as a whole.</summary>
    private const int MostTokens = 24;

    private static readonly FrozenSet<string> s_units = Set(
        """
        s sec secs second seconds m min mins minute minutes h hr hrs hour hours d day days w wk week weeks mo month months y yr year years
        sekunde sekunden minuten stunde stunden std tag tagen tage woche wochen monat monaten monate jahr jahren jahre
        seconde secondes heure heures jour jours semaine semaines mois an ans année années
        segundo segundos minuto minutos hora horas día días semana semanas mes meses año años dia dias mês anos ano
        secondo secondi minuti ora ore giorno giorni settimana settimane mese mesi anno anni
        uur uren dagen weken maand maanden jaar minuut
        sekund sekunder minut minuter minutter timme timmar time timer dag dagar dager uke uger vecka veckor måned månad månader
        minut minutę minuty godzin godzinę godziny dzień dni tydzień tygodni miesiąc miesięcy
        секунд секунду секунды минут минуту минуты час часа часов день дня дней неделю недели месяц месяца
        saniye dakika saat gün hafta ay yıl
        秒 分 分钟 分鐘 小时 小時 時間 天 日 周 週 週間 个月 個月 か月 ヶ月 年 초 분 시간 일 주 개월 년
        """);

    private static readonly FrozenSet<string> s_ago = Set("ago fa geleden назад temu önce sedan siden atrás 前 之前 전");

    private static readonly FrozenSet<string> s_since = Set("vor hace il y a há för");

    // Each makes a line of times and numbers one that nobody edits.
    private static readonly FrozenSet<string> s_counted = Set(
        """
        view views visit visits read reads reader readers comment comments share shares like likes reply replies reaction reactions follower followers
        watching viewing online impressions downloads plays listeners subscribers
        aufrufe kommentar kommentare leser gefällt vues commentaires partages visitas comentarios comentários visualizzazioni commenti
        reacties просмотров просмотра комментариев wyświetleń komentarzy görüntülenme yorum 次 阅读 评论 コメント 閲覧 조회 댓글
        """);

    private static readonly FrozenSet<string> s_stamped = Set(
        """
        updated update modified refreshed posted aktualisiert stand actualizado actualizada atualizado aggiornato bijgewerkt обновлено uppdaterad opdateret
        oppdatert zaktualizowano güncellendi güncelleme 更新 업데이트 수정 now clock
        """);

    private static readonly FrozenSet<string> s_filling = Set(
        """
        last at on the of by in to a an as am pm a.m p.m and people person min mins minute minutes read time current currently local just uhr um zuletzt am
        mis à jour le la el última vez a las ultimo ore il gmt utc cet cest est edt et pst pdt pt bst ist jst kst msk h hrs local date today
        monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
        montag dienstag mittwoch donnerstag freitag samstag sonntag lundi mardi mercredi jeudi vendredi samedi dimanche
        lunes martes miércoles jueves viernes sábado domingo
        """);

    /// <summary>Joins the tokens of "5 minutes ago" into one of kind <see cref="TokenKind.Clock"/>.</summary>
    public static EditToken[] JoinClocks(string text, EditToken[] tokens)
    {
        List<EditToken>? joined = null;
        for (var at = 0; at < tokens.Length;)
        {
            var length = ClockAt(text, tokens, at);
            if (length > 0)
            {
                joined ??= [.. tokens.AsSpan(0, at)];
                joined.Add(new EditToken(tokens[at].Start, tokens[at].Core, tokens[at + length - 1].End, TokenKind.Clock));
            }
            else
            {
                joined?.Add(tokens[at]);
            }

            at += Math.Max(1, length);
        }

        return joined is null ? tokens : [.. joined];
    }

    /// <summary>Whether a line is a counter, a clock or a time stamp and nothing else.</summary>
    public static bool IsAll(string text)
    {
        if (text.Length > 200)
        {
            return false;
        }

        var tokens = JoinClocks(text, EditTokens.Of(text));
        if (tokens.Length > MostTokens)
        {
            return false;
        }

        var isVolatile = false;
        var numbers = 0;
        foreach (var token in tokens)
        {
            var word = text.AsSpan(token.Core, token.End - token.Core);
            switch (token.Kind)
            {
                case TokenKind.Clock:
                    isVolatile = true;
                    numbers++;
                    break;
                case TokenKind.Number:
                    // 14:35 is a clock; 1,234 alone is a figure.
                    isVolatile |= word.Contains(':');
                    numbers++;
                    break;
                case TokenKind.Mark:
                    break;
                default:
                    if (Holds(s_counted, word) || Holds(s_stamped, word))
                    {
                        isVolatile = true;
                    }
                    else if (char.IsDigit(word[0]))
                    {
                        numbers++;
                    }
                    else if (!Holds(s_filling, word) && MonthNames.Find(word) == 0)
                    {
                        return false;
                    }

                    break;
            }
        }

        return isVolatile && numbers > 0;
    }

    private static int ClockAt(string text, EditToken[] tokens, int at)
    {
        // "vor 5 Minuten", "il y a 5 minutes"
        var since = at;
        while (since < tokens.Length && since < at + 3 && tokens[since].Kind == TokenKind.Word && Holds(s_since, Word(text, tokens[since])))
        {
            since++;
        }

        if (since > at && since < tokens.Length && tokens[since].Kind is TokenKind.Number && UnitAt(text, tokens, since + 1) is > 0 and var unit)
        {
            return since + 1 + unit - at;
        }

        // "5 minutes ago", "5m ago", "5分前"
        var length = tokens[at].Kind switch
        {
            TokenKind.Number when UnitAt(text, tokens, at + 1) is > 0 and var units => 1 + units,
            TokenKind.Word when IsGlued(Word(text, tokens[at])) => 1,
            _ => 0,
        };
        return length > 0 && at + length < tokens.Length && Holds(s_ago, Word(text, tokens[at + length])) ? length + 1 : 0;
    }

    private static int UnitAt(string text, EditToken[] tokens, int at)
    {
        for (var length = 2; length > 0; length--)
        {
            if (at + length <= tokens.Length
                && (length == 1 || tokens[at].Kind == TokenKind.Ideograph)
                && tokens[at].Kind is TokenKind.Word or TokenKind.Ideograph
                && Holds(s_units, text.AsSpan(tokens[at].Core, tokens[at + length - 1].End - tokens[at].Core)))
            {
                return length;
            }
        }

        return 0;
    }

    // "5m", "12h", "5분"
    private static bool IsGlued(ReadOnlySpan<char> word)
    {
        var digits = 0;
        while (digits < word.Length && char.IsDigit(word[digits]))
        {
            digits++;
        }

        return digits > 0 && Holds(s_units, word[digits..]);
    }

    private static ReadOnlySpan<char> Word(string text, EditToken token) => text.AsSpan(token.Core, token.End - token.Core);

    private static bool Holds(FrozenSet<string> set, ReadOnlySpan<char> word)
    {
        if (word.Length is 0 or > 16)
        {
            return false;
        }

        Span<char> lower = stackalloc char[word.Length];
        word.ToLowerInvariant(lower);
        return set.GetAlternateLookup<ReadOnlySpan<char>>().Contains(lower);
    }

    private static FrozenSet<string> Set(string words) =>
        words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
