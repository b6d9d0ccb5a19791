using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>Tells new entries from known ones and from edited ones.</summary>
/// <remarks>
/// An entry is known by its id where that is its own, else by its link, else by title and date, else by its words. What stands twice in a
/// document, or twice in the memory, tells nothing apart: publishers give one id to every entry, or link all of them to the front page.
/// </remarks>
internal sealed class EntryMatch
{
    // An id that a template could count out for each document anew: another witness must agree.
    private const int LengthOfWeakId = 4;

    private const int LeastForgotten = 2000;
    private const int MostDoublings = 7;
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Forgiven = TimeSpan.FromDays(7);

    private readonly IReadOnlyList<KnownEntry> _known;
    private readonly List<Print> _prints = [];
    private readonly int[] _matches;
    private readonly bool[] _isTaken;
    private readonly DateTimeOffset _now;

    private EntryMatch(FeedMemory memory, IReadOnlyList<FeedEntry> entries, DateTimeOffset now)
    {
        _now = now;
        _known = memory.Entries;
        _isTaken = new bool[_known.Count];
        var whole = new HashSet<(ulong, ulong, ulong)>();
        foreach (var entry in entries)
        {
            var print = Print.Of(entry, now);
            if (whole.Add((print.Known.Id, print.Known.Link, print.Known.Words)))
            {
                _prints.Add(print);
            }
        }

        _matches = new int[_prints.Count];
        Array.Fill(_matches, -1);
    }

    /// <summary>What a document tells.</summary>
    /// <param name="Memory">To be kept; the very one that was given when nothing is to be remembered.</param>
    /// <param name="New">Never seen before, newest first; one for each link.</param>
    /// <param name="Changed">Known ones that say something else.</param>
    /// <param name="IsSomethingHeldBack">Whether an entry changed again so soon that it is told later.</param>
    internal sealed record Told(FeedMemory Memory, IReadOnlyList<FeedEntry> New, IReadOnlyList<FeedEntry> Changed, bool IsSomethingHeldBack);

    private readonly record struct Print(FeedEntry Entry, KnownEntry Known, bool IsWeakId)
    {
        public static Print Of(FeedEntry entry, DateTimeOffset now)
        {
            var title = entry.Title?.Words() ?? "";
            var words = new StringBuilder(title).Append('\n').Append(entry.Summary?.Words()).Append('\n').Append(entry.Content?.Words()).ToString();
            return new Print(
                entry,
                new KnownEntry
                {
                    Id = Hash(WithoutScheme(entry.Id)),
                    Link = Hash(entry.Link is null ? null : LinkAddress.TryParse(entry.Link, out var link) == LinkAddressStatus.Ok ? link!.Canonical : entry.Link),
                    Title = Hash(title),
                    Words = Hash(words.Length == 2 ? null : words),
                    Published = entry.Published?.ToUnixTimeSeconds() ?? 0,
                    Updated = entry.Updated?.ToUnixTimeSeconds() ?? 0,
                    Seen = now.ToUnixTimeSeconds(),
                },
                entry.Id is { Length: <= LengthOfWeakId });
        }

        private static string? WithoutScheme(string? id) =>
            id is null ? null
            : id.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? id[7..]
            : id.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? id[8..]
            : id;

        private static ulong Hash(string? text)
        {
            if (string.IsNullOrEmpty(text))
            {
                return 0;
            }

            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
            return Math.Max(1, BinaryPrimitives.ReadUInt64BigEndian(hash));
        }
    }

    /// <summary>Compares a document with what is remembered.</summary>
    public static Told Tell(FeedMemory memory, IReadOnlyList<FeedEntry> entries, DateTimeOffset now)
    {
        var match = new EntryMatch(memory, entries, now);
        match.Pair(print => print.Id == 0 ? null : (print.Id, 0L), isIdAlone: true);
        match.Pair(print => print.Link == 0 ? null : (print.Link, 0L), isIdAlone: false);
        match.Pair(print => print.Title == 0 || print.Published == 0 ? null : (print.Title, print.Published), isIdAlone: false);
        match.Pair(print => print.Words == 0 ? null : (print.Words, 0L), isIdAlone: false);
        return match.Compared(memory);
    }

    /// <summary>Pairs entries that have no partner yet by a key that stands once on either side.</summary>
    private void Pair(Func<KnownEntry, (ulong, long)?> key, bool isIdAlone)
    {
        var known = Once(_known, key);
        var told = Once([.. _prints.Select(print => print.Known)], key);
        for (var i = 0; i < _prints.Count; i++)
        {
            if (_matches[i] < 0 && key(_prints[i].Known) is { } own && told[own] == i && known.TryGetValue(own, out var at) && at >= 0 && !_isTaken[at]
                && (!isIdAlone || !_prints[i].IsWeakId || IsSupported(_prints[i].Known, _known[at])))
            {
                _matches[i] = at;
                _isTaken[at] = true;
            }
        }
    }

