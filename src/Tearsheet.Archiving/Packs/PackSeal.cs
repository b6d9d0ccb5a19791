using System.Security.Cryptography;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Archiving.Packs;

/// <summary>What the log keeps of a full pack, so that <c>sha256sum packs/000001.car</c> can check it anywhere.</summary>
/// <param name="Pack">The pack's number.</param>
/// <param name="Length">The file's length in bytes.</param>
/// <param name="Sha256">The file's SHA-256, 64 lower-case hexadecimal digits.</param>
internal sealed record PackSeal(int Pack, long Length, string Sha256)
{
    /// <summary>The payload of a seal entry. It holds nothing that could ever be erased, and so no salt.</summary>
    public byte[] ToPayload() => DagCbor.Encode(Node.Map(
        ("v", 1), ("pack", Pack), ("length", Length), ("sha256", Convert.FromHexString(Sha256))));

    /// <summary>Reads the payload of a seal entry.</summary>
    /// <exception cref="NodeShapeException">It is none.</exception>
    public static PackSeal FromPayload(Node payload)
    {
        payload.OnlyKeys("v", "pack", "length", "sha256");
        if (payload.Integer("v") != 1)
        {
            throw new NodeShapeException("v: this seal was written by a newer Tearsheet");
        }

        return new PackSeal((int)payload.Integer("pack", 1, int.MaxValue), payload.Integer("length"),
            Convert.ToHexStringLower(payload.Binary("sha256").Span));
    }

    /// <summary>Reads a pack file through and seals what is in it.</summary>
    public static PackSeal Of(int pack, string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1 << 18];
        var length = 0L;
        while (RandomAccess.Read(file, buffer, length) is var read and > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            hash.AppendData(buffer.AsSpan(0, read));
            length += read;
        }

        return new PackSeal(pack, length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
