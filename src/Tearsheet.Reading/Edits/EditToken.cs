using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Edits;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    Word,

    /// <summary>One character of a script that writes no spaces.</summary>
    Ideograph,

    /// <summary>Digits with what stands between and before them.</summary>
    Number,
    Mark,

    /// <summary>"5 minutes ago": what a page writes anew each time it is asked.</summary>
    Clock,
}

/// <summary>A word, a number or a mark.</summary>
/// <param name="Start">Where it begins in the text, the white space before it included.</param>
/// <param name="Core">Where its own characters begin.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct EditToken(int Start, int Core, int End, TokenKind Kind)
{
    public bool IsSpaced => Core > Start;

    public bool IsWord => Kind is TokenKind.Word or TokenKind.Ideograph;
}

/// <summary>Cuts text into tokens. Total on any text; linear.</summary>
internal static class EditTokens
{
    private static readonly SearchValues<char> s_apostrophes = SearchValues.Create("'’ʼ＇");

    /// <summary>The tokens of <paramref name="text"/>; what white space follows the last one belongs to none.</summary>
    public static EditToken[] Of(string text)
    {
        var tokens = new List<EditToken>((text.Length / 5) + 1);
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            while (at < text.Length && IsSpace(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                break;
            }

            var core = at;
            var kind = Next(text, ref at);
            tokens.Add(new EditToken(start, core, at, kind));
        }

        return [.. tokens];
    }

    /// <summary>What two tokens share that differ by typography only.</summary>
    /// <param name="token">The token's own characters.</param>
    /// <param name="kind">What it is.</param>
    public static string Key(ReadOnlySpan<char> token, TokenKind kind) => kind switch
    {
        TokenKind.Word => WordKey(token),
        TokenKind.Number => NumberKey(token),
        TokenKind.Mark => MarkKey(token),
        _ => token.ToString(),
    };

    /// <summary>Whether the token's characters are already their key, as with nearly all words.</summary>
    public static bool IsOwnKey(ReadOnlySpan<char> token, TokenKind kind) =>
        kind == TokenKind.Word && !token.ContainsAnyExceptInRange('0', 'z') && !token.ContainsAnyInRange('[', '`');

    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is '\u200B' or '\uFEFF' or '\u2060';

    /// <summary>Whether a mark ends a sentence.</summary>
    public static bool EndsSentence(ReadOnlySpan<char> mark) => mark.Length > 0 && mark[0] is '.' or '!' or '?' or '…' or '。' or '！' or '？' or '؟' or '।' or '۔';

    /// <summary>Whether a mark closes what stands before it, so that it belongs to the sentence that ended there.</summary>
    public static bool Closes(ReadOnlySpan<char> mark) => mark.Length > 0 && mark[0] is '"' or '”' or '’' or '\'' or '»' or '“' or ')' or ']' or '」' or '』' or '›';

    private static TokenKind Next(string text, ref int at)
    {
        var rune = RuneAt(text, at);
        if (IsDigit(rune) || (IsMinus(text[at]) && StartsNumber(text, at)))
        {
            at += rune.Utf16SequenceLength;
            ReadNumber(text, ref at);

            // "5m", "3rd", "G20" and the like are words of their own.
            return at < text.Length && IsInWord(RuneAt(text, at)) && !IsUnspaced(RuneAt(text, at)) ? ReadWord(text, ref at) : TokenKind.Number;
        }

        if (IsUnspaced(rune) && Rune.IsLetter(rune))
        {
            at += rune.Utf16SequenceLength;
            while (at < text.Length && IsMarkOfLetter(RuneAt(text, at)))
            {
                at += RuneAt(text, at).Utf16SequenceLength;
            }

            return TokenKind.Ideograph;
        }

        if (IsInWord(rune))
        {
            return ReadWord(text, ref at);
        }

        var first = text[at];
        at += rune.Utf16SequenceLength;
        while (first is '.' or '-' && at < text.Length && text[at] == first)
        {
            at++;
        }

        return TokenKind.Mark;
    }

