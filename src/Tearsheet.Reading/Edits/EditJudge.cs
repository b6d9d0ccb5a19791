using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Edits;

/// <summary>Says what kind of edit a change of words is.</summary>
/// <param name="names">Keys that stand with a capital letter inside a sentence somewhere in either version.</param>
/// <param name="nounsAreCapital">Whether the language writes every noun with a capital letter.</param>
internal sealed class EditJudge(IReadOnlySet<int> names, bool nounsAreCapital)
{
    private const int LeastSentenceWords = 3;

    private static readonly FrozenSet<string> s_numerals = Set(
        """
        zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty
        forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions billion billions trillion dozen dozens half twice
        percent per cent first second third fourth fifth pence dollars euros pounds
        zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig hundert tausend million millionen milliarde milliarden prozent
        deux trois quatre cinq sept huit neuf dix onze douze vingt trente cent mille millions milliard milliards
        dos tres cuatro cinco seis siete ocho nueve diez cien mil millón millones due tre quattro cinque sei sette otto dieci cento mila milioni miliardi
        monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag
        lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo
        """);

    private static readonly FrozenSet<string> s_honorifics = Set(
        "氏 さん 様 先生 总统 總統 主席 总理 總理 首相 大臣 部长 部長 長官 議員 选手 選手 씨 대통령 총리 장관 의원 대표 회장 교수");

    /// <summary>What a change of words is, what matters most first; empty when nothing but what a page writes anew by itself has changed.</summary>
    public List<EditKind> Of(List<Stretch> stretches, UnitTokens before, UnitTokens after)
    {
        var kinds = new SortedSet<EditKind>();
        foreach (var stretch in stretches)
        {
            if (stretch.IsSame)
            {
                if (DiffersInType(stretch, before, after))
                {
                    kinds.Add(EditKind.Typography);
                }
            }
            else
            {
                Judge(kinds, stretch, before, after);
            }
        }

        return [.. kinds];
    }

    /// <summary>Which keys of a text are names, for <paramref name="names"/>.</summary>
    public static void AddNames(HashSet<int> names, UnitTokens unit, bool nounsAreCapital)
    {
        if (unit.Unit.Form is UnitForm.Heading or UnitForm.Code)
        {
            return;
        }

        for (var at = 0; at < unit.Count; at++)
        {
            if (IsCapital(unit, at) && IsInside(unit, at) && (!nounsAreCapital || HasCapitalNeighbour(unit, at)))
            {
                names.Add(unit.Keys[at]);
            }
        }
    }

