using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tearsheet.Gateway;
using Tearsheet.Gateway.Denylists;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Reading.Captures.Warc;

namespace Tearsheet.Bench;

/// <summary>A decoder of bytes from outside, with seeds to begin from.</summary>
internal sealed class FuzzTarget(string name, IReadOnlyList<byte[]> seeds, Func<byte[], ValueTask<bool>> decode)
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The name in a table.</summary>
    public string Name => name;

    /// <summary>The name on a command line and of the folder of its seeds.</summary>
    public string Slug { get; } = string.Join('-', name.ToLowerInvariant().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Inputs that are right, or nearly so.</summary>
    public IReadOnlyList<byte[]> Seeds => seeds;

    /// <summary>Decodes an input.</summary>
    /// <returns>Whether it was read as valid.</returns>
    public ValueTask<bool> Decode(byte[] input) => decode(input);

    /// <summary>Every decoder.</summary>
    public static IEnumerable<FuzzTarget> All() => OfIpld().Concat(OfGateway()).Concat(OfCaptures());

    private static IEnumerable<FuzzTarget> OfIpld()
    {
        var cbor = new[] { DagCbor.Encode(Sample()) };
        yield return new("DAG-CBOR", cbor, block => new(DagCbor.TryDecode(block, out var node, out _) && Same(DagCbor.Encode(node), block)));
        yield return new("DAG-JSON", [DagJson.Encode(Sample())], block => new(DagJson.TryDecode(block, out var node, out _) && DagJson.Encode(node).Length > 0));

        var tree = Tree(out var root);
        var blocks = tree.Cids.Select(cid => tree.TryGet(cid, out var bytes) ? bytes.ToArray() : []).ToArray();
        yield return new("DAG-PB", blocks, block => new(DagPb.TryDecode(block, out var node, out _) && DagPb.Encode(node).Length > 0));
        yield return new("UnixFS file, directory, HAMT", blocks, block => ReadTreeAsync(tree, block));

        var car = Car(tree, root);
        yield return new("CAR 1", [car], block => ReadCarAsync(block));
        var index = CarIndex.Write(CarIndexKind.Sorted, tree.Cids.Select(cid => (cid, 59L)));
        var multihash = CarIndex.Write(CarIndexKind.MultihashSorted, tree.Cids.Select(cid => (cid, 59L)));
        byte[] outer = [.. new CarV2Header(0, CarV2Header.FirstDataOffset, car.Length, CarV2Header.FirstDataOffset + car.Length).ToBytes(), .. car, .. index];
        yield return new("CAR 2", [outer], block => ReadCarAsync(block));
        yield return new("CAR index", [index, multihash], block => new(CarIndex.TryRead(block, out var found) is null && found!.Find(root).Count() >= 0));

        yield return new("CID, binary", [root.Bytes.ToArray()], bytes => new(Cid.TryRead(bytes, out _, out _) == CidStatus.Ok));
        var texts = Enum.GetValues<Multibase>().Select(one => root.ToString(one)).Append("QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn").Select(Encoding.UTF8.GetBytes).ToArray();
        yield return new("CID, text", texts, bytes => new(Cid.TryParse(Encoding.UTF8.GetString(bytes), out _) == CidStatus.Ok));
        yield return new("Varint", [[1], [0x80, 1], [255, 255, 255, 255, 255, 255, 255, 255, 127]], bytes => new(Varint.TryRead(bytes, out _, out _) == VarintStatus.Ok));

        var key = SigningKey.FromSeed(new byte[SigningKey.SeedLength]);
        var name = IpnsName.Of(key.PublicKey);
        var fields = IpnsFields.For("/ipfs/" + root, 7, Now, TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        byte[][] records = [IpnsRecord.Create(key, fields).Bytes.ToArray(), IpnsRecord.Create(key, fields, withV1: false).Bytes.ToArray()];
        yield return new("IPNS record, read", records, bytes => new(IpnsRecord.TryRead(bytes, out _) == IpnsStatus.Ok));
        yield return new("IPNS record, judged", records, bytes => new(IpnsRecord.TryRead(bytes, out var record) == IpnsStatus.Ok
            && (record!.Judge(name, Now) != IpnsStatus.Ok || record.Fields == fields || record.Fields.Value == fields.Value)));
        yield return new("Names", [.. new[] { name.ToString(), name.PeerId, name.Cid.ToString() }.Select(Encoding.UTF8.GetBytes)],
            bytes => new(IpnsName.TryParse(Encoding.UTF8.GetString(bytes), out _)));
        yield return new("PEM key", [Encoding.UTF8.GetBytes(key.ExportPem())], bytes =>
        {
            var status = SigningKey.TryReadPem(Encoding.UTF8.GetString(bytes), out var read);
            read?.Dispose();
            return new(status == KeyStatus.Ok);
        });
    }

    private static IEnumerable<FuzzTarget> OfGateway()
    {
        yield return new("_redirects", [.. new[]
        {
            "/old/* /new/:splat 301\n/a/:year/:month /b/:month/:year 302 # why\n\n/x https://example.org/y 308\n/* /404.html 404\n", "/:a/:ab /:ab:a 200\n",
        }.Select(Encoding.UTF8.GetBytes)], bytes => new(RedirectRules.TryRead(Encoding.UTF8.GetString(bytes), out var rules) is null
            && rules!.Find(["a", "2026", "\u00E9 %"]) is not null));
        yield return new("Path of a request", [.. new[] { "/ipfs/bafkqaaa/a%20b/%C3%A9//..", "/index.html", "/%25%2F/" }.Select(Encoding.UTF8.GetBytes)], bytes =>
            new(ContentPath.TryRead(Encoding.UTF8.GetString(bytes), out var path) is null && path!.Canonical.Length > 0));
        yield return new("Range", [.. new[] { "bytes=0-99", "bytes=-5", "bytes=7-", "bytes=0-1,5-9,-2", "bytes=9223372036854775807-9223372036854775807" }.Select(Encoding.UTF8.GetBytes)],
            bytes =>
            {
                var headers = new HeaderDictionary { [HeaderNames.Range] = Encoding.Latin1.GetString(bytes) };
                var isPart = RangeRequest.TryRead(headers, "\"x\"", 100, out var from, out var count);
                return new(isPart != true || (from >= 0 && count > 0 && from + count <= 100 ? isPart == true : throw new InvalidOperationException("no part of it")));
            });
        yield return new("If-None-Match", [.. new[] { "\"bafy\"", "W/\"bafy.gzip\", \"x\"", "*" }.Select(Encoding.UTF8.GetBytes)], bytes =>
        {
            var list = Encoding.Latin1.GetString(bytes).AsSpan();
            var count = 0;
            while (RangeRequest.TryNextTag(ref list, out _))
            {
                count++;
            }

            return new(count > 0);
        });
        yield return new("Form and CAR parameters",
            [.. new[]
            {
                "?format=car&dag-scope=entity&entity-bytes=-10:*&car-order=dfs&car-dups=y\napplication/vnd.ipld.car; version=1; order=dfs; dups=n",
                "?entity-bytes=0:-1\napplication/vnd.ipld.raw;q=0.5, text/html, application/vnd.ipld.car; dups=\"y\"",
            }.Select(Encoding.UTF8.GetBytes)],
            bytes =>
            {
                var parts = Encoding.Latin1.GetString(bytes).Split('\n', 2);
                var request = new DefaultHttpContext().Request;
                request.QueryString = new QueryString("?" + parts[0].TrimStart('?'));
                request.Headers.Accept = parts[^1];
                var isCar = CarRequest.TryRead(request, out var car) is null;
                if (isCar && car!.Within(1000) is { } within && (within.From < 0 || within.Count < 0 || within.From + within.Count > 1000))
                {
                    throw new InvalidOperationException("a range outside the file");
                }

                return new(isCar && RequestFormats.Read(request, out _) is not null);
            });
        yield return new("Denylist", [.. new[]
        {
            "version: 1\nname: ours\nhints:\n  gateway_status: 451\n---\n/ipfs/bafkqaaa\n!/ipfs/bafkqaaa/ok\n//QmUNLLsPACCz1vLxQVkXqqLX5R1X345qqfHbsf67hvA3Nn\n/ipns/example.org/* reason=law\n",
            "/ipfs/bafkqaaa/a*\n# words\n",
        }.Select(Encoding.UTF8.GetBytes)], bytes => new(Denylist.Read([("list", new MemoryStream(bytes))], out var faults).Count > 0 && faults.Count == 0));
    }

    private static IEnumerable<FuzzTarget> OfCaptures()
    {
        var draft = new WarcDraft
        {
            Type = "response",
            TargetUri = "https://news.example/1",
            Date = Now,
            ContentType = "application/http;msgtype=response",
            Head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(),
            Payload = "5\r\nhello\r\n0\r\n\r\n"u8.ToArray(),
            PayloadDigest = WarcWriter.DigestOf("hello"u8),
        };
        using var target = new MemoryStream();
        using var writer = new WarcWriter(target);
        writer.Write(draft);
        writer.Write(draft with { Type = "resource", ContentType = "text/plain", Head = default });
        var zipped = target.ToArray();
        using var plain = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress))
        {
            gzip.CopyTo(plain);
        }

        yield return new("WARC", [zipped, plain.ToArray()], bytes => new(ReadWarc(new MemoryStream(bytes))));
        using var package = new MemoryStream();
        using var wacz = new WaczWriter(package, new WarcAbout("fuzz", Now, "Title", "everything"));
        wacz.Finish(sign: null);
        yield return new("WACZ", [package.ToArray()], bytes => new(ReadWacz(bytes)));
    }

    private static bool ReadWacz(byte[] bytes)
    {
        try
        {
            var read = WaczReader.Open(new MemoryStream(bytes));
            var sound = read.Describe().Problem is null && read.Pages() is not null;
            foreach (var entry in read.Warcs)
            {
                using var warc = read.Open(entry);
                sound &= ReadWarc(warc);
            }

            return sound;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    private static bool ReadWarc(Stream stream)
    {
        var faults = 0;
        using var reader = new WarcReader(stream, _ => faults++);
        var sound = 0;
        while (reader.Next() is not null)
        {
            sound += reader.ReadBlock().IsSound ? 1 : 0;
        }

        return faults == 0 && sound > 0;
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
