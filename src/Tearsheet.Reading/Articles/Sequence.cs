using System.Collections;
using System.Runtime.CompilerServices;

namespace Tearsheet.Reading.Articles;

/// <summary>A read-only list that equals by content, so that the records that hold one do too.</summary>
/// <remarks>Build it with a collection expression: <c>Sequence&lt;string&gt; authors = ["Ann Lee"];</c></remarks>
[CollectionBuilder(typeof(Sequence), nameof(Sequence.Create))]
public sealed class Sequence<T> : IReadOnlyList<T>, IEquatable<Sequence<T>>
{
    private readonly T[] _items;

    internal Sequence(T[] items) => _items = items;

    public int Count => _items.Length;

    public T this[int index] => _items[index];

    public ReadOnlySpan<T> AsSpan() => _items;

    public bool Equals(Sequence<T>? other) => other is not null && _items.AsSpan().SequenceEqual(other._items);

    public override bool Equals(object? obj) => Equals(obj as Sequence<T>);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var item in _items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _items.GetEnumerator();
}

/// <summary>What collection expressions call to build a <see cref="Sequence{T}"/>.</summary>
public static class Sequence
{
    public static Sequence<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    /// <summary>Copies <paramref name="items"/>; later changes of the source do not show.</summary>
    public static Sequence<T> From<T>(IEnumerable<T> items) => new([.. items]);
}
