using System.Diagnostics.CodeAnalysis;
using System.Text;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Publishing.Editions;

/// <summary>What is wrong with a signed file.</summary>
public enum SignedFileStatus
{
    Ok,

    /// <summary>The bytes are no canonical DAG-JSON map.</summary>
    NotCanonical,

    /// <summary>A field is missing or is not what it should be.</summary>
    BadShape,

    /// <summary>The signer's name holds no Ed25519 key.</summary>
    BadSigner,

    /// <summary>The signature is not the signer's, or not of these bytes.</summary>
    BadSignature,
}

/// <summary>
/// A file of an edition that is signed: canonical DAG-JSON with the fields <c>signer</c> (an IPNS name) and
/// <c>signature</c> (Ed25519).
/// </summary>
/// <remarks>What is signed: the purpose in ASCII, a line feed, then the canonical DAG-JSON of the map without
/// <c>signature</c>. The purpose keeps a signature of one kind of file from standing under another.</remarks>
public static class SignedFile
{
    /// <summary>The purpose of <c>entry.json</c>.</summary>
    public const string Entry = "tearsheet-entry-1";

    /// <summary>The purpose of <c>edition.json</c>.</summary>
    public const string Edition = "tearsheet-edition-1";

    private const string Signer = "signer";
    private const string Signature = "signature";

    /// <summary>Checks a file and gives its fields.</summary>
    /// <param name="bytes">Untrusted bytes: the whole file.</param>
    /// <param name="purpose"><see cref="Entry"/> or <see cref="Edition"/>.</param>
    /// <param name="fields">All fields; null unless the result is Ok.</param>
    /// <param name="signer">Who signed; "no key" unless the result is Ok. Whether that is the key expected is the caller's to ask.</param>
    public static SignedFileStatus TryOpen(
        ReadOnlySpan<byte> bytes, string purpose, out Node.MapNode? fields, out PublicKey signer)
    {
        fields = null;
        signer = default;
        if (!TryDecode(bytes, out var map))
        {
            return SignedFileStatus.NotCanonical;
        }

        if (!map.TryGet(Signature, out var signature)
            || signature is not Node.BinaryNode { Value: var signed }
            || !map.TryGet(Signer, out var named)
            || named is not Node.TextNode { Value: var name })
        {
            return SignedFileStatus.BadShape;
        }

        if (PublicKey.TryParse(name, out var key) != KeyStatus.Ok)
        {
            return SignedFileStatus.BadSigner;
        }

        var unsigned = new Node.MapNode(map.Entries.Where(entry => entry.Key != Signature));
        if (!key.Verify(Message(unsigned, purpose), signed.Span))
        {
            return SignedFileStatus.BadSignature;
        }

        fields = map;
        signer = key;
        return SignedFileStatus.Ok;
    }

    /// <summary>The file's bytes.</summary>
    /// <param name="fields">All but signer and signature.</param>
    /// <param name="purpose"><see cref="Entry"/> or <see cref="Edition"/>.</param>
    /// <param name="key">Who signs.</param>
    internal static byte[] Make(Node.MapNode fields, string purpose, SigningKey key)
    {
        var unsigned = new Node.MapNode([.. fields.Entries, new(Signer, (Node)key.PublicKey.ToString())]);
        var signature = key.Sign(Message(unsigned, purpose));
        return DagJson.Encode(new Node.MapNode([.. unsigned.Entries, new(Signature, (Node)signature)]));
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Node.MapNode? map)
    {
        // Decoding may take more than one spelling; only what encodes to the same bytes is the file that was signed.
        map = DagJson.TryDecode(bytes, out var node, out _) ? node as Node.MapNode : null;
        return map is not null && DagJson.Encode(map).AsSpan().SequenceEqual(bytes);
    }

    private static byte[] Message(Node.MapNode unsigned, string purpose) =>
        [.. Encoding.ASCII.GetBytes(purpose), (byte)'\n', .. DagJson.Encode(unsigned)];
}
