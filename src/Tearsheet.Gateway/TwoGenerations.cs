using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Tearsheet.Gateway;

/// <summary>A bounded cache whose hits take no lock: what was used since the last change of generation stays, the rest goes.</summary>
/// <remarks>Holds about <paramref name="bytes"/> bytes: a full young generation becomes the old one, and the old one is dropped.</remarks>
internal sealed class TwoGenerations<TKey, TValue>(long bytes, Func<TValue, long> weigh)
    where TKey : notnull
{
    private readonly Lock _turning = new();
    private volatile ConcurrentDictionary<TKey, TValue> _young = new();
    private volatile ConcurrentDictionary<TKey, TValue> _old = new();
    private long _weight;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.TryGetValue(key, out value))
        {
            return false;
        }

        Add(key, value);
        return true;
    }

    public void Add(TKey key, TValue value)
    {
        if (_young.TryAdd(key, value))
        {
            Grow(weigh(value));
        }
    }

    /// <summary>Counts bytes that a kept value has come to hold since it was added.</summary>
    public void Grow(long more)
    {
        if (Interlocked.Add(ref _weight, more) <= bytes / 2)
        {
            return;
        }

        lock (_turning)
        {
            if (Interlocked.Read(ref _weight) > bytes / 2)
            {
                _old = _young;
                _young = new();
                Interlocked.Exchange(ref _weight, 0);
            }
        }
    }
}
