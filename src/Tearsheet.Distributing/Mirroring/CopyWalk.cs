using Tearsheet.Ipld.Cids;
using static System.FormattableString;

namespace Tearsheet.Distributing.Mirroring;

/// <summary>A block that is to be here.</summary>
/// <param name="Cid">Its name.</param>
/// <param name="Depth">Links from the root.</param>
/// <param name="Size">Bytes of all that is below, as the link claims; 0 for unknown.</param>
/// <param name="IsFresh">Whether nothing beside it was held, so that likely nothing below it is.</param>
internal sealed record Want(Cid Cid, int Depth, ulong Size, bool IsFresh);

/// <summary>What has been reached, what is open, and how it ends.</summary>
internal sealed class CopyWalk(CopyLimits limits, CancellationTokenSource stop) : IDisposable
{
    private const int MostMissing = 100;

    private readonly Lock _gate = new();
    private readonly HashSet<Cid> _seen = [];
    private readonly Stack<Want> _open = new();
    private readonly SemaphoreSlim _ready = new(0);
    private readonly List<Cid> _missing = [];
    private IReadOnlyList<string> _whyMissing = [];
    private long _pending;
    private long _held;
    private long _moved;
    private long _movedBytes;
    private long _requests;

    /// <summary>Why the work stopped before its end; null while it goes on, and after it was done.</summary>
    public CopyOutcome? End { get; private set; }

    public long Blocks => Interlocked.Read(ref _held) + Interlocked.Read(ref _moved);

    public void Reach(Want root)
    {
        if (IsNew(root))
        {
            Open([root]);
        }
    }

    /// <summary>Whether a block is reached for the first time. Ends the walk when there are too many, or it is too deep.</summary>
    public bool IsNew(Want want)
    {
        lock (_gate)
        {
            if (!_seen.Add(want.Cid))
            {
                return false;
            }

            if (_seen.Count > limits.MaxBlocks)
            {
                RefuseLocked(want.Cid, Invariant($"The DAG has more than {limits.MaxBlocks} different blocks, which is the limit."));
            }
            else if (want.Depth > limits.MaxDepth)
            {
                RefuseLocked(want.Cid, Invariant($"The DAG is more than {limits.MaxDepth} links deep, which is the limit."));
            }

            return true;
        }
    }

    public void Open(IReadOnlyCollection<Want> wants)
    {
        if (wants.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            _pending += wants.Count;
            foreach (var want in wants)
            {
                _open.Push(want);
            }
        }

        _ready.Release(wants.Count);
    }

    /// <summary>The next block to look at; null when everything is done.</summary>
    public async ValueTask<Want?> TakeAsync(CancellationToken cancellationToken)
    {
        await _ready.WaitAsync(cancellationToken);
        lock (_gate)
        {
            if (_open.TryPop(out var want))
            {
                return want;
            }
        }

        // The end wakes everybody, one after another.
        _ready.Release();
        return null;
    }

    /// <summary>One that was taken is done, and what it leads to is open.</summary>
    public void Done()
    {
        lock (_gate)
        {
            if (--_pending > 0)
            {
                return;
            }
        }

        _ready.Release();
    }

    public void CountHeld() => Interlocked.Increment(ref _held);

    public void CountRequest() => Interlocked.Increment(ref _requests);

    public void CountMoved(Cid cid, int bytes)
    {
        Interlocked.Increment(ref _moved);
        if (Interlocked.Add(ref _movedBytes, bytes) > limits.MaxBytes)
        {
            Refuse(cid, Invariant($"More than {limits.MaxBytes} bytes were moved, which is the limit."));
        }
    }

    public void Refuse(Cid at, string why)
    {
        lock (_gate)
        {
            RefuseLocked(at, why);
        }
    }

    /// <summary>A block is to be had nowhere.</summary>
    /// <param name="cid">Which.</param>
    /// <param name="why">What each gateway said.</param>
    /// <param name="isOver">Whether there is no sense in asking for others.</param>
    public void Miss(Cid cid, IReadOnlyList<string> why, bool isOver)
    {
        lock (_gate)
        {
            if (_missing.Count == 0)
            {
                _whyMissing = [.. why];
            }

            _missing.Add(cid);
            if (End is null && (isOver || _missing.Count >= MostMissing))
            {
                End = new CopyOutcome.Incomplete([.. _missing], _whyMissing) { Tally = Tally() };
                stop.Cancel();
            }
        }
    }

    public CopyOutcome Outcome() => End switch
    {
        null when _missing.Count > 0 => new CopyOutcome.Incomplete([.. _missing], _whyMissing) { Tally = Tally() },
        null => new CopyOutcome.Complete { Tally = Tally() },
        _ => End with { Tally = Tally() },
    };

    public void Dispose() => _ready.Dispose();

    private void RefuseLocked(Cid at, string why)
    {
        if (End is null)
        {
            End = new CopyOutcome.Refused(at, why) { Tally = Tally() };
            stop.Cancel();
        }
    }

    private CopyTally Tally() => new(
        Blocks, Interlocked.Read(ref _held), Interlocked.Read(ref _moved), Interlocked.Read(ref _movedBytes), Interlocked.Read(ref _requests));
}
