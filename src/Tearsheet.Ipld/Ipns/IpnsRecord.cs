using System.Diagnostics.CodeAnalysis;
using System.Text;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Ipld.Ipns;

/// <summary>A signed IPNS record: for a while, a name points to a content path.</summary>
/// <remarks>
/// Spec: ipns-record. A record that was read is only well formed; whether it may be believed is what <see cref="Judge"/> says.
/// </remarks>
public sealed class IpnsRecord
{
    /// <summary>The longest record that is read, in bytes, inclusive.</summary>
    /// <remarks>Spec: ipns-record, "Record Size Limit".</remarks>
    public const int MaxLength = 10 * 1024;

    /// <summary>The media type of a record's bytes.</summary>
    public const string MediaType = "application/vnd.ipfs.ipns-record";

    private readonly IpnsEntry _entry;
    private readonly EndOfLife _endOfLife;

    private IpnsRecord(byte[] bytes, IpnsEntry entry, IpnsFields fields, EndOfLife endOfLife)
    {
        Bytes = bytes;
        _entry = entry;
        Fields = fields;
        _endOfLife = endOfLife;
    }

    /// <summary>The record as it goes over the wire; anybody can put it again without the key.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>What the signed document says.</summary>
    public IpnsFields Fields { get; }

    /// <summary>Until when the record is good, inclusive.</summary>
    public DateTimeOffset ValidUntil => _endOfLife.Moment;

    private static ReadOnlySpan<byte> SignaturePrefix => "ipns-signature:"u8;

    /// <summary>Reads a record without judging it.</summary>
    /// <param name="bytes">Untrusted bytes: the whole record. They are copied.</param>
    /// <param name="record">The record; null unless the result is Ok.</param>
    /// <remarks>Spec: ipns-record, "Record Verification", steps 1, 2, 4 and 7, and the form of what step 8 looks at.</remarks>
    public static IpnsStatus TryRead(ReadOnlySpan<byte> bytes, out IpnsRecord? record)
    {
        record = null;
        if (bytes.Length > MaxLength)
        {
            return IpnsStatus.TooLong;
        }

        var kept = bytes.ToArray();
        if (!IpnsEntry.TryRead(kept, out var entry))
        {
            return IpnsStatus.Malformed;
        }

        if (entry.SignatureV2.IsEmpty || entry.Document.IsEmpty)
        {
            return IpnsStatus.NotSigned;
        }

        if (!DagCbor.TryDecode(entry.Document.Span, out var document, out _))
        {
            return IpnsStatus.DocumentNotDagCbor;
        }

        var status = TryReadDocument(document, entry, out var fields, out var endOfLife);
        if (status == IpnsStatus.Ok)
        {
            record = new IpnsRecord(kept, entry, fields!, endOfLife);
        }

        return status;
    }

