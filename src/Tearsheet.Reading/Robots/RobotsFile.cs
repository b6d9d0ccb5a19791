using System.Globalization;
using System.Text;

namespace Tearsheet.Reading.Robots;

/// <summary>A robots.txt, read: which programs may fetch what, how often, and where the sitemaps are. Pure.</summary>
/// <remarks>
/// Spec: RFC 9309, Robots Exclusion Protocol. <c>Crawl-delay</c> and <c>Sitemap</c> are no part of it but widely meant. Lines that
/// nobody knows are passed over and end no group.
/// </remarks>
public sealed class RobotsFile
{
    /// <summary>Bytes of a file that are read; what follows does not count.</summary>
    public const int MaxBytes = 500 << 10;

    /// <summary>Sitemap lines that are kept.</summary>
    public const int MaxSitemaps = 1000;

    private const int MaxSitemapLength = 2048;

    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly List<Group> _groups = [];
    private readonly List<string> _sitemaps = [];

    private RobotsFile()
    {
    }

    /// <summary>A file that says nothing: everything is allowed.</summary>
    public static RobotsFile Empty { get; } = new();

    /// <summary>The values of the Sitemap lines in their order, as written.</summary>
    public IReadOnlyList<string> Sitemaps => _sitemaps;

    /// <summary>Reads a file.</summary>
    /// <param name="bytes">Untrusted, its content coding removed; UTF-8 is expected, and nothing else is refused. Not kept.</param>
    public static RobotsFile Read(ReadOnlySpan<byte> bytes)
    {
        var file = new RobotsFile();
        var isCut = bytes.Length > MaxBytes;
        bytes = isCut ? bytes[..MaxBytes] : bytes;
        bytes = bytes.StartsWith("\uFEFF"u8) ? bytes["\uFEFF"u8.Length..] : bytes;

        Group? group = null;
        for (var number = 1; !bytes.IsEmpty; number++)
        {
            var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
            if (end < 0 && isCut)
            {
                // Half a rule would forbid more than its whole.
                break;
            }

            file.Take(end < 0 ? bytes : bytes[..end], number, ref group);
            var isPair = end >= 0 && bytes[end..].StartsWith("\r\n"u8);
            bytes = end < 0 ? [] : bytes[(end + (isPair ? 2 : 1))..];
        }

        return file;
    }

    /// <summary>Whether a name can be a program's in a robots.txt: letters, hyphens and underscores.</summary>
    public static bool IsProductToken(string agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return agent.Length > 0 && agent.All(IsTokenCharacter);
    }

    /// <summary>Whether a program may fetch an address.</summary>
    /// <param name="agent">Its product token, such as <c>Tearsheet</c>; case does not matter.</param>
    /// <param name="address">Any address of the site that the file is of; only path and query count.</param>
    public RobotsDecision Decide(string agent, string address)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(address);
        var path = RobotsPath.Normalize(Encoding.UTF8.GetBytes(RobotsPath.OfAddress(address)), isRule: false);
        if (path == "/robots.txt")
        {
            return new RobotsDecision(Allowed: true, By: null);
        }

        RobotsRule? best = null;
        foreach (var rule in For(agent).SelectMany(group => group.Rules))
        {
            // The rule with the most octets; of two as long the one that allows.
            var isBetter = best is null || rule.Pattern.Length > best.Pattern.Length
                || (rule.Pattern.Length == best.Pattern.Length && rule.Allows && !best.Allows);
            if (isBetter && rule.Matches(path))
            {
                best = rule;
            }
        }

