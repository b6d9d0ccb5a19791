namespace Tearsheet.Ipld.Cids;

/// <summary>What came of reading an unsigned varint.</summary>
public enum VarintStatus
{
    /// <summary>A number was read.</summary>
    Ok,

    /// <summary>The bytes end inside the number, or there are none.</summary>
    Truncated,

    /// <summary>The ninth byte asks for a tenth.</summary>
    TooLong,

    /// <summary>The number could be written in fewer bytes.</summary>
    NotMinimal,
}

/// <summary>Unsigned varints as multiformats use them: little-endian groups of seven bits, minimal, below 2^63.</summary>
/// <remarks>Spec: multiformats unsigned-varint.</remarks>
public static class Varint
{
    /// <summary>The most bytes that a varint takes.</summary>
    /// <remarks>Spec: multiformats unsigned-varint, "Practical maximum of 9 bytes".</remarks>
    public const int MaxLength = 9;

    /// <summary>The greatest number that a varint can hold.</summary>
    public const ulong MaxValue = long.MaxValue;

    /// <summary>Reads one unsigned varint from the front of <paramref name="source"/>.</summary>
    /// <param name="source">Untrusted bytes; at most 9 are looked at.</param>
    /// <param name="value">The number; 0 unless the result is Ok.</param>
    /// <param name="length">Bytes consumed; 0 unless the result is Ok.</param>
    public static VarintStatus TryRead(ReadOnlySpan<byte> source, out ulong value, out int length)
    {
        value = 0;
        length = 0;
        if (source.IsEmpty)
        {
            return VarintStatus.Truncated;
        }

        if (source[0] < 0x80)
        {
            value = source[0];
            length = 1;
            return VarintStatus.Ok;
        }

        var number = 0UL;
        for (var i = 0; i < MaxLength; i++)
        {
            if (i == source.Length)
            {
                return VarintStatus.Truncated;
            }

            var group = source[i];
            number |= (ulong)(group & 0x7F) << (7 * i);
            if (group < 0x80)
            {
                // A last group of zero spells the same number a second way, and so one CID two ways: refuse it.
                if (group == 0)
                {
                    return VarintStatus.NotMinimal;
                }

                value = number;
                length = i + 1;
                return VarintStatus.Ok;
            }
        }

        return VarintStatus.TooLong;
    }

    /// <summary>Writes <paramref name="value"/> to the front of <paramref name="target"/>.</summary>
    /// <returns>Bytes written, 1 to 9.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is 2^63 or above.</exception>
    /// <exception cref="ArgumentException">The target is too short.</exception>
    public static int Write(Span<byte> target, ulong value)
    {
        var length = Length(value);
        if (target.Length < length)
        {
            throw new ArgumentException("the target is shorter than the varint", nameof(target));
        }

        for (var i = 0; i < length - 1; i++)
        {
            target[i] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[length - 1] = (byte)value;
        return length;
    }

    /// <summary>How many bytes <see cref="Write"/> takes for <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is 2^63 or above.</exception>
    public static int Length(ulong value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxValue);
        return (70 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7;
    }
}
