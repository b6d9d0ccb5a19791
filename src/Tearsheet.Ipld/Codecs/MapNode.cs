using System.Diagnostics.CodeAnalysis;

namespace Tearsheet.Ipld.Codecs;

public abstract partial record Node
{
    /// <summary>Values under text keys. Kept in DAG-CBOR's order, whatever order they were given in.</summary>
    public sealed record MapNode : Node
    {
        // Sorted by TextOrder.CompareKeys, without equal keys.
        private readonly KeyValuePair<string, Node>[] _entries;

        /// <summary>Makes a map.</summary>
        /// <exception cref="ArgumentException">A key stands twice.</exception>
        public MapNode(IEnumerable<KeyValuePair<string, Node>> entries)
        {
            _entries = [.. entries];
            Array.Sort(_entries, static (left, right) => TextOrder.CompareKeys(left.Key, right.Key));
            for (var i = 1; i < _entries.Length; i++)
            {
                if (string.Equals(_entries[i - 1].Key, _entries[i].Key, StringComparison.Ordinal))
                {
                    throw new ArgumentException($"the key \"{_entries[i].Key}\" stands twice", nameof(entries));
                }
            }
        }

        private MapNode(KeyValuePair<string, Node>[] sorted) => _entries = sorted;

        /// <summary>The entries in DAG-CBOR's order: shorter keys first, then by bytes.</summary>
        public IReadOnlyList<KeyValuePair<string, Node>> Entries => _entries;

        /// <summary>Equality by content; the order in which entries were given does not matter.</summary>
        public bool Equals(MapNode? other)
        {
            if (other is null || other._entries.Length != _entries.Length)
            {
                return false;
            }

            for (var i = 0; i < _entries.Length; i++)
            {
                if (!string.Equals(_entries[i].Key, other._entries[i].Key, StringComparison.Ordinal)
                    || !_entries[i].Value.Equals(other._entries[i].Value))
                {
                    return false;
                }
            }

            return true;
        }

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = default(HashCode);
            foreach (var (key, value) in _entries)
            {
                hash.Add(key, StringComparer.Ordinal);
                hash.Add(value);
            }

            return hash.ToHashCode();
        }

        /// <summary>Takes entries that are known to be sorted and without equal keys.</summary>
        internal static MapNode FromSorted(KeyValuePair<string, Node>[] sorted) => new(sorted);

        internal bool TryFind(string key, [NotNullWhen(true)] out Node? value)
        {
            // Maps here have a dozen keys; a comparison of unequal keys mostly ends at their lengths.
            if (_entries.Length <= 32)
            {
                foreach (var entry in _entries)
                {
                    if (string.Equals(entry.Key, key, StringComparison.Ordinal))
                    {
                        value = entry.Value;
                        return true;
                    }
                }

                value = null;
                return false;
            }

            int low = 0, high = _entries.Length - 1;
            while (low <= high)
            {
                var middle = (low + high) >>> 1;
                var order = TextOrder.CompareKeys(_entries[middle].Key, key);
                if (order == 0)
                {
                    value = _entries[middle].Value;
                    return true;
                }

                (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
            }

            value = null;
            return false;
        }
    }
}
