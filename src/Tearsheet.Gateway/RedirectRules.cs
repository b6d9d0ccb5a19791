using System.Globalization;
using System.Text;

namespace Tearsheet.Gateway;

/// <summary>Where a rule of <c>_redirects</c> sends a path that is not there.</summary>
/// <param name="Target">A path of this site, or an address.</param>
/// <param name="Status">301, 302, 303, 307 or 308 to send the visitor there; 200, 404, 410 or 451 to show what is there.</param>
internal sealed record RedirectTarget(string Target, int Status);

/// <summary>The rules of a site's <c>_redirects</c>.</summary>
/// <remarks>Spec: web-redirects-file. The first rule that fits wins.</remarks>
internal sealed class RedirectRules
{
    /// <summary>The longest file that is read, in bytes, inclusive.</summary>
    /// <remarks>Spec: web-redirects-file, "Max File Size".</remarks>
    public const int MaxLength = 64 * 1024;

    private const string Splat = ":splat";

    private readonly List<(string[] From, string To, int Status)> _rules = [];

    private RedirectRules()
    {
    }

    /// <summary>Reads the file.</summary>
    /// <param name="text">Untrusted text.</param>
    /// <param name="rules">The rules; null when the result is not.</param>
    /// <returns>What is wrong, as a sentence; null when nothing is.</returns>
    public static string? TryRead(string text, out RedirectRules? rules)
    {
        rules = null;
        var read = new RedirectRules();
        var number = 0;
        foreach (var line in text.EnumerateLines())
        {
            number++;
            var hash = line.IndexOf('#');
            var words = line[..(hash < 0 ? line.Length : hash)].ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            if (read.Add(words) is { } wrong)
            {
                return string.Create(CultureInfo.InvariantCulture, $"line {number}: {wrong}");
            }
        }

        rules = read;
        return null;
    }

    /// <summary>Finds the rule for a path.</summary>
    /// <param name="names">The path's names, decoded.</param>
    public RedirectTarget? Find(IReadOnlyList<string> names)
    {
        foreach (var (from, to, status) in _rules)
        {
            if (Matches(from, names, out var holders))
            {
                return new RedirectTarget(Fill(to, holders), status);
            }
        }

        return null;
    }

    private string? Add(string[] words)
    {
        if (words.Length is < 2 or > 3)
        {
            return "a rule is FROM TO [STATUS]";
        }

        var status = 301;
        if (words.Length == 3 && (!int.TryParse(words[2], NumberStyles.None, CultureInfo.InvariantCulture, out status)
            || status is not (200 or 301 or 302 or 303 or 307 or 308 or 404 or 410 or 451)))
        {
            return $"unsupported redirect status {BlockGateway.Shorten(words[2])}";
        }

        var from = words[0];
        var isAddress = Uri.TryCreate(words[1], UriKind.Absolute, out var address) && address.Scheme is "http" or "https";
        if (!from.StartsWith('/') || !(words[1].StartsWith('/') || (isAddress && status is > 300 and < 309)))
        {
            return "FROM is a path, and TO a path or an address to be sent to";
        }

        var parts = from.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var star = Array.FindIndex(parts, part => part.Contains('*', StringComparison.Ordinal));
        if (star >= 0 && (star != parts.Length - 1 || parts[star] != "*"))
        {
            return "a * stands for the rest of a path, at its end";
        }

        // One rule that sends every path to itself would have no end; a file that exists is found before any rule.
        _rules.Add((parts, words[1], status));
        return null;
    }

    private static bool Matches(string[] from, IReadOnlyList<string> names, out List<(string Name, string Value)> holders)
    {
        holders = [];
        for (var i = 0; i < from.Length; i++)
        {
            if (from[i] == "*")
            {
                holders.Add((Splat, string.Join('/', names.Skip(i).Select(Uri.EscapeDataString))));
                return true;
            }

            if (i >= names.Count)
            {
                return false;
            }

            if (from[i].StartsWith(':') && from[i].Length > 1)
            {
                holders.Add((from[i], Uri.EscapeDataString(names[i])));
            }
            else if (!string.Equals(from[i], names[i], StringComparison.Ordinal) && !string.Equals(from[i], Uri.EscapeDataString(names[i]), StringComparison.Ordinal))
            {
                return false;
            }
        }

        return from.Length == names.Count;
    }

    // The longest names first, so that :year is not taken for :y.
    private static string Fill(string to, List<(string Name, string Value)> holders)
    {
        var text = new StringBuilder();
        for (var at = 0; at < to.Length;)
        {
            var holder = to[at] == ':'
                ? holders.Where(one => string.CompareOrdinal(to, at, one.Name, 0, one.Name.Length) == 0).OrderByDescending(one => one.Name.Length).FirstOrDefault()
                : default;
            if (holder.Name is null)
            {
                text.Append(to[at++]);
                continue;
            }

            text.Append(holder.Value);
            at += holder.Name.Length;
        }

        return text.ToString();
    }
}
