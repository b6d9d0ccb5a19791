using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tearsheet.Reading.Links;

/// <summary>
/// Rules of ClearURLs that somebody loaded from a file, applied beside our own: which parameters and pieces of an address only
/// track, and which addresses only lead on to another. Pure.
/// </summary>
/// <remarks>
/// Format: ClearURLs/Rules, "data.min.json". <c>completeProvider</c> and <c>forceRedirection</c> are not read: to block sites and to
/// change tabs is a browser's matter. Every expression is run without backtracking where that can be, else within a time limit.
/// </remarks>
public sealed class ClearUrlsRules
{
    /// <summary>Bytes of a file, inclusive.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Expressions of a file that are taken; what follows is reported.</summary>
    public const int MaxRules = 50_000;

    /// <summary>How often one address may turn out to lead on to another.</summary>
    private const int MaxRedirections = 3;

    private readonly List<ClearUrlsProvider> _providers = [];

    private ClearUrlsRules(string mark) => Mark = mark;

    /// <summary>What tells these rules from others: the first 16 hexadecimal digits of the file's SHA-256.</summary>
    public string Mark { get; }

    /// <summary>How many expressions hold.</summary>
    public int Count => _providers.Sum(provider => provider.Count);

    /// <summary>Reads a file of rules.</summary>
    /// <param name="bytes">Untrusted.</param>
    /// <param name="rules">null when the file is no rules at all.</param>
    /// <param name="faults">A sentence for each rule that was skipped, with its provider's name; one when the file is no rules at all.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ClearUrlsRules? rules, out IReadOnlyList<string> faults)
    {
        rules = null;
        if (bytes.Length > MaxBytes)
        {
            faults = [FormattableString.Invariant($"The file has more than {MaxBytes >> 20} MiB; ClearURLs' own has a tenth of one.")];
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 16 });
            using var file = JsonDocument.ParseValue(ref reader);
            if (file.RootElement.ValueKind != JsonValueKind.Object || !file.RootElement.TryGetProperty("providers", out var providers)
                || providers.ValueKind != JsonValueKind.Object)
            {
                faults = ["The file has no object \"providers\"; ClearURLs' rules have one."];
                return false;
            }

            var found = new ClearUrlsRules(Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
            var said = new List<string>();
            foreach (var provider in providers.EnumerateObject())
            {
                if (found.Count >= MaxRules)
                {
                    said.Add(FormattableString.Invariant($"\"{provider.Name}\" and what follows: the file has more than {MaxRules} rules."));
                    break;
                }

                if (ClearUrlsProvider.Read(provider.Name, provider.Value, said) is { } read)
                {
                    found._providers.Add(read);
                }
            }

            (rules, faults) = (found, said);
            return true;
        }
        catch (JsonException fault)
        {
            faults = [FormattableString.Invariant($"The file is no JSON: line {fault.LineNumber + 1} cannot be read.")];
            return false;
        }
    }

    /// <summary>The address without what the rules take out of it.</summary>
    /// <param name="address">Absolute, http or https; as somebody gave it or as we wrote it.</param>
    /// <returns>The same string when no rule is about it. Perhaps no address at all: whoever asks reads it again.</returns>
    public string Clean(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        for (var led = 0; led < MaxRedirections && LeadsTo(address) is { } target; led++)
        {
            address = target;
        }

        foreach (var provider in _providers)
        {
            address = provider.Speaks(address) ? provider.Clean(address) : address;
        }

        return address;
    }

    private string? LeadsTo(string address) => _providers
        .Where(provider => provider.LeadsOn && provider.Speaks(address))
        .Select(provider => provider.LeadsTo(address))
        .FirstOrDefault(target => target is not null);

    /// <summary>An expression that costs no more than it may.</summary>
    internal sealed class Expression
    {
        private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(50);

        private readonly string _pattern;
        private readonly Lazy<Regex> _regex;

        private Expression(string pattern)
        {
            _pattern = pattern;
            _regex = new Lazy<Regex>(Build);
        }

        /// <summary>null when the pattern is no expression.</summary>
        public static Expression? Of(string pattern)
        {
            try
            {
                // Only read here: what costs is made when it is wanted for the first time.
                _ = new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Limit);
                return new Expression(pattern);
            }
            catch (ArgumentException)
            {
                // The only way in which the library says that it cannot read a pattern.
                return null;
            }
        }

        public bool Matches(string text) => Within(() => _regex.Value.IsMatch(text), false);

        public string? FirstGroup(string text) =>
            Within(() => _regex.Value.Match(text) is { Success: true, Groups.Count: > 1 } match && match.Groups[1].Success ? match.Groups[1].Value : null, null);

        public string Without(string text) => Within(() => _regex.Value.Replace(text, ""), text);

        private static T Within<T>(Func<T> run, T otherwise)
        {
            try
            {
                return run();
            }
            catch (RegexMatchTimeoutException)
            {
                // A rule that takes so long is as good as none.
                return otherwise;
            }
        }

        private Regex Build()
        {
            try
            {
                return new Regex(_pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Limit);
            }
            catch (NotSupportedException)
            {
                // It looks around or back, which cannot be done without backtracking.
                return new Regex(_pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Limit);
            }
        }
    }
}