        return best is null ? new RobotsDecision(Allowed: true, By: null) : new RobotsDecision(best.Allows, best.Line);
    }

    /// <summary>How long a program is asked to wait between two visits.</summary>
    /// <param name="agent">Its product token; case does not matter.</param>
    /// <returns>null when nothing is asked; a day at most, whatever the file says.</returns>
    public TimeSpan? CrawlDelay(string agent)
    {
        ArgumentNullException.ThrowIfNull(agent);
        return For(agent).Max(group => group.Delay);
    }

    /// <summary>All groups that name the program; those that name none in particular when no group does.</summary>
    private IEnumerable<Group> For(string agent)
    {
        var named = _groups.Where(group => group.Agents.Contains(agent));
        return agent != "*" && IsProductToken(agent) && named.Any() ? named : _groups.Where(group => group.Agents.Contains("*"));
    }

    private void Take(ReadOnlySpan<byte> line, int number, ref Group? group)
    {
        var comment = line.IndexOf((byte)'#');
        line = (comment < 0 ? line : line[..comment]).Trim(" \t\v\f"u8);
        if (!TrySplit(line, out var key, out var value))
        {
            return;
        }

        if (Is(key, "user-agent") || Is(key, "useragent") || Is(key, "user agent"))
        {
            if (group is null || group.IsClosed)
            {
                _groups.Add(group = new Group());
            }

            group.Agents.Add(Token(value));
        }
        else if (Is(key, "sitemap"))
        {
            if (_sitemaps.Count < MaxSitemaps && value.Length is > 0 and <= MaxSitemapLength)
            {
                _sitemaps.Add(Encoding.UTF8.GetString(value));
            }
        }
        else if (group is null)
        {
            // A rule before the first program is nobody's.
        }
        else if (Is(key, "crawl-delay") || Is(key, "crawldelay"))
        {
            group.Delay = Longer(group.Delay, Delay(value));
        }
        else if (Is(key, "allow") || Is(key, "disallow"))
        {
            group.IsClosed = true;
            if (!value.IsEmpty)
            {
                group.Rules.Add(new RobotsRule(Is(key, "allow"), RobotsPath.Normalize(value, isRule: true), Shown(line, number)));
            }
        }
    }

    /// <summary>At the colon; a line of two words without one is read as if it had one, as it is meant.</summary>
    private static bool TrySplit(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var at = line.IndexOf((byte)':');
        if (at < 0)
        {
            at = line.IndexOfAny((byte)' ', (byte)'\t');
            if (at < 0 || line[at..].Trim(" \t"u8).IndexOfAny((byte)' ', (byte)'\t') >= 0)
            {
                key = value = default;
                return false;
            }
        }

        key = line[..at].Trim(" \t"u8);
        value = line[(at + 1)..].Trim(" \t\v\f"u8);
        return true;
    }

    /// <summary>The product token in front of a version and whatever else; "*" for every program.</summary>
    private static string Token(ReadOnlySpan<byte> value)
    {
        if (value is [(byte)'*'] or [(byte)'*', (byte)' ' or (byte)'\t', ..])
        {
            return "*";
        }

        var length = 0;
        while (length < value.Length && IsTokenCharacter((char)value[length]))
        {
            length++;
        }

        return Encoding.ASCII.GetString(value[..length]);
    }

    private static bool IsTokenCharacter(char c) => char.IsAsciiLetter(c) || c is '-' or '_';

    private static bool Is(ReadOnlySpan<byte> key, string name) => Ascii.EqualsIgnoreCase(key, name);

    private static TimeSpan? Delay(ReadOnlySpan<byte> value) =>
        value.Length <= 20 && decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            ? seconds < (decimal)LongestDelay.TotalSeconds ? TimeSpan.FromSeconds((double)seconds) : LongestDelay
            : null;

    private static TimeSpan? Longer(TimeSpan? one, TimeSpan? other) => one is null || other > one ? other ?? one : one;

    private static RobotsLine Shown(ReadOnlySpan<byte> line, int number)
    {
        // Controls would reach a terminal by way of a message.
        var text = string.Concat(Encoding.UTF8.GetString(line[..Math.Min(line.Length, RobotsLine.MaxText * 3)])
            .Take(RobotsLine.MaxText).Select(c => char.IsControl(c) ? ' ' : c));
        return new RobotsLine(number, text);
    }

    private sealed class Group
    {
        public HashSet<string> Agents { get; } = new(StringComparer.OrdinalIgnoreCase);

        public List<RobotsRule> Rules { get; } = [];

        public TimeSpan? Delay { get; set; }

        /// <summary>Whether a rule came: the next program begins another group.</summary>
        public bool IsClosed { get; set; }
    }
}