    private static TokenKind ReadWord(string text, ref int at)
    {
        while (at < text.Length)
        {
            var rune = RuneAt(text, at);
            var isInner = s_apostrophes.Contains(text[at]) && at + 1 < text.Length && IsInWord(RuneAt(text, at + 1)) && !IsUnspaced(RuneAt(text, at + 1));
            if (!isInner && text[at] != '\u00AD' && (!IsInWord(rune) || (IsUnspaced(rune) && Rune.IsLetter(rune))))
            {
                break;
            }

            at += rune.Utf16SequenceLength;
        }

        return TokenKind.Word;
    }

    private static void ReadNumber(string text, ref int at)
    {
        while (at < text.Length)
        {
            var rune = RuneAt(text, at);
            var isInner = text[at] is '.' or ',' or ':' or '\'' or '’' or '٫' or '٬' or '\u00A0' or '\u2009' or '\u202F'
                && at + 1 < text.Length && IsDigit(RuneAt(text, at + 1));
            if (!isInner && !IsDigit(rune))
            {
                break;
            }

            at += isInner ? 1 : rune.Utf16SequenceLength;
        }
    }

    private static bool StartsNumber(string text, int at) =>
        at + 1 < text.Length && IsDigit(RuneAt(text, at + 1)) && (at == 0 || IsSpace(text[at - 1]) || text[at - 1] is '(' or '[');

    private static bool IsMinus(char c) => c is '-' or '−' or '–';

    private static bool IsDigit(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    private static bool IsInWord(Rune rune) => Rune.IsLetterOrDigit(rune) || IsMarkOfLetter(rune);

    private static bool IsMarkOfLetter(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static Rune RuneAt(string text, int at) =>
        Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _) == OperationStatus.Done ? rune : Rune.ReplacementChar;

    private static bool IsUnspaced(Rune rune) => rune.Value
        is (>= 0x0E00 and <= 0x0EFF) // Thai, Lao
        or (>= 0x1000 and <= 0x109F) // Myanmar
        or (>= 0x1780 and <= 0x17FF) // Khmer
        or (>= 0x3005 and <= 0x3007) or (>= 0x3040 and <= 0x30FF) // kana
        or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) // Han
        or (>= 0x20000 and <= 0x323AF);

    private static string WordKey(ReadOnlySpan<char> word)
    {
        var key = new StringBuilder(word.Length);
        foreach (var c in word)
        {
            if (c is not '\u00AD')
            {
                key.Append(s_apostrophes.Contains(c) ? '\'' : c);
            }
        }

        return Composed(key.ToString());
    }

    // The same letters in one form: "é" may be one character or two. Half a pair has no form.
    private static string Composed(string text)
    {
        foreach (var c in text)
        {
            if (char.IsSurrogate(c))
            {
                return text;
            }
        }

        return text.IsNormalized(NormalizationForm.FormC) ? text : text.Normalize(NormalizationForm.FormC);
    }

    /// <summary>"1,000" and "1 000" are one number; "1,5" and "15" are not.</summary>
    private static string NumberKey(ReadOnlySpan<char> number)
    {
        var key = new StringBuilder(number.Length);
        for (var at = 0; at < number.Length; at++)
        {
            var c = number[at];
            if (IsMinus(c))
            {
                key.Append('-');
            }
            else if (char.IsDigit(c) || char.IsSurrogate(c) || c == ':' || !IsGroupMark(number, at))
            {
                key.Append(c);
            }
        }

        return key.ToString();
    }

    private static bool IsGroupMark(ReadOnlySpan<char> number, int at)
    {
        var after = 0;
        while (at + 1 + after < number.Length && char.IsDigit(number[at + 1 + after]))
        {
            after++;
        }

        return after == 3 && at > 0 && (at + 4 == number.Length || number[at + 4] is not ':');
    }

    private static string MarkKey(ReadOnlySpan<char> mark) => mark[0] switch
    {
        '“' or '”' or '„' or '‟' or '«' or '»' or '″' or '"' or '＂' or '「' or '」' or '『' or '』' => "\"",
        '‘' or '’' or '‚' or '‛' or '‹' or '›' or '`' or '´' or '\'' => "'",
        '‐' or '‑' or '‒' or '–' or '—' or '―' or '−' or '-' => "-",
        '.' when mark.Length > 1 => "…",
        '，' or '、' => ",",
        '．' or '。' => ".",
        '：' => ":",
        '；' => ";",
        '？' => "?",
        '！' => "!",
        '（' => "(",
        '）' => ")",
        _ => mark.ToString(),
    };
}
