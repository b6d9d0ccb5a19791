namespace Tearsheet.Reading.Edits;

/// <summary>A piece of text cut into tokens, each with the number of what it shares with those that differ by typography only.</summary>
internal sealed class UnitTokens
{
    private readonly EditToken[] _tokens;
    private bool[]? _quoted;
    private int[]? _bag;

    private UnitTokens(ArticleUnit unit, EditToken[] tokens, int[] keys)
    {
        Unit = unit;
        _tokens = tokens;
        Keys = keys;
        Words = tokens.Count(token => token.Kind != TokenKind.Mark);
    }

    public ArticleUnit Unit { get; }

    public int[] Keys { get; }

    public int Count => _tokens.Length;

    /// <summary>Tokens that are no marks.</summary>
    public int Words { get; }

    public EditToken this[int at] => _tokens[at];

    /// <summary>The numbers of the words, rising; of a text without words those of its marks.</summary>
    public int[] Bag => _bag ??= Sorted();

    /// <summary>Reads a unit.</summary>
    /// <param name="unit">The piece of text.</param>
    /// <param name="book">The numbers of the keys; one for both versions.</param>
    public static UnitTokens Of(ArticleUnit unit, KeyBook book)
    {
        var tokens = VolatileText.JoinClocks(unit.Text, EditTokens.Of(unit.Text));
        var keys = new int[tokens.Length];
        for (var at = 0; at < keys.Length; at++)
        {
            var token = tokens[at];
            var core = unit.Text.AsSpan(token.Core, token.End - token.Core);
            keys[at] = token.Kind == TokenKind.Clock ? KeyBook.Clock
                : EditTokens.IsOwnKey(core, token.Kind) ? book.Of(core)
                : book.Of(EditTokens.Key(core, token.Kind));
        }

        return new UnitTokens(unit, tokens, keys);
    }

    /// <summary>Several pieces as one, a line break between them.</summary>
    public static UnitTokens Joined(IReadOnlyList<UnitTokens> parts)
    {
        if (parts is [var only])
        {
            return only;
        }

        var tokens = new List<EditToken>();
        var keys = new List<int>();
        var at = 0;
        foreach (var part in parts)
        {
            for (var token = 0; token < part.Count; token++)
            {
                var one = part[token];

                // The line break is white space before the part's first token.
                var start = at + one.Start - (token == 0 && at > 0 ? 1 : 0);
                tokens.Add(new EditToken(start, at + one.Core, at + one.End, one.Kind));
            }

            keys.AddRange(part.Keys);
            at += part.Unit.Text.Length + 1;
        }

        var text = string.Join('\n', parts.Select(part => part.Unit.Text));
        return new UnitTokens(parts[0].Unit with { Text = text }, [.. tokens], [.. keys]);
    }

    public ReadOnlySpan<char> Core(int at) => Unit.Text.AsSpan(_tokens[at].Core, _tokens[at].End - _tokens[at].Core);

    /// <summary>The text of tokens, white space before each included.</summary>
    public string Text(int from, int to)
    {
        if (from == to)
        {
            return "";
        }

        // What follows the last token, or fills a text without tokens, goes with the last.
        var end = to == Count ? Unit.Text.Length : _tokens[to].Start;
        return Unit.Text[(from == 0 ? 0 : _tokens[from].Start)..end];
    }

    /// <summary>Whether a sentence can begin with this token.</summary>
    public bool StartsSentence(int at)
    {
        if (at <= 0 || at >= Count)
        {
            return at == 0;
        }

        var before = at - 1;
        while (before > Math.Max(0, at - 5) && _tokens[before].Kind == TokenKind.Mark && EditTokens.Closes(Core(before)) && !_tokens[before].IsSpaced)
        {
            before--;
        }

        if (_tokens[before].Kind != TokenKind.Mark)
        {
            return Unit.Text.AsSpan(_tokens[at].Start, _tokens[at].Core - _tokens[at].Start).Contains('\n');
        }

        // "3.5" and "e.g." go on; in scripts without spaces the mark alone ends.
        return EditTokens.EndsSentence(Core(before)) && (_tokens[at].IsSpaced || Core(before)[0] > '\u2FFF');
    }

    /// <summary>Whether a sentence can end before this token.</summary>
    public bool EndsSentence(int at) => at == Count || StartsSentence(at);

    /// <summary>Whether a token stands between quotation marks, or all of the text is a quotation.</summary>
    public bool IsQuoted(int at) => Unit.Form == UnitForm.Quotation || (_quoted ??= Quoted())[at];

    private int[] Sorted()
    {
        var bag = Keys.Where((_, at) => Words == 0 || _tokens[at].Kind != TokenKind.Mark).ToArray();
        Array.Sort(bag);
        return bag;
    }

    private bool[] Quoted()
    {
        var quoted = new bool[Count];
        var open = -1;
        for (var at = 0; at < Count; at++)
        {
            if (_tokens[at].Kind != TokenKind.Mark)
            {
                continue;
            }

            var mark = Core(at)[0];
            if (open < 0 && Opens(at, mark))
            {
                open = at;
            }
            else if (open >= 0 && Ends(mark, Core(open)[0]))
            {
                quoted.AsSpan((open + 1)..at).Fill(true);
                open = -1;
            }
        }

        // A quotation that goes on in the next paragraph is not closed in this one; a lone straight mark is an inch.
        if (open >= 0 && Core(open)[0] is '“' or '„' or '«' or '「' or '『')
        {
            quoted.AsSpan(open + 1).Fill(true);
        }

        return quoted;
    }

    private bool Opens(int at, char mark) => mark switch
    {
        '“' or '„' or '«' or '「' or '『' or '»' or '"' => true,
        '‘' => at + 1 < Count && !_tokens[at + 1].IsSpaced,
        _ => false,
    };

    private static bool Ends(char mark, char opened) => opened switch
    {
        '“' => mark is '”' or '"',
        '„' => mark is '“' or '”' or '"',
        '«' => mark is '»',
        '»' => mark is '«',
        '「' => mark is '」',
        '『' => mark is '』',
        '‘' => mark is '’',
        _ => mark is '"' or '”',
    };
}

/// <summary>Numbers for keys: equal keys have equal numbers.</summary>
internal sealed class KeyBook
{
    /// <summary>The number of everything that a page writes anew by itself.</summary>
    public const int Clock = 0;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<int> _counts = [0];

    public KeyBook() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _counts.Count;

    /// <summary>The number of a key.</summary>
    public int Of(ReadOnlySpan<char> key)
    {
        if (!_lookup.TryGetValue(key, out var number))
        {
            number = _counts.Count;
            _numbers.Add(key.ToString(), number);
            _counts.Add(0);
        }

        _counts[number]++;
        return number;
    }

    /// <summary>How often a key was asked for: in both versions together.</summary>
    public int CountOf(int number) => _counts[number];
}
