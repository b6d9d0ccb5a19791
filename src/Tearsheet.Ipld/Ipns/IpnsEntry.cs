namespace Tearsheet.Ipld.Ipns;

/// <summary>The protobuf message of a record, as it stands on the wire; slices of what was read.</summary>
/// <remarks>Spec: ipns-record, "Record Serialization Format". Unknown fields are passed over; of a repeated one the last wins.</remarks>
internal record struct IpnsEntry
{
    private const int WireVarint = 0;
    private const int WireFixed64 = 1;
    private const int WireLengthDelimited = 2;
    private const int WireFixed32 = 5;

    public ReadOnlyMemory<byte>? Value { get; private set; }

    public ReadOnlyMemory<byte>? SignatureV1 { get; private set; }

    public ulong ValidityType { get; private set; }

    public ReadOnlyMemory<byte> Validity { get; private set; }

    public ulong Sequence { get; private set; }

    public ulong Ttl { get; private set; }

    public ReadOnlyMemory<byte> PublicKey { get; private set; }

    public ReadOnlyMemory<byte> SignatureV2 { get; private set; }

    public ReadOnlyMemory<byte> Document { get; private set; }

    public static bool TryRead(ReadOnlyMemory<byte> source, out IpnsEntry entry)
    {
        entry = default;
        var at = 0;
        while (at < source.Length)
        {
            if (!TryReadVarint(source.Span, ref at, out var tag) || tag >> 3 is 0 or > 0x1fffffff)
            {
                return false;
            }

            var field = (int)(tag >> 3);
            var wire = (int)(tag & 7);
            if ((field <= 9 && wire != (field is 3 or 5 or 6 ? WireVarint : WireLengthDelimited))
                || !TryReadValue(source, ref at, wire, out var number, out var bytes))
            {
                return false;
            }

            entry.Set(field, number, bytes);
        }

        return true;
    }

    public static byte[] Write(
        IpnsFields? v1, ReadOnlySpan<byte> signatureV1, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signatureV2, ReadOnlySpan<byte> document)
    {
        var target = new List<byte>(1024);
        if (v1 is not null)
        {
            Add(target, 1, System.Text.Encoding.UTF8.GetBytes(v1.Value));
            Add(target, 2, signatureV1);
            Add(target, 3, 0UL);
            Add(target, 4, System.Text.Encoding.UTF8.GetBytes(v1.Validity));
            Add(target, 5, v1.Sequence);
            Add(target, 6, v1.TtlNanoseconds ?? 0);
        }

        if (!publicKey.IsEmpty)
        {
            Add(target, 7, publicKey);
        }

        Add(target, 8, signatureV2);
        Add(target, 9, document);
        return [.. target];
    }

    private void Set(int field, ulong number, ReadOnlyMemory<byte> bytes)
    {
        switch (field)
        {
            case 1:
                Value = bytes;
                break;
            case 2:
                SignatureV1 = bytes;
                break;
            case 3:
                ValidityType = number;
                break;
            case 4:
                Validity = bytes;
                break;
            case 5:
                Sequence = number;
                break;
            case 6:
                Ttl = number;
                break;
            case 7:
                PublicKey = bytes;
                break;
            case 8:
                SignatureV2 = bytes;
                break;
            case 9:
                Document = bytes;
                break;
            default:
                break;
        }
    }

    private static bool TryReadValue(ReadOnlyMemory<byte> source, ref int at, int wire, out ulong number, out ReadOnlyMemory<byte> bytes)
    {
        number = 0;
        bytes = default;
        switch (wire)
        {
            case WireVarint:
                return TryReadVarint(source.Span, ref at, out number);
            case WireLengthDelimited:
                return TryReadVarint(source.Span, ref at, out var length) && TryTake(source, ref at, length, out bytes);
            case WireFixed64:
                return TryTake(source, ref at, sizeof(ulong), out bytes);
            case WireFixed32:
                return TryTake(source, ref at, sizeof(uint), out bytes);
            default:
                return false;
        }
    }

    private static bool TryTake(ReadOnlyMemory<byte> source, ref int at, ulong length, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (length > (ulong)(source.Length - at))
        {
            return false;
        }

        bytes = source.Slice(at, (int)length);
        at += (int)length;
        return true;
    }

    // A protobuf number: up to ten bytes, and not held to the shortest form as multiformats are.
    private static bool TryReadVarint(ReadOnlySpan<byte> source, ref int at, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 70 && at < source.Length; shift += 7)
        {
            var current = source[at++];
            if (shift == 63 && current > 1)
            {
                return false;
            }

            value |= (ulong)(current & 0x7f) << shift;
            if (current < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(List<byte> target, int field, ReadOnlySpan<byte> bytes)
    {
        AddVarint(target, ((ulong)field << 3) | WireLengthDelimited);
        AddVarint(target, (ulong)bytes.Length);
        target.AddRange(bytes);
    }

    private static void Add(List<byte> target, int field, ulong number)
    {
        AddVarint(target, (ulong)field << 3);
        AddVarint(target, number);
    }

    private static void AddVarint(List<byte> target, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            target.Add((byte)(value | 0x80));
        }

        target.Add((byte)value);
    }
}
