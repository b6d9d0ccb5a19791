using System.Runtime.InteropServices;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway.Denylists;

/// <summary>One line of a list.</summary>
/// <param name="Order">Its place among all rules: the greatest that fits decides.</param>
/// <param name="Denies">False for an exception.</param>
/// <param name="Path">The path below the subject, decoded, without a slash at either end; "" for the subject itself.</param>
/// <param name="IsPrefix">Whether longer paths fit too.</param>
/// <param name="Denial">What is told of it.</param>
internal sealed record DenyRule(int Order, bool Denies, string Path, bool IsPrefix, Denial Denial)
{
    public bool Fits(string path) => IsPrefix ? path.StartsWith(Path, StringComparison.Ordinal) : string.Equals(path, Path, StringComparison.Ordinal);
}

/// <summary>All rules, by what they are about.</summary>
internal sealed class DenyRules
{
    private readonly Dictionary<DenySubject, List<DenyRule>> _plain = [];
    private readonly Dictionary<Cid, DenyRule> _hashed = [];
    private readonly Dictionary<Cid, DenyRule> _legacy = [];
    private readonly SortedSet<ulong> _functions = [];

    public int Count { get; private set; }

    /// <summary>The hash functions of the rules that name a hash: what is asked for is hashed with each.</summary>
    public IReadOnlyCollection<ulong> HashedFunctions => _functions;

    public bool HasLegacy => _legacy.Count > 0;

    public void Add(DenySubject subject, DenyRule rule)
    {
        (CollectionsMarshal.GetValueRefOrAddDefault(_plain, subject, out _) ??= []).Add(rule);
        Count++;
    }

    public void AddHash(Cid hash, DenyRule rule)
    {
        _hashed[hash] = rule;
        _functions.Add(hash.HashCode);
        Count++;
    }

    public void AddLegacy(Cid hash, DenyRule rule)
    {
        _legacy[hash] = rule;
        Count++;
    }

    public IReadOnlyList<DenyRule> Of(DenySubject subject) => _plain.TryGetValue(subject, out var rules) ? rules : [];

    public DenyRule? OfHash(Cid hash) => _hashed.GetValueOrDefault(hash);

    public DenyRule? OfLegacy(Cid hash) => _legacy.GetValueOrDefault(hash);
}
