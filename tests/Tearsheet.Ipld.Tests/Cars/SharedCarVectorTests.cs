using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Tests.Cars;

public sealed class SharedCarVectorTests
{
    [Fact]
    public async Task Every_file_is_read_as_far_as_its_manifest_says()
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var row in SharedData.Json("car/manifest.json").GetProperty("files").EnumerateArray())
        {
            tried++;
            if (await FaultAsync(row) is { } failure)
            {
                failures.Add($"{row.Text("file")}: {failure}");
            }
        }

        SharedData.AssertNone(failures, tried);
    }

    [Fact]
    public async Task Every_block_in_a_codec_of_ours_is_canonical_and_round_trips()
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var row in SharedData.Json("car/manifest.json").GetProperty("files").EnumerateArray())
        {
            await using var stream = File.OpenRead(SharedData.Ipfs(row.Text("file")));
            await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, TestContext.Current.CancellationToken))
            {
                if (part is CarPart.Section { Cid: var cid, Bytes: var bytes })
                {
                    tried++;
                    if (Refusal(cid, bytes.Span) is { } refusal && !IsFilecoinText(row, refusal) && !IsKnownMismatch(row, cid))
                    {
                        failures.Add($"{row.Text("file")} {cid}: {refusal}");
                    }
                }
            }
        }

        SharedData.AssertNone(failures, tried);
    }

    // go-car's samples are pieces of the Filecoin chain, whose CBOR keeps raw bytes in text strings: refused, and rightly.
    private static bool IsFilecoinText(JsonElement row, string refusal) =>
        row.Text("file").StartsWith("car/ipld_go-car/sample-v1", StringComparison.Ordinal)
        && refusal.Contains(nameof(CodecFaultKind.InvalidText), StringComparison.Ordinal);

    private static bool IsKnownMismatch(JsonElement row, Cid cid) =>
        row.TryGetProperty("digestMismatch", out var known) && known.EnumerateArray().Any(one => one.GetString() == cid.ToString());

    private static string? Refusal(Cid cid, ReadOnlySpan<byte> block)
    {
        switch ((Multicodec)cid.Codec)
        {
            case Multicodec.DagPb:
                return !DagPb.TryDecode(block, out var pb, out var fault) ? fault.ToString()
                    : DagPb.Encode(pb).AsSpan().SequenceEqual(block) ? null : "other bytes";
            case Multicodec.DagCbor:
                return !DagCbor.TryDecode(block, out var node, out fault) ? fault.ToString()
                    : DagCbor.Encode(node).AsSpan().SequenceEqual(block) ? null : "other bytes";
            default:
                return cid.HashCode == (ulong)MultihashCode.Sha2_256 && !cid.Matches(block) ? "the hash does not match" : null;
        }
    }

    private static async Task<string?> FaultAsync(JsonElement row)
    {
        var roots = "";
        var cids = new List<string>();
        var mismatched = 0;
        CarFault? fault = null;
        CarV2Header? outer = null;
        await using (var stream = File.OpenRead(SharedData.Ipfs(row.Text("file"))))
        {
            await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, TestContext.Current.CancellationToken))
            {
                switch (part)
                {
                    case CarPart.Header header:
                        roots = string.Join(',', header.Roots);
                        outer = header.Outer;
                        break;
                    case CarPart.Section section:
                        cids.Add(section.Cid.ToString());
                        mismatched += section.Cid.HashCode == (ulong)MultihashCode.Sha2_256 && !section.Cid.Matches(section.Bytes.Span) ? 1 : 0;
                        break;
                    case CarPart.Broken broken:
                        fault = broken.Fault;
                        break;
                }
            }
        }

        if (row.TryGetProperty("v2", out var v2)
            && (outer is null || outer.DataOffset != v2.GetProperty("dataOffset").GetInt64() || outer.DataSize != v2.GetProperty("dataSize").GetInt64()
                || outer.IndexOffset != v2.GetProperty("indexOffset").GetInt64() || !Convert.ToHexStringLower(outer.ToBytes().AsSpan(11, 16)).Equals(v2.Text("characteristics"), StringComparison.Ordinal)))
        {
            return $"another header of version 2: {outer}";
        }

        var shouldBreak = row.TryGetProperty("error", out _);
        if (shouldBreak != fault is not null)
        {
            return shouldBreak ? "no fault was found" : $"refused: {fault}";
        }

        if (cids.Count != row.GetProperty("blocksRead").GetInt32())
        {
            return $"{cids.Count} blocks";
        }

        var list = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(cids.Select(cid => cid + "\n")))));
        if (list != row.Text("cidListSha256"))
        {
            return "other CIDs";
        }

        if (row.TryGetProperty("roots", out var expected) && roots != string.Join(',', expected.EnumerateArray().Select(root => root.GetString())))
        {
            return $"other roots: {roots}";
        }

        return mismatched == (row.TryGetProperty("digestMismatch", out var mismatches) ? mismatches.GetArrayLength() : 0)
            ? null
            : $"{mismatched} blocks do not match";
    }
}
