using Tearsheet.Distributing.Mirroring;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Publishing.Editions;

namespace Tearsheet.Server.Serving;

/// <summary>Checks an edition that was copied: its manifest's signature, and that the tree without the manifest is the one that was signed (decision 4).</summary>
internal sealed class EditionProof(IBlockSource blocks)
{
    private const int MostBytes = 1 << 16;
    private const string ChangesPlace = ".well-known/tearsheet/changes.json";
    private const long MostChangeBytes = 256L << 20;

    /// <summary>Judges an edition whose every block is here.</summary>
    /// <param name="root">The edition.</param>
    /// <param name="before">The root that was newest here; null for none.</param>
    /// <param name="name">The name that it was found under; null for none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<EditionVerdict> JudgeAsync(Cid root, Cid? before, IpnsName? name, CancellationToken cancellationToken)
    {
        try
        {
            if (await ReadAsync(root, EditionManifest.Place, MostBytes, cancellationToken) is not { } bytes)
            {
                return new EditionVerdict("It has no manifest (.well-known/tearsheet/edition.json): it is no edition of a Tearsheet site.", MayWithdraw: false);
            }

            var status = EditionManifest.TryRead(bytes, out var manifest, out var signer);
            if (status != SignedFileStatus.Ok)
            {
                return new EditionVerdict($"Its manifest is not what a site signs ({status}).", MayWithdraw: false);
            }

            if (name is { } asked && IpnsName.Of(signer) != asked)
            {
                return new EditionVerdict($"Its manifest is signed by {signer}, not by {asked}.", MayWithdraw: false);
            }

            var layered = new MemoryBlocks();
            var body = await new TreeEditor(ImportProfile.UnixFsV1_2025, blocks, layered)
                .ApplyAsync(new Imported(root, 0, 0), [TreeChange.Remove(EditionManifest.Place)], cancellationToken);
            if (body.Cid != manifest!.Body)
            {
                return new EditionVerdict($"Its files make {body.Cid}, but what is signed is {manifest.Body}.", MayWithdraw: false);
            }

            return new EditionVerdict(null, before is not null && (manifest.Previous != before || await WithdrawsAsync(root, cancellationToken)));
        }
        catch (UnixFsException broken)
        {
            return new EditionVerdict($"It cannot be read: {broken.Message}", MayWithdraw: false);
        }
    }

    private async Task<bool> WithdrawsAsync(Cid root, CancellationToken cancellationToken)
    {
        // A list that cannot be read might withdraw anything.
        var bytes = await ReadAsync(root, ChangesPlace, MostChangeBytes, cancellationToken);
        return bytes is null || !DagJson.TryDecode(bytes, out var changes, out _)
            || !changes.TryGet("withdrawn", out var list) || list is not Node.ListNode { Items.Count: 0 };
    }

    private async Task<byte[]?> ReadAsync(Cid root, string place, long limit, CancellationToken cancellationToken)
    {
        var reader = new UnixFsReader(blocks);
        if (await reader.ResolveAsync(root, place, cancellationToken) is not Resolution.Found { Kind: UnixFsKind.File } file || file.Size > limit)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await reader.ReadAsync(file.Cid, 0, limit, bytes, cancellationToken);
        return bytes.ToArray();
    }
}
