using System.Globalization;
using System.Text.Json;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Ipld.Tests.Ipns;

/// <summary>../shared/data/ipfs/ipns/records.json: records good and bad, with the verdict of the npm package.</summary>
public sealed class SharedIpnsVectorTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_record_gets_the_verdict_that_it_should()
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var row in Rows("records"))
        {
            tried++;
            Assert.True(IpnsName.TryParse(row.Text("name"), out var name));
            Assert.True(IpnsName.TryParse(row.Text("peerId"), out var peer));
            var status = IpnsRecord.TryRead(row.GetProperty("base64").GetBytesFromBase64(), out var record);
            status = status == IpnsStatus.Ok ? record!.Judge(name, Now) : status;
            if (name != peer || name.PeerId != row.Text("peerId") || (status == IpnsStatus.Ok) != (row.Text("verdict") == "valid")
                || (status == IpnsStatus.Ok && !Says(record!.Fields, row.GetProperty("fields"))))
            {
                failures.Add($"{row.Text("id")}: {status}, expected {row.Text("verdict")}");
            }
        }

        SharedData.AssertNone(failures, tried);
    }

    [Fact]
    public void Each_bad_record_is_refused_for_what_is_wrong_with_it()
    {
        var expected = new Dictionary<string, IpnsStatus>(StringComparer.Ordinal)
        {
            ["expired"] = IpnsStatus.Expired,
            ["sig2-flipped"] = IpnsStatus.ForgedSignature,
            ["v1-only"] = IpnsStatus.NotSigned,
            ["v1-ttl-differs"] = IpnsStatus.FieldsDiffer,
            ["validitytype-1"] = IpnsStatus.UnknownValidityType,
            ["wrong-name"] = IpnsStatus.ForgedSignature,
            ["pubkey-mismatch"] = IpnsStatus.KeyOfAnotherName,
            ["rsa-no-pubkey"] = IpnsStatus.KeyMissing,
            ["too-large"] = IpnsStatus.TooLong,
            ["truncated"] = IpnsStatus.Malformed,
            ["data-not-cbor"] = IpnsStatus.DocumentNotDagCbor,
            ["data-no-value"] = IpnsStatus.DocumentIncomplete,
            ["validity-unparsable"] = IpnsStatus.InvalidValidity,
        };
        foreach (var row in Rows("records").Where(row => expected.ContainsKey(row.Text("id"))))
        {
            var status = IpnsRecord.TryRead(row.GetProperty("base64").GetBytesFromBase64(), out var record);
            Assert.True(IpnsName.TryParse(row.Text("name"), out var name));
            Assert.Equal(expected[row.Text("id")], status == IpnsStatus.Ok ? record!.Judge(name, Now) : status);
        }
    }

    [Fact]
    public void The_same_seed_and_fields_give_the_same_bytes()
    {
        var failures = new List<string>();
        var tried = 0;
        var keys = SharedData.Json("ipns/records.json").GetProperty("keys");
        foreach (var row in Rows("records"))
        {
            var made = keys.GetProperty(row.Text("key"));

            // Two rows carry on purpose what we never write: a broken V1 signature, a key beside an Ed25519 name.
            if (!row.GetProperty("reproducible").GetBoolean() || made.Text("type") != "Ed25519"
                || row.Text("id") is "ed-v1sig-broken" or "ed-pubkey-embedded")
            {
                continue;
            }

            tried++;
            var bytes = row.GetProperty("base64").GetBytesFromBase64();
            using var key = SigningKey.FromSeed(Convert.FromHexString(made.Text("seed")));
            var ours = IpnsRecord.Create(key, Fields(row), withV1: row.Text("id") != "ed-v2only");
            if (!ours.Bytes.Span.SequenceEqual(bytes))
            {
                failures.Add(row.Text("id"));
            }
        }

        SharedData.AssertNone(failures, tried);
    }

    [Fact]
    public void Of_several_records_the_right_one_wins()
    {
        var failures = new List<string>();
        var tried = 0;
        foreach (var row in Rows("selection"))
        {
            tried++;
            var records = row.GetProperty("records").EnumerateArray().Select(text => Read(text.GetBytesFromBase64())).ToArray();
            var best = Enumerable.Range(0, records.Length).MaxBy(at => records[at], Comparer<IpnsRecord>.Create(IpnsRecord.Compare));
            if (best != row.GetProperty("best").GetInt32())
            {
                failures.Add(row.Text("id"));
            }
        }

        SharedData.AssertNone(failures, tried);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_npm_package_accepts_our_records_and_reads_what_they_say(bool withV1)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var key = SigningKey.FromSeed([.. Enumerable.Range(1, SigningKey.SeedLength).Select(i => (byte)i)]);
        var name = IpnsName.Of(key.PublicKey);

        // The peer looks at the real clock, so the record is good for long.
        var fields = IpnsFields.For("/ipfs/bafkqaaa/index.html", 1764000000, Now, TimeSpan.FromDays(36500), TimeSpan.FromMinutes(5));
        var record = IpnsRecord.Create(key, fields, withV1);
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllBytesAsync(file, record.Bytes, cancel);
            var (code, output, error) = await InteropTool.RunScriptAsync(["check-ipns.mjs", file, name.ToString()], cancel);
            Assert.True(code == 0, output + error);
            using var said = JsonDocument.Parse(output);
            Assert.Equal("/ipfs/bafkqaaa/index.html", said.RootElement.Text("value"));
            Assert.Equal("1764000000", said.RootElement.Text("sequence"));
            Assert.Equal("300000000000", said.RootElement.Text("ttlNs"));
            Assert.Equal(fields.Validity, said.RootElement.Text("validity"));
            Assert.Equal(withV1, said.RootElement.GetProperty("v1").GetBoolean());
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static JsonElement[] Rows(string name) => [.. SharedData.Json("ipns/records.json").GetProperty(name).EnumerateArray()];

    private static IpnsRecord Read(byte[] bytes)
    {
        Assert.Equal(IpnsStatus.Ok, IpnsRecord.TryRead(bytes, out var record));
        return record!;
    }

    private static IpnsFields Fields(JsonElement row)
    {
        var fields = row.GetProperty("fields");
        return new IpnsFields(fields.Text("value"), fields.Text("validity"), Number(fields, "sequence"), Number(fields, "ttlNs"))
        {
            Extra = row.Text("id") == "ed-extra-data" ? [new("_tearsheet", Node.Map(("site", "desk"), ("n", 3)))] : [],
        };
    }

    private static bool Says(IpnsFields fields, JsonElement row) =>
        fields.Value == row.Text("value") && fields.Validity == row.Text("validity")
        && fields.Sequence == Number(row, "sequence") && fields.TtlNanoseconds == Number(row, "ttlNs");

    private static ulong Number(JsonElement row, string name) => ulong.Parse(row.Text(name), CultureInfo.InvariantCulture);
}
