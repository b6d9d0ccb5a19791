using System.Text;
using System.Text.Json;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Tests.Cars;

/// <summary>The same CARs, written by one side and read by the other: ours and the npm package @ipld/car.</summary>
public sealed class CarInteropTests
{
    private const string Reading = """
        import fs from 'node:fs'
        import { CarBlockIterator } from '@ipld/car'
        const car = await CarBlockIterator.fromIterable(fs.createReadStream(process.argv[1]))
        const blocks = []
        for await (const { cid, bytes } of car) blocks.push([cid.toString(), Buffer.from(bytes).toString('hex')])
        console.log(JSON.stringify({ version: car.version, roots: (await car.getRoots()).map(String), blocks }))
        """;

    private const string Writing = """
        import fs from 'node:fs'
        import { Readable } from 'node:stream'
        import { CarWriter } from '@ipld/car'
        import { CID } from 'multiformats/cid'
        const { roots, blocks } = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'))
        const { writer, out } = CarWriter.create(roots.map(r => CID.parse(r)))
        const done = new Promise((resolve, reject) => Readable.from(out).pipe(fs.createWriteStream(process.argv[1])).on('finish', resolve).on('error', reject))
        for (const [cid, hex] of blocks) await writer.put({ cid: CID.parse(cid), bytes: Buffer.from(hex, 'hex') })
        await writer.close()
        await done
        """;

    [Fact]
    public async Task The_npm_package_reads_our_CARs()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (roots, blocks) = Sample();
        using var folder = new Scratch();
        await using (var stream = File.Create(folder.Car))
        {
            await CarWriter.WriteAsync(stream, roots, blocks.ToAsyncEnumerable(), cancel);
        }

        var (code, output, error) = await InteropTool.RunScriptAsync(["--input-type=module", "-e", Reading, folder.Car], cancel);
        Assert.True(code == 0, error);
        using var read = JsonDocument.Parse(output);
        Assert.Equal(1, read.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(roots.Select(root => root.ToString()), read.RootElement.GetProperty("roots").EnumerateArray().Select(root => root.GetString()));
        Assert.Equal(
            blocks.Select(block => (block.Cid.ToString(), Convert.ToHexStringLower(block.Bytes.Span))),
            read.RootElement.GetProperty("blocks").EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!)));
    }

    [Fact]
    public async Task We_read_the_CARs_of_the_npm_package_and_write_the_same_bytes()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (roots, blocks) = Sample();
        using var folder = new Scratch();
        var wanted = new { roots = roots.Select(root => root.ToString()), blocks = blocks.Select(block => new[] { block.Cid.ToString(), Convert.ToHexStringLower(block.Bytes.Span) }) };
        await File.WriteAllTextAsync(folder.List, JsonSerializer.Serialize(wanted), cancel);

        var (code, _, error) = await InteropTool.RunScriptAsync(["--input-type=module", "-e", Writing, folder.Car, folder.List], cancel);
        Assert.True(code == 0, error);
        var ours = new MemoryStream();
        await CarWriter.WriteAsync(ours, roots, blocks.ToAsyncEnumerable(), cancel);
        var theirs = await File.ReadAllBytesAsync(folder.Car, cancel);
        Assert.Equal(ours.ToArray(), theirs);
        var parts = await CarReader.ReadAsync(new MemoryStream(theirs), CarLimits.Default, cancel).Select(part => part as CarPart.Section).Where(part => part is not null).CountAsync(cancel);
        Assert.Equal(blocks.Count, parts);
    }

    private static (IReadOnlyList<Cid> Roots, List<Block> Blocks) Sample()
    {
        var blocks = new List<Block>();
        foreach (var size in (int[])[0, 1, 127, 128, 16384, 1 << 20])
        {
            var bytes = UnixFs.ImporterTests.Pattern(size);
            blocks.Add(new Block(Cid.ForBlock(Multicodec.Raw, bytes), bytes));
        }

        var node = DagCbor.Encode(Node.Map(("links", Node.ListOf(blocks, block => block.Cid)), ("name", "sample")));
        var root = Cid.ForBlock(Multicodec.DagCbor, node);
        blocks.Insert(0, new Block(root, node));
        var inline = Cid.Create(1, (ulong)Multicodec.Raw, (ulong)MultihashCode.Identity, Encoding.UTF8.GetBytes("inline"));
        return ([root, inline], blocks);
    }

    private sealed class Scratch : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tearsheet-car-");

        public string Car => Path.Combine(_folder.FullName, "sample.car");

        public string List => Path.Combine(_folder.FullName, "list.json");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
