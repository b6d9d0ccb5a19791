using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Publishing.Editions;

/// <summary><c>.well-known/tearsheet/edition.json</c>: what the site key signs of an edition (decision 4). Ids and CIDs only.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Body">The same tree without this file.</param>
/// <param name="Previous">ROOT of the edition before; null for the first.</param>
/// <param name="Generator">What made it.</param>
/// <param name="Changes">The list of what was added, changed and withdrawn.</param>
public sealed record EditionManifest(long Number, Cid Body, Cid? Previous, string Generator, Cid Changes)
{
    /// <summary>Where it lies in the tree.</summary>
    public const string Place = Places.Manifest;

    /// <summary>Version of the format.</summary>
    public const int Version = 1;

    /// <summary>Reads a manifest and checks its signature.</summary>
    /// <param name="bytes">Untrusted bytes: the whole file.</param>
    /// <param name="manifest">null unless the result is Ok.</param>
    /// <param name="signer">Who signed; "no key" unless the result is Ok.</param>
    public static SignedFileStatus TryRead(
        ReadOnlySpan<byte> bytes, out EditionManifest? manifest, out PublicKey signer)
    {
        manifest = null;
        var status = SignedFile.TryOpen(bytes, SignedFile.Edition, out var fields, out signer);
        if (status != SignedFileStatus.Ok)
        {
            return status;
        }

        try
        {
            fields!.OnlyKeys("v", "number", "body", "previous", "generator", "changes", "signer", "signature");
            _ = fields.Integer("v", Version, Version);
            manifest = new EditionManifest(
                (long)fields.Integer("number", 1, long.MaxValue),
                fields.Link("body"),
                fields.OptionalLink("previous"),
                fields.Text("generator"),
                fields.Link("changes"));
            return SignedFileStatus.Ok;
        }
        catch (NodeShapeException)
        {
            signer = default;
            return SignedFileStatus.BadShape;
        }
    }

    internal byte[] Sign(SigningKey key) => SignedFile.Make(
        Node.Map(
            ("v", Version),
            ("number", Number),
            ("body", Body),
            ("previous", Previous is { } previous ? (Node)previous : null),
            ("generator", Generator),
            ("changes", Changes)),
        SignedFile.Edition,
        key);
}
