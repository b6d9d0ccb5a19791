using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing;

/// <summary>What can be wrong with a topic's path.</summary>
public enum TopicPathStatus
{
    Ok,

    /// <summary>Nothing but white space.</summary>
    Empty,

    /// <summary>Two slashes with nothing between, or one at an end.</summary>
    EmptyLevel,

    /// <summary>More than <see cref="TopicPath.MaxLevels"/> levels.</summary>
    TooDeep,

    /// <summary>A level of more than <see cref="TopicPath.MaxLevelLength"/> code points.</summary>
    LevelTooLong,

    /// <summary>A control character, a direction override or half a surrogate pair.</summary>
    NotText,
}

/// <summary>A topic's display path such as "Korea/North Korea"; valid once built (decision 9).</summary>
/// <remarks>Each level is NFC, trimmed, its white space folded. Two paths are equal when their text is, case included;
/// <see cref="Key"/> is what must be unique.</remarks>
public sealed record TopicPath
{
    public const int MaxLevels = 8;

    /// <summary>Unicode code points.</summary>
    public const int MaxLevelLength = 80;

    private TopicPath(Sequence<string> levels) => Levels = levels;

    /// <summary>1 to <see cref="MaxLevels"/> levels, from the top.</summary>
    public Sequence<string> Levels { get; }

    /// <summary>The last level.</summary>
    public string Name => Levels[^1];

    /// <summary>The path without its last level; null at the top.</summary>
    public TopicPath? Parent => Levels.Count == 1 ? null : new TopicPath(Sequence.Create(Levels.AsSpan()[..^1]));

    /// <summary>Equal for paths that differ in case only.</summary>
    public string Key => ToString().ToUpperInvariant();

    /// <summary>Reads a path as people write it, levels parted by "/".</summary>
    /// <param name="text">Untrusted text.</param>
    /// <param name="path">The path; null unless the result is Ok.</param>
    public static TopicPathStatus TryParse(string text, out TopicPath? path) => TryBuild(text.Split('/'), out path);

    /// <summary>Builds a path of its levels; a level cannot hold a "/".</summary>
    public static TopicPathStatus TryBuild(IReadOnlyList<string> levels, out TopicPath? path)
    {
        path = null;
        if (levels.All(string.IsNullOrWhiteSpace))
        {
            return levels.Count > 1 ? TopicPathStatus.EmptyLevel : TopicPathStatus.Empty;
        }

        if (levels.Count > MaxLevels)
        {
            return TopicPathStatus.TooDeep;
        }

        var clean = new string[levels.Count];
        for (var i = 0; i < clean.Length; i++)
        {
            if (!PlainText.IsWellFormed(levels[i]) || levels[i].Contains('/', StringComparison.Ordinal))
            {
                return TopicPathStatus.NotText;
            }

            // One code point more than allowed is kept, so that a level that is too long is seen to be.
            clean[i] = PlainText.Fold(levels[i], MaxLevelLength + 1);
            if (clean[i].Length == 0)
            {
                return TopicPathStatus.EmptyLevel;
            }

            if (clean[i].EnumerateRunes().Count() > MaxLevelLength)
            {
                return TopicPathStatus.LevelTooLong;
            }
        }

        path = new TopicPath(Sequence.Create<string>(clean));
        return TopicPathStatus.Ok;
    }

    /// <summary>Reads a path.</summary>
    /// <exception cref="FormatException">The text is no path; the message says why.</exception>
    public static TopicPath Parse(string text)
    {
        var status = TryParse(text, out var path);
        return status == TopicPathStatus.Ok ? path! : throw new FormatException(Sentence(status, text));
    }

    /// <summary>Why a text is no topic path, for people.</summary>
    public static string Sentence(TopicPathStatus status, string text) => status switch
    {
        TopicPathStatus.Empty => "The topic is empty; write it as in 'Korea/North Korea'.",
        TopicPathStatus.EmptyLevel => $"The topic '{text}' has an empty level; write it as in 'Korea/North Korea'.",
        TopicPathStatus.TooDeep => $"The topic '{text}' has more than {MaxLevels} levels.",
        TopicPathStatus.LevelTooLong => $"The topic '{text}' has a level of more than {MaxLevelLength} characters.",
        TopicPathStatus.NotText => "The topic holds a control character or something else that is not text.",
        _ => $"The topic '{text}' is well formed.",
    };

    /// <summary>Whether this path lies below <paramref name="other"/>, at any depth; case does not count.</summary>
    public bool IsBelow(TopicPath other) =>
        Levels.Count > other.Levels.Count && Key.StartsWith(other.Key + "/", StringComparison.Ordinal);

    /// <summary>This path with the levels of <paramref name="top"/> replaced; null when the result would be too deep.</summary>
    internal TopicPath? Move(TopicPath top, TopicPath replacement)
    {
        string[] levels = [.. replacement.Levels, .. Levels.Skip(top.Levels.Count)];
        return levels.Length > MaxLevels ? null : new TopicPath(Sequence.Create<string>(levels));
    }

    /// <summary>"Korea/North Korea".</summary>
    public override string ToString() => string.Join('/', Levels);
}