    /// <summary>Makes and signs a record.</summary>
    /// <param name="key">The name's key.</param>
    /// <param name="fields">What the record says.</param>
    /// <param name="withV1">Whether it also carries the fields and the signature of the first generation, for readers of old.</param>
    /// <remarks>Spec: ipns-record, "Record Creation with Legacy SignatureV1". The same fields give the same bytes.</remarks>
    /// <exception cref="ArgumentException">The fields are not what a reader would take: the message says why.</exception>
    public static IpnsRecord Create(SigningKey key, IpnsFields fields, bool withV1 = true)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(fields);
        var value = Encoding.UTF8.GetBytes(fields.Value);
        var validity = Encoding.UTF8.GetBytes(fields.Validity);
        var document = DagCbor.Encode(new Node.MapNode(
        [
            new("Value", value),
            new("Validity", validity),
            new("ValidityType", 0),
            new("Sequence", new Node.IntegerNode(fields.Sequence)),
            new("TTL", new Node.IntegerNode(fields.TtlNanoseconds ?? 0)),
            .. fields.Extra,
        ]));
        var signature = key.Sign([.. SignaturePrefix, .. document]);
        var signatureV1 = withV1 ? key.Sign([.. value, .. validity, .. "EOL"u8]) : [];
        var bytes = IpnsEntry.Write(withV1 ? fields : null, signatureV1, [], signature, document);
        var status = TryRead(bytes, out var record);
        return status == IpnsStatus.Ok
            ? record!
            : throw new ArgumentException($"such a record cannot be read: {status.Sentence()}", nameof(fields));
    }

    /// <summary>Of two records of one name, which wins: positive when the left one does.</summary>
    /// <remarks>
    /// The higher sequence, then the later end of life; equals are told apart by their bytes, so that every order of arrival ends with the same one.
    /// Both must have been judged good.
    /// </remarks>
    public static int Compare(IpnsRecord left, IpnsRecord right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        var bySequence = left.Fields.Sequence.CompareTo(right.Fields.Sequence);
        var byEnd = bySequence != 0 ? bySequence : left._endOfLife.Against(right._endOfLife);
        return byEnd != 0 ? byEnd : left.Bytes.Span.SequenceCompareTo(right.Bytes.Span);
    }

    /// <summary>Whether the record may be believed: signed by the key of the name, and still good.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <param name="now">The time.</param>
    /// <remarks>Spec: ipns-record, "Record Verification", steps 3, 5, 6 and 8.</remarks>
    public IpnsStatus Judge(IpnsName name, DateTimeOffset now)
    {
        var status = JudgeSignature(name);
        return status != IpnsStatus.Ok ? status : _endOfLife.IsBefore(now) ? IpnsStatus.Expired : IpnsStatus.Ok;
    }

    /// <summary>Whether the key of the name signed the record, whenever it was good.</summary>
    public IpnsStatus JudgeSignature(IpnsName name)
    {
        if (!name.IsDefined)
        {
            return IpnsStatus.KeyOfAnotherName;
        }

        var key = _entry.PublicKey;
        if (!key.IsEmpty && !name.Names(key.Span))
        {
            return IpnsStatus.KeyOfAnotherName;
        }

        if (key.IsEmpty && name.Cid.HashCode != (ulong)MultihashCode.Identity)
        {
            return IpnsStatus.KeyMissing;
        }

        byte[] message = [.. SignaturePrefix, .. _entry.Document.Span];
        return KeyProtobuf.Verify(key.IsEmpty ? name.Cid.Digest : key.Span, message, _entry.SignatureV2.Span) switch
        {
            SignatureStatus.Ok => IpnsStatus.Ok,
            SignatureStatus.UnknownKey => IpnsStatus.UnknownKey,
            _ => IpnsStatus.ForgedSignature,
        };
    }

    private static IpnsStatus TryReadDocument(Node document, IpnsEntry entry, out IpnsFields? fields, out EndOfLife endOfLife)
    {
        fields = null;
        endOfLife = default;
        if (!TryGet(document, "Value", out Node.BinaryNode? value) || !TryGet(document, "Validity", out Node.BinaryNode? validity)
            || !TryGet(document, "ValidityType", out Node.IntegerNode? type)
            || !TryGet(document, "Sequence", out Node.IntegerNode? sequence) || sequence.Value < 0)
        {
            return IpnsStatus.DocumentIncomplete;
        }

        if (type.Value != 0)
        {
            return IpnsStatus.UnknownValidityType;
        }

        // The TTL is a hint, so a record without one is only cached less well.
        ulong? ttl = TryGet(document, "TTL", out Node.IntegerNode? hint) && hint.Value >= 0 ? (ulong)hint.Value : null;
        if ((entry.Value is { Length: > 0 } || entry.SignatureV1 is { Length: > 0 })
            && !(value.Value.Span.SequenceEqual(entry.Value.GetValueOrDefault().Span) && validity.Value.Span.SequenceEqual(entry.Validity.Span)
                && entry.ValidityType == 0 && sequence.Value == entry.Sequence && (ttl ?? 0) == entry.Ttl))
        {
            return IpnsStatus.FieldsDiffer;
        }

        if (!EndOfLife.TryRead(validity.Value.Span, out endOfLife))
        {
            return IpnsStatus.InvalidValidity;
        }

        if (!TryReadPath(value.Value.Span, out var path))
        {
            return IpnsStatus.InvalidValue;
        }

        fields = new IpnsFields(path, Encoding.ASCII.GetString(validity.Value.Span), (ulong)sequence.Value, ttl)
        {
            Extra = [.. ((Node.MapNode)document).Entries.Where(pair => pair.Key is not ("Value" or "Validity" or "ValidityType" or "Sequence" or "TTL"))],
        };
        return IpnsStatus.Ok;
    }

    // Records of old hold a bare CID, as bytes or as text, where a path is meant.
    private static bool TryReadPath(ReadOnlySpan<byte> value, out string path)
    {
        path = "";
        if (Cid.TryRead(value, out var cid, out var length) == CidStatus.Ok && length == value.Length)
        {
            path = "/ipfs/" + cid;
        }
        else if (System.Text.Unicode.Utf8.IsValid(value))
        {
            var text = Encoding.UTF8.GetString(value);
            path = text.StartsWith('/') ? text : Cid.TryParse(text, out cid) == CidStatus.Ok ? "/ipfs/" + cid : "";
        }

        return path.Length > 0;
    }

    private static bool TryGet<T>(Node document, string key, [NotNullWhen(true)] out T? value)
        where T : Node
    {
        value = document.TryGet(key, out var found) ? found as T : null;
        return value is not null;
    }
}
