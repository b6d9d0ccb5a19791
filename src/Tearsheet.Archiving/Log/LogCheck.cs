using Tearsheet.Archiving.Disk;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Log;

/// <summary>Reads the whole log: every entry's hash, form, signature, and that each follows the one before.</summary>
internal sealed class LogCheck(DataPaths paths)
{
    private long? _expectedSeq = 1;
    private Cid _previous;
    private PublicKey? _signer;
    private bool _signerKnown;
    private LogEntry? _last;

    /// <summary>Called for every entry that is right, in order.</summary>
    public Action<LogEntry>? Seen { get; init; }

    /// <summary>Checks up to the head; or, when there is none that can be believed, all that is there.</summary>
    public void Run(Head? head, Action<Finding> damaged, Action<long>? progress, CancellationToken cancellationToken)
    {
        var newest = head?.LogFile ?? Newest();
        for (var number = 1; number <= newest; number++)
        {
            var path = paths.LogFile(number);
            var name = paths.Short(path);
            if (!File.Exists(path))
            {
                damaged(new Finding(name, 0, null, "the file is not there"));
                LoseTrack();
                continue;
            }

            var length = head is { } end && number == end.LogFile ? end.LogLength : new FileInfo(path).Length;
            new CarCheck(path, name, length).Run(Inspect, finding =>
            {
                LoseTrack();
                damaged(finding);
            }, progress, cancellationToken);
        }

        if (head is { Seq: > 0 } known && (_last is null || _last.Cid != known.LastEntry || _last.Seq != known.Seq))
        {
            damaged(new Finding(paths.Short(paths.LogFile(known.LogFile)), known.LastOffset, known.LastEntry,
                FormattableString.Invariant($"this, number {known.Seq}, should be the last entry, as the head says, and it is not")));
        }
    }

    private string? Inspect(in Section section, ReadOnlySpan<byte> block)
    {
        if (!EntryForm.TryDecode(block, checkSignature: true, out var entry, out var fault, out _))
        {
            return fault;
        }

        if (entry.Cid != section.Cid)
        {
            return $"the entry is {entry.Cid}";
        }

        if (_expectedSeq is { } seq && entry.Seq != seq)
        {
            return FormattableString.Invariant($"this is entry {entry.Seq}, and entry {seq} should come next");
        }

        if (_previous.IsDefined && entry.Previous != _previous)
        {
            return $"the entry follows {entry.Previous}, but stands behind {_previous}";
        }

        if (_signerKnown && _signer is { } expected && entry.Signer != expected)
        {
            return $"the entry is signed by {entry.Signer}, and it was {expected}'s turn";
        }

        _expectedSeq = entry.Seq + 1;
        _previous = entry.Cid;
        _signer = entry.Successor ?? entry.Signer;
        _signerKnown = true;
        _last = entry;
        Seen?.Invoke(entry);
        return null;
    }

    // Behind something damaged nobody knows what should come next, and the damage was named already.
    private void LoseTrack()
    {
        _expectedSeq = null;
        _previous = default;
        _signerKnown = false;
        _last = null;
    }

    private int Newest() => Directory.Exists(paths.Log)
        ? Directory.EnumerateFiles(paths.Log).Select(DataPaths.NumberOf).Max() ?? 0
        : 0;
}
