using System.Text;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway.Denylists;

/// <summary>What an operator does not let a gateway give out, read from files in the compact denylist format.</summary>
/// <remarks>
/// The last rule that fits decides, whichever file it stands in; a later file overrides an earlier one. The blocks that stand for
/// nothing (no bytes, an empty folder) are never denied: half of all sites hold them. Safe for many threads.
/// Spec: compact-denylist-format (IPIP-383).
/// </remarks>
public sealed class Denylist
{
    // No bytes; an empty folder; an empty file of a node; an empty map in DAG-CBOR and in DAG-JSON.
    private static readonly HashSet<Cid> Nothing =
    [
        .. new byte[][] { [], [0x0A, 0x02, 0x08, 0x01], [0x0A, 0x02, 0x08, 0x02], [0x0A, 0x04, 0x08, 0x02, 0x18, 0x00], [0xA0], "{}"u8.ToArray() }.SelectMany(block =>
            (Cid[])[Cid.ForBlock(Multicodec.Raw, block), Cid.Create(1, (ulong)Multicodec.Raw, (ulong)MultihashCode.Identity, block)]),
    ];

    private readonly DenyRules _rules;

    private Denylist(DenyRules rules) => _rules = rules;

    /// <summary>The list that denies nothing.</summary>
    public static Denylist Empty { get; } = new(new DenyRules());

    /// <summary>How many rules there are.</summary>
    public int Count => _rules.Count;

    /// <summary>Reads lists, the later ones over the earlier ones.</summary>
    /// <param name="lists">Untrusted texts, which can be sought in, with the names under which they are told of; at most <see cref="DenylistReader.MaxBytes"/> each.</param>
    /// <param name="faults">What could not be understood: those lines do not count, the others do.</param>
    public static Denylist Read(IEnumerable<(string Name, Stream Text)> lists, out IReadOnlyList<DenylistFault> faults)
    {
        ArgumentNullException.ThrowIfNull(lists);
        var rules = new DenyRules();
        var found = new List<DenylistFault>();
        foreach (var (name, text) in lists)
        {
            DenylistReader.Read(name, text, rules, found);
        }

        faults = found;
        return new Denylist(rules);
    }

    /// <summary>Looks whether a path may be given out.</summary>
    /// <param name="path">A content path as it stood in the request: <c>/ipfs/CID/...</c> or <c>/ipns/NAME/...</c>.</param>
    /// <returns>The rule that denies it; null when none does.</returns>
    public Denial? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Count > 0 && DenySubject.TryRead(path, out var subject, out var rest) ? Find(subject, rest) : null;
    }

    /// <summary>Looks whether a block may be given out, whatever path led to it.</summary>
    public Denial? Find(Cid cid) => Count > 0 ? Find(DenySubject.Of(cid), "") : null;

    private Denial? Find(DenySubject subject, string path)
    {
        if (subject.Hash is { } hash && Nothing.Contains(hash))
        {
            return null;
        }

        DenyRule? last = null;
        foreach (var rule in _rules.Of(subject))
        {
            if (rule.Fits(path) && rule.Order > (last?.Order ?? -1))
            {
                last = rule;
            }
        }

        foreach (var hashed in _rules.HashedFunctions)
        {
            last = Later(last, _rules.OfHash(HashOf(hashed, subject.Text + (path.Length > 0 ? "/" + path : ""))));
        }

        if (_rules.HasLegacy)
        {
            last = Later(last, _rules.OfLegacy(HashOf((ulong)MultihashCode.Sha2_256, subject.LegacyText + "/" + path)));
        }

        return last is { Denies: true } ? last.Denial : null;
    }

    private static DenyRule? Later(DenyRule? one, DenyRule? other) => other is null || one?.Order > other.Order ? one : other;

    private static Cid HashOf(ulong function, string text)
    {
        var digest = new byte[Multihash.LengthOf(function)];
        Multihash.Compute(function, Encoding.UTF8.GetBytes(text), digest);
        return Cid.Create(1, (ulong)Multicodec.Raw, function, digest);
    }
}

/// <summary>A rule that denied something.</summary>
/// <param name="List">The name of the list.</param>
/// <param name="Line">Where in it the rule stands, from 1.</param>
/// <param name="Status">The HTTP status that the list asks for: 410 or 451.</param>
public sealed record Denial(string List, int Line, int Status);

/// <summary>What is wrong with a list.</summary>
/// <param name="List">The name of the list.</param>
/// <param name="Line">The line, from 1; 0 for the list as a whole.</param>
/// <param name="Message">A sentence for the operator.</param>
public sealed record DenylistFault(string List, int Line, string Message);
