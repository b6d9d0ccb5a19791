using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Ipns;

/// <summary>What an IPNS record says.</summary>
/// <param name="Value">The content path that the name points to: <c>/ipfs/...</c> or <c>/ipns/...</c>.</param>
/// <param name="Validity">The end of life, RFC 3339 with up to nine digits of fraction.</param>
/// <param name="Sequence">The record's number; of two the higher wins.</param>
/// <param name="TtlNanoseconds">For how long the record may be cached; null where the writer left it out.</param>
/// <remarks>Spec: ipns-record, "Record Fields".</remarks>
public sealed record IpnsFields(string Value, string Validity, ulong Sequence, ulong? TtlNanoseconds)
{
    /// <summary>Entries of the signed document beside the five that the specification has; names begin with an underscore.</summary>
    public IReadOnlyList<KeyValuePair<string, Node>> Extra { get; init; } = [];

    /// <summary>For how long the record may be cached; zero where the writer left it out, at most what a <see cref="TimeSpan"/> holds.</summary>
    public TimeSpan Ttl => TimeSpan.FromTicks((long)((TtlNanoseconds ?? 0) / 100));

    /// <summary>The fields of a record that is made now.</summary>
    /// <param name="value">The content path.</param>
    /// <param name="sequence">The record's number.</param>
    /// <param name="now">The time.</param>
    /// <param name="lifetime">How long the record shall be good, from now.</param>
    /// <param name="ttl">How long it may be cached: at most the lifetime, or a cache would answer with what is dead.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lifetime is not positive, or the TTL negative or longer than it.</exception>
    public static IpnsFields For(string value, ulong sequence, DateTimeOffset now, TimeSpan lifetime, TimeSpan ttl)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ttl, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ttl, lifetime);
        return new IpnsFields(value, EndOfLife.Of(now + lifetime).ToString(), sequence, (ulong)ttl.Ticks * 100);
    }
}
