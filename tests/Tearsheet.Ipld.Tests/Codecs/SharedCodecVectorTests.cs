using System.Buffers;
using System.Text.Json;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;

namespace Tearsheet.Ipld.Tests.Codecs;

public sealed class SharedCodecVectorTests
{
    [Fact]
    public void Every_form_of_a_value_gives_every_other_form()
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var value in SharedData.Json("codec/codec-fixtures.json").EnumerateArray())
        {
            var forms = value.GetProperty("blocks").EnumerateArray()
                .Select(block => (Codec: block.Text("codec"), Cid: Cid.Parse(block.Text("cid")), Bytes: block.GetProperty("base64").GetBytesFromBase64()))
                .ToList();
            foreach (var from in forms)
            {
                tried++;
                if (!from.Cid.Matches(from.Bytes))
                {
                    failures.Add($"{value.Text("name")}: {from.Cid} does not match its block");
                    continue;
                }

                if (!TryDecode(from.Codec, from.Bytes, out var node, out var fault))
                {
                    failures.Add($"{value.Text("name")}: {from.Codec} refused: {fault}");
                    continue;
                }

                foreach (var to in forms)
                {
                    tried++;
                    // JavaScript, which made the fixtures, cannot tell a whole float from an integer; none is in them.
                    if (!Encode(to.Codec, node).AsSpan().SequenceEqual(to.Bytes))
                    {
                        failures.Add($"{value.Text("name")}: from {from.Codec} to {to.Codec} gives other bytes");
                    }
                }
            }
        }

        SharedData.AssertNone(failures, tried);
    }

    [Fact]
    public void Every_negative_fixture_is_refused()
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var row in SharedData.Json("codec/codec-negative.json").EnumerateArray())
        {
            tried++;
            var name = $"{row.Text("codec")} {row.Text("phase")} {row.Text("name")}";
            if (row.Text("phase") == "decode")
            {
                if (TryDecode(row.Text("codec"), Convert.FromHexString(row.Text("hex")), out _, out _))
                {
                    failures.Add(name);
                }

                continue;
            }

            var json = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(json))
            {
                row.GetProperty("dag-json").WriteTo(writer);
            }

            Assert.True(DagJson.TryDecode(json.WrittenSpan, out var node, out var fault), $"{name}: {fault}");
            try
            {
                Encode(row.Text("codec"), node);
                failures.Add(name);
            }
            catch (Exception refused) when (refused is NodeShapeException or ArgumentException)
            {
                // As it should be.
            }
        }

        SharedData.AssertNone(failures, tried);
    }

    private static bool TryDecode(string codec, byte[] block, out Node node, out CodecFault fault)
    {
        switch (codec)
        {
            case "dag-cbor":
                return DagCbor.TryDecode(block, out node!, out fault);
            case "dag-json":
                return DagJson.TryDecode(block, out node!, out fault);
            default:
                var read = DagPb.TryDecode(block, out var decoded, out fault);
                node = decoded?.ToNode()!;
                return read;
        }
    }

    private static byte[] Encode(string codec, Node node) => codec switch
    {
        "dag-cbor" => DagCbor.Encode(node),
        "dag-json" => DagJson.Encode(node),
        _ => DagPb.Encode(PbNode.FromNode(node)),
    };
}
