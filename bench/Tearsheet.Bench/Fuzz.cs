using System.Diagnostics;
using System.Text;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Bench;

/// <summary>
/// Gives every decoder bytes that are nearly right: seeds, mutated in process. A run fails when anything is thrown that is not said to be, when it
/// allocates beyond all proportion, or when it takes a second.
/// </summary>
internal static class Fuzz
{
    private const int LongestInput = 64 * 1024;
    private const long AllocationFloor = 4 << 20;
    private const int AllocationFactor = 400;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    public static async Task<int> RunAsync(int runs, int seed)
    {
        var failures = 0;
        foreach (var (name, seeds, decode) in Decoders())
        {
            failures += await RunOneAsync(name, seeds, decode, runs, new Random(seed));
        }

        return failures == 0 ? 0 : 1;
    }

    private static async Task<int> RunOneAsync(string name, byte[][] seeds, Func<byte[], ValueTask<bool>> decode, int runs, Random random)
    {
        long read = 0, allocated = 0;
        var slowest = TimeSpan.Zero;
        var begin = Stopwatch.GetTimestamp();
        for (var run = 0; run < runs; run++)
        {
            var input = Mutate(seeds[random.Next(seeds.Length)], seeds, random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            try
            {
                read += await decode(input) ? 1 : 0;
            }
            catch (Exception broken) when (broken is not OutOfMemoryException)
            {
                Console.WriteLine($"{name}: {broken.GetType().Name}: {broken.Message}\n{Convert.ToHexStringLower(input)}\n{broken.StackTrace}");
                return 1;
            }

            var took = Stopwatch.GetElapsedTime(start);
            var memory = GC.GetAllocatedBytesForCurrentThread() - before;
            slowest = took > slowest ? took : slowest;
            allocated = Math.Max(allocated, memory);
            if (memory > AllocationFloor + (AllocationFactor * (long)input.Length) || took > Slow)
            {
                Console.WriteLine(FormattableString.Invariant($"{name}: {memory} bytes and {took.TotalMilliseconds:F0} ms for an input of {input.Length} bytes\n{Convert.ToHexStringLower(input)}"));
                return 1;
            }
        }

        Console.WriteLine(FormattableString.Invariant(
            $"| {name} | {seeds.Length} | {runs:N0} | {100.0 * read / runs:F1} % | {allocated / 1024.0:F0} KiB | {slowest.TotalMilliseconds:F0} ms | {Stopwatch.GetElapsedTime(begin).TotalSeconds:F0} s |"));
        return 0;
    }

    private static IEnumerable<(string Name, byte[][] Seeds, Func<byte[], ValueTask<bool>> Decode)> Decoders()
    {
        var cbor = new[] { DagCbor.Encode(Sample()) };
        yield return ("DAG-CBOR", cbor, block => new(DagCbor.TryDecode(block, out var node, out _) && Same(DagCbor.Encode(node), block)));
        yield return ("DAG-JSON", [DagJson.Encode(Sample())], block => new(DagJson.TryDecode(block, out var node, out _) && DagJson.Encode(node).Length > 0));

        var tree = Tree(out var root);
        var blocks = tree.Cids.Select(cid => tree.TryGet(cid, out var bytes) ? bytes.ToArray() : []).ToArray();
        yield return ("DAG-PB", blocks, block => new(DagPb.TryDecode(block, out var node, out _) && DagPb.Encode(node).Length > 0));
        yield return ("UnixFS file, directory, HAMT", blocks, block => ReadTreeAsync(tree, block));

        var car = Car(tree, root);
        yield return ("CAR 1", [car], block => ReadCarAsync(block));
        var index = CarIndex.Write(CarIndexKind.Sorted, tree.Cids.Select(cid => (cid, 59L)));
        var multihash = CarIndex.Write(CarIndexKind.MultihashSorted, tree.Cids.Select(cid => (cid, 59L)));
        byte[] outer = [.. new CarV2Header(0, CarV2Header.FirstDataOffset, car.Length, CarV2Header.FirstDataOffset + car.Length).ToBytes(), .. car, .. index];
        yield return ("CAR 2", [outer], block => ReadCarAsync(block));
        yield return ("CAR index", [index, multihash], block => new(CarIndex.TryRead(block, out var found) is null && found!.Find(root).Count() >= 0));

        yield return ("CID, binary", [root.Bytes.ToArray()], bytes => new(Cid.TryRead(bytes, out _, out _) == CidStatus.Ok));
        var texts = Enum.GetValues<Multibase>().Select(one => root.ToString(one)).Append("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn").Select(Encoding.UTF8.GetBytes).ToArray();
        yield return ("CID, text", texts, bytes => new(Cid.TryParse(Encoding.UTF8.GetString(bytes), out _) == CidStatus.Ok));
        yield return ("Varint", [[1], [0x80, 1], [255, 255, 255, 255, 255, 255, 255, 255, 127]], bytes => new(Varint.TryRead(bytes, out _, out _) == VarintStatus.Ok));

        using var key = SigningKey.FromSeed(new byte[SigningKey.SeedLength]);
        var name = IpnsName.Of(key.PublicKey);
        var fields = IpnsFields.For("/ipfs/" + root, 7, Now, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        byte[][] records = [IpnsRecord.Create(key, fields).Bytes.ToArray(), IpnsRecord.Create(key, fields, withV1: false).Bytes.ToArray()];
        yield return ("IPNS record, read", records, bytes => new(IpnsRecord.TryRead(bytes, out _) == IpnsStatus.Ok));
        yield return ("IPNS record, judged", records, bytes => new(IpnsRecord.TryRead(bytes, out var record) == IpnsStatus.Ok
            && (record!.Judge(name, Now) != IpnsStatus.Ok || record.Fields == fields || record.Fields.Value == fields.Value)));
        yield return ("Names", [.. new[] { name.ToString(), name.PeerId, name.Cid.ToString() }.Select(Encoding.UTF8.GetBytes)],
            bytes => new(IpnsName.TryParse(Encoding.UTF8.GetString(bytes), out _)));
        yield return ("PEM key", [Encoding.UTF8.GetBytes(key.ExportPem())], bytes =>
        {
            var status = SigningKey.TryReadPem(Encoding.UTF8.GetString(bytes), out var read);
            read?.Dispose();
            return new(status == KeyStatus.Ok);
        });
    }

    private static byte[] Mutate(byte[] seed, byte[][] seeds, Random random)
    {
        var bytes = new List<byte>(seed);
        for (var changes = random.Next(1, 6); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            var length = Math.Min(random.Next(1, 9), bytes.Count - at);
            switch (random.Next(8))
            {
                case 0 when length > 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when length > 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 5:
                    // Lengths that promise more than there is.
                    bytes.InsertRange(at, Enumerable.Repeat((byte)0xFF, random.Next(1, 9)));
                    break;
                case 6:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    var other = seeds[random.Next(seeds.Length)];
                    var from = random.Next(other.Length + 1);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 64), other.Length - from)).ToArray());
                    break;
            }
        }

        return bytes.Count > LongestInput ? [.. bytes.Take(LongestInput)] : [.. bytes];
    }

    // Every CID below the root leads to some block of the tree, or to the very block that is read: trees that are no trees.
    private static async ValueTask<bool> ReadTreeAsync(MemoryBlocks tree, byte[] block)
    {
        var root = Cid.ForBlock(Multicodec.DagPb, block);
        var reader = new UnixFsReader(new LoopingBlocks(tree, root, block));
        if (await reader.ResolveAsync(root, "a/b", CancellationToken.None) is Resolution.Malformed)
        {
            return false;
        }

        try
        {
            var left = 2000;
            await foreach (var _ in reader.ListAsync(root, CancellationToken.None))
            {
                if (--left == 0)
                {
                    break;
                }
            }
        }
        catch (UnixFsException)
        {
            // No directory, or a broken one.
        }

        try
        {
            var left = 1 << 20;
            await foreach (var slice in reader.ReadAsync(root, 0, 1 << 20, CancellationToken.None))
            {
                left -= slice.Length;
            }

            return left >= 0;
        }
        catch (UnixFsException)
        {
            return false;
        }
    }

    private static async ValueTask<bool> ReadCarAsync(byte[] bytes)
    {
        await foreach (var part in CarReader.ReadAsync(new MemoryStream(bytes), CarLimits.Default, CancellationToken.None))
        {
            if (part is CarPart.Broken)
            {
                return false;
            }
        }

        return true;
    }

    private static MemoryBlocks Tree(out Cid root)
    {
        var blocks = new MemoryBlocks();
        var profile = ImportProfile.UnixFsV0_2015;
        var file = new FileImporter(profile, blocks).Import(Enumerable.Range(0, 600_000).Select(i => (byte)i).ToArray());
        var small = new FileImporter(profile, blocks).Import("hello"u8.ToArray());
        var entries = Enumerable.Range(0, 40).Select(i => new DirectoryEntry($"name-{i}", i % 2 == 0 ? file : small)).ToList();
        var plain = new DirectoryImporter(profile, blocks).Import(entries);
        var sharded = new DirectoryImporter(profile with { HamtThreshold = 0 }, blocks).Import([.. entries, new DirectoryEntry("plain", plain)]);
        root = sharded.Cid;

        // Leaves of 256 KiB would only slow the mutation down.
        foreach (var cid in blocks.Cids.ToArray())
        {
            if (blocks.TryGet(cid, out var bytes) && bytes.Length > 16 * 1024)
            {
                blocks.Remove(cid);
            }
        }

        return blocks;
    }

    private static byte[] Car(MemoryBlocks tree, Cid root)
    {
        var car = new MemoryStream();
        car.Write(CarWriter.Header(root));
        var prefix = new byte[CarWriter.MaxSectionPrefixLength];
        foreach (var cid in tree.Cids.Order())
        {
            if (tree.TryGet(cid, out var bytes))
            {
                car.Write(prefix.AsSpan(0, CarWriter.SectionPrefix(prefix, cid, bytes.Length)));
                car.Write(bytes.Span);
            }
        }

        return car.ToArray();
    }

    private static Node.MapNode Sample() => Node.Map(
        ("list", Node.List(1, -1, true, Node.Null, long.MaxValue, new Node.FloatNode(1.5))), ("text", "\u65E5\u672C\u8A9E \"quoted\" \n"),
        ("bytes", new byte[] { 0, 1, 255 }), ("link", Cid.ForBlock(Multicodec.Raw, "x"u8)), ("deep", Node.List(Node.List(Node.List(Node.Map(("a", 300)))))));

    private static bool Same(byte[] encoded, byte[] block) => encoded.AsSpan().SequenceEqual(block)
        ? true
        : throw new InvalidOperationException("what was read as canonical is written otherwise");

    private sealed class LoopingBlocks(MemoryBlocks tree, Cid root, byte[] block) : IBlockSource
    {
        private int _found;

        public ValueTask<BlockAnswer> FindAsync(Cid cid, CancellationToken cancellationToken) =>
            cid == root || (!tree.Contains(cid) && ++_found % 3 > 0) ? new(BlockAnswer.Found(block)) : tree.FindAsync(cid, cancellationToken);
    }
}