    private static bool DiffersInType(Stretch stretch, UnitTokens before, UnitTokens after)
    {
        for (int x = stretch.Before, y = stretch.After; x < stretch.BeforeEnd; x++, y++)
        {
            if (before[x].Kind != TokenKind.Clock && !before.Core(x).SequenceEqual(after.Core(y)))
            {
                return true;
            }

            // A space that came or went, or a paragraph that ends here; how wide it is shows nowhere.
            if (x > 0 && y > 0
                && (before[x].IsSpaced != after[y].IsSpaced || Breaks(before, x) != Breaks(after, y)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Breaks(UnitTokens unit, int at) => unit.Unit.Text.AsSpan(unit[at].Start, unit[at].Core - unit[at].Start).Contains('\n');

    private void Judge(SortedSet<EditKind> kinds, Stretch stretch, UnitTokens before, UnitTokens after)
    {
        var (gone, come) = (WordsIn(before, stretch.Before, stretch.BeforeEnd), WordsIn(after, stretch.After, stretch.AfterEnd));
        if (gone >= LeastSentenceWords && come * 3 <= gone && HasSentence(before, stretch.Before, stretch.BeforeEnd))
        {
            kinds.Add(EditKind.Deletion);
            return;
        }

        if (come >= LeastSentenceWords && gone * 3 <= come && HasSentence(after, stretch.After, stretch.AfterEnd))
        {
            kinds.Add(EditKind.Addition);
            return;
        }

        if (IsSameButForType(stretch, before, after))
        {
            kinds.Add(EditKind.Typography);
            return;
        }

        var isMore = false;
        if (Differ(stretch, before, after, IsFigure))
        {
            kinds.Add(EditKind.Figure);
            isMore = true;
        }

        if (Differ(stretch, before, after, IsName))
        {
            kinds.Add(EditKind.Name);
            isMore = true;
        }

        if (AnyWord(before, stretch.Before, stretch.BeforeEnd, before.IsQuoted) || AnyWord(after, stretch.After, stretch.AfterEnd, after.IsQuoted))
        {
            kinds.Add(EditKind.Quote);
            isMore = true;
        }

        if (!isMore)
        {
            kinds.Add(IsSpelling(stretch, before, after) ? EditKind.Spelling : EditKind.Wording);
        }
    }

    private static int WordsIn(UnitTokens unit, int from, int to)
    {
        var words = 0;
        for (var at = from; at < to; at++)
        {
            words += unit[at].Kind == TokenKind.Mark ? 0 : 1;
        }

        return words;
    }

    private static bool HasSentence(UnitTokens unit, int from, int to)
    {
        var (isIn, words) = (false, 0);
        for (var at = from; at <= to; at++)
        {
            if (isIn && words >= LeastSentenceWords && unit.EndsSentence(at))
            {
                return true;
            }

            if (at < to)
            {
                isIn = isIn || unit.StartsSentence(at);
                words += isIn && unit[at].Kind != TokenKind.Mark ? 1 : 0;
            }
        }

        return false;
    }

    private static bool AnyWord(UnitTokens unit, int from, int to, Predicate<int> holds)
    {
        for (var at = from; at < to; at++)
        {
            if (unit[at].Kind != TokenKind.Mark && holds(at))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the two sides hold other tokens of a sort, in another number or another order.</summary>
    private static bool Differ(Stretch stretch, UnitTokens before, UnitTokens after, Func<UnitTokens, int, bool> isSort)
    {
        var (x, y) = (stretch.Before, stretch.After);
        while (true)
        {
            while (x < stretch.BeforeEnd && !isSort(before, x))
            {
                x++;
            }

            while (y < stretch.AfterEnd && !isSort(after, y))
            {
                y++;
            }

            if (x == stretch.BeforeEnd || y == stretch.AfterEnd)
            {
                return x < stretch.BeforeEnd || y < stretch.AfterEnd;
            }

            if (before.Keys[x++] != after.Keys[y++])
            {
                return true;
            }
        }
    }

    private static bool IsFigure(UnitTokens unit, int at)
    {
        var core = unit.Core(at);
        switch (unit[at].Kind)
        {
            case TokenKind.Number:
                return true;
            case TokenKind.Mark:
                return core[0] is '%' or '‰' or '％'
                    || Rune.DecodeFromUtf16(core, out var rune, out _) == System.Buffers.OperationStatus.Done
                        && Rune.GetUnicodeCategory(rune) == UnicodeCategory.CurrencySymbol;
            case TokenKind.Ideograph:
                return IsNumeral(core[0]) && ((at > 0 && IsNumeral(unit.Core(at - 1)[0])) || (at + 1 < unit.Count && IsCounted(unit.Core(at + 1)[0])));
            case TokenKind.Word:
                foreach (var c in core)
                {
                    if (char.IsDigit(c))
                    {
                        return true;
                    }
                }

                return Holds(s_numerals, core) || (core.Length > 3 && char.IsUpper(core[0]) && MonthNames.Find(core) > 0);
            default:
                return false;
        }
    }

    private static bool IsNumeral(char c) => "〇零一二三四五六七八九十百千万萬亿億兆两兩".Contains(c, StringComparison.Ordinal);

    private static bool IsCounted(char c) => IsNumeral(c) || "人名年月日号號元円圆岁歳回個个件倍％%分割票席".Contains(c, StringComparison.Ordinal);

    private bool IsName(UnitTokens unit, int at)
    {
        if (unit[at].Kind == TokenKind.Ideograph)
        {
            return IsNameWithoutCase(unit, at);
        }

        return unit[at].Kind == TokenKind.Word
            && !IsFigure(unit, at)
            && ((IsCapital(unit, at) && ((IsInside(unit, at) && (!nounsAreCapital || HasCapitalNeighbour(unit, at))) || names.Contains(unit.Keys[at])))
                || (at + 1 < unit.Count && !unit.Core(at).IsEmpty && unit.Core(at)[0] >= '\u1100' && Holds(s_honorifics, unit.Core(at + 1))));
    }

    // No capitals to go by: names from abroad are written in katakana, others stand before a title.
    private static bool IsNameWithoutCase(UnitTokens unit, int at)
    {
        if (IsKatakana(unit.Core(at)[0]))
        {
            var (from, to) = (at, at);
            while (from > 0 && at - from < 3 && IsKatakana(unit.Core(from - 1)[0]))
            {
                from--;
            }

            while (to + 1 < unit.Count && to - at < 3 && IsKatakana(unit.Core(to + 1)[0]))
            {
                to++;
            }

            return to - from >= 2;
        }

        for (var ahead = 1; ahead <= 3 && at + ahead < unit.Count; ahead++)
        {
            var one = unit.Core(at + ahead);
            if (Holds(s_honorifics, one)
                || (at + ahead + 1 < unit.Count && Holds(s_honorifics, unit.Unit.Text.AsSpan(unit[at + ahead].Core, unit[at + ahead + 1].End - unit[at + ahead].Core))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsKatakana(char c) => c is >= '\u30A1' and <= '\u30FC';

    private static bool IsCapital(UnitTokens unit, int at)
    {
        var core = unit.Core(at);
        return unit[at].Kind == TokenKind.Word && core.Length > 1 && char.IsUpper(core[0]) && core[1] is not '\'' and not '’' && MonthNames.Find(core) == 0;
    }

    // After a colon or an opening quotation mark a capital letter says as little as at the beginning of a sentence.
    private static bool IsInside(UnitTokens unit, int at) =>
        !unit.StartsSentence(at) && (unit[at - 1].Kind != TokenKind.Mark || unit.Core(at - 1)[0] is ',' or '-' or '–' or '&' or '/' or '.' or '’' or '\'');

    private static bool HasCapitalNeighbour(UnitTokens unit, int at) =>
        (at > 0 && IsCapital(unit, at - 1)) || (at + 1 < unit.Count && IsCapital(unit, at + 1)) || IsAcronym(unit.Core(at));

    private static bool IsAcronym(ReadOnlySpan<char> word) => word.Length > 1 && char.IsUpper(word[1]);

    private static bool IsSameButForType(Stretch stretch, UnitTokens before, UnitTokens after)
    {
        return Letters(before, stretch.Before, stretch.BeforeEnd) == Letters(after, stretch.After, stretch.AfterEnd);

        static string Letters(UnitTokens unit, int from, int to)
        {
            var letters = new StringBuilder();
            for (var at = from; at < to; at++)
            {
                if (unit[at].Kind is TokenKind.Clock)
                {
                    letters.Append('\0');
                }
                else if (unit[at].Kind is not TokenKind.Mark || IsFigure(unit, at))
                {
                    letters.Append(unit[at].Kind == TokenKind.Number ? "\0" + unit.Core(at).ToString() : unit.Core(at).ToString().ToLowerInvariant());
                }
            }

            return letters.Replace("\u00AD", "").ToString();
        }
    }

    private static bool IsSpelling(Stretch stretch, UnitTokens before, UnitTokens after)
    {
        var (old, young) = (Words(before, stretch.Before, stretch.BeforeEnd), Words(after, stretch.After, stretch.AfterEnd));
        if (old.Count != young.Count || old.Count is 0 or > 6)
        {
            return false;
        }

        for (var at = 0; at < old.Count; at++)
        {
            // "on" and "in", "not" and "now" are two words; "goverment" and "government" are one.
            var longest = Math.Max(old[at].Length, young[at].Length);
            var most = longest switch { < 4 => 0, < 6 => 1, _ => 2 };
            if (SpellingDistance.Between(old[at], young[at], most + 1) > most && old[at] != young[at])
            {
                return false;
            }
        }

        return true;

        static List<string> Words(UnitTokens unit, int from, int to)
        {
            var words = new List<string>();
            for (var at = from; at < to && words.Count <= 7; at++)
            {
                if (unit[at].Kind != TokenKind.Mark)
                {
                    words.Add(unit.Core(at).ToString().ToLowerInvariant());
                }
            }

            return words;
        }
    }

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