    private static Dictionary<(ulong, long), int> Once(IReadOnlyList<KnownEntry> entries, Func<KnownEntry, (ulong, long)?> key)
    {
        var found = new Dictionary<(ulong, long), int>();
        for (var i = 0; i < entries.Count; i++)
        {
            if (key(entries[i]) is { } own && !found.TryAdd(own, i))
            {
                found[own] = -1;
            }
        }

        return found;
    }

    private static bool IsSupported(KnownEntry one, KnownEntry other) =>
        (one.Link == other.Link && one.Link != 0) || (one.Title == other.Title && one.Title != 0);

    private Told Compared(FeedMemory memory)
    {
        var knownLinks = _known.Select(entry => entry.Link).ToHashSet();
        var addedLinks = new HashSet<ulong>();
        var (added, changed, redated) = (new List<FeedEntry>(), new List<FeedEntry>(), new List<int>());
        var kept = new List<KnownEntry>(_prints.Count);
        var isHeldBack = false;
        for (var i = 0; i < _prints.Count; i++)
        {
            var (entry, print, _) = _prints[i];
            if (_matches[i] < 0)
            {
                kept.Add(print);
                if (print.Link == 0 || addedLinks.Add(print.Link))
                {
                    // A page that is known under another entry is no new link: it says more now.
                    (print.Link != 0 && knownLinks.Contains(print.Link) ? changed : added).Add(entry);
                }

                continue;
            }

            var known = _known[_matches[i]];
            var next = Same(known, print);
            if (known.Words != print.Words)
            {
                next = IsTooSoon(known) ? next with { Words = known.Words, Title = known.Title } : Reported(next, known);
                isHeldBack |= next.Words != print.Words;
                if (next.Words == print.Words)
                {
                    changed.Add(entry);
                }
            }
            else if (known.Updated != print.Updated && known.Updated != 0 && print.Updated != 0)
            {
                redated.Add(i);
            }

            kept.Add(next);
        }

        // Some programs date every entry anew with each document; a few new dates among many are an edit somewhere behind the summary.
        if (redated.Count <= Math.Max(1, _prints.Count / 4))
        {
            foreach (var i in redated.Where(i => !IsTooSoon(_known[_matches[i]])))
            {
                kept[i] = Reported(kept[i], _known[_matches[i]]);
                changed.Add(_prints[i].Entry);
            }
        }

        return new Told(Remembered(memory, kept), [.. added.OrderByDescending(entry => entry.Published ?? entry.Updated ?? DateTimeOffset.MinValue)], changed, isHeldBack);
    }

    /// <summary>The entry as it is now, with what is known of its past. When it was seen is brought up to date once a day, so that most polls change nothing.</summary>
    private static KnownEntry Same(KnownEntry known, KnownEntry print) => print with
    {
        Id = print.Id == 0 ? known.Id : print.Id,
        Link = print.Link == 0 ? known.Link : print.Link,
        Seen = print.Seen - known.Seen < 86_400 ? known.Seen : print.Seen,
        Changes = known.Changes,
        Changed = known.Changed,
    };

    private KnownEntry Reported(KnownEntry next, KnownEntry known) => next with
    {
        Changes = _now.ToUnixTimeSeconds() - known.Changed > Forgiven.TotalSeconds ? 1 : Math.Min(known.Changes + 1, MostDoublings),
        Changed = _now.ToUnixTimeSeconds(),
    };

    // Texts that never stand still (a count of comments, "5 minutes ago") are told more and more rarely.
    private bool IsTooSoon(KnownEntry known) =>
        known.Changes > 0 && _now.ToUnixTimeSeconds() - known.Changed < Quiet.TotalSeconds * Math.Pow(2, Math.Min(known.Changes, MostDoublings));

    private FeedMemory Remembered(FeedMemory memory, List<KnownEntry> kept)
    {
        // What left the feed may come back, so it is forgotten only to make room: what was gone the longest first.
        var gone = new List<KnownEntry>();
        for (var i = 0; i < _known.Count; i++)
        {
            if (!_isTaken[i])
            {
                gone.Add(_known[i]);
            }
        }

        kept.AddRange(gone.OrderByDescending(entry => entry.Seen).Take(Math.Max(LeastForgotten, _prints.Count)));
        return kept.SequenceEqual(memory.Entries) ? memory : new FeedMemory(kept);
    }
}
