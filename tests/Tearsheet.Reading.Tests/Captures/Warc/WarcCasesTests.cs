using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Captures.Warc;

namespace Tearsheet.Reading.Tests.Captures.Warc;

/// <summary>The shared table of WARC files: what a reader must find in each.</summary>
public sealed class WarcCasesTests
{
    /// <summary>Where this reader says something else than the table, and why.</summary>
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["warc:warcio/example-bad.warc.gz.bad 0 clen"] = "a reader that goes through the file once cannot know the member's end before the records within",
        ["warc:own/whole-file.warc.gz 0 clen"] = "as above",
    };

    [Fact]
    public void Every_file_of_the_table_is_read_as_it_says()
    {
        var wrong = new List<string>();
        foreach (var line in SharedData.Lines("warc", "records.jsonl"))
        {
            var id = line.GetProperty("id").GetString()!;
            wrong.AddRange(Compare(id, line).Where(difference => !Exceptions.Keys.Any(key => difference.StartsWith(key, StringComparison.Ordinal))));
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<string> Compare(string id, JsonElement line)
    {
        var found = Read(SharedData.File(["warc", .. line.GetProperty("file").GetString()!.Split('/')]));
        var expected = line.GetProperty("records").EnumerateArray().ToArray();
        var count = line.GetProperty("record_count").GetInt32();

        // The table stops at its first error; here reading goes on, so that there may be more.
        var error = Text(line, "error");
        if (error is null ? found.Records.Count != count : found.Records.Count < count)
        {
            yield return $"{id} count: {found.Records.Count} for {count}";
            yield break;
        }

        if (KindOf(error) is { } kind && !found.Faults.Any(fault => fault.Kind == kind))
        {
            yield return $"{id} error: {error}, and here {string.Join(", ", found.Faults)}";
        }

        if (KindOf(Text(line, "remark")) is { } remarked && !found.Faults.Any(fault => fault.Kind == remarked))
        {
            yield return $"{id} remark: {Text(line, "remark")}, and here {string.Join(", ", found.Faults)}";
        }

        if (error is null && Text(line, "remark") is null && Text(line, "check") is null && found.Faults.Count > 0)
        {
            yield return $"{id} has no error, and here {string.Join(", ", found.Faults)}";
        }

        for (var number = 0; number < expected.Length; number++)
        {
            foreach (var field in expected[number].EnumerateObject())
            {
                var here = Of(found.Records[number], field.Name);
                var there = field.Value.ValueKind == JsonValueKind.Null ? null : field.Value.ToString();
                if (field.Name == "length" && found.Records[number].Record.Length is null)
                {
                    // What it claims is not believed, and its wording not kept.
                    continue;
                }

                if (here != there)
                {
                    yield return $"{id} {number} {field.Name}: {here} for {there}";
                }
            }
        }
    }

    private static WarcFaultKind? KindOf(string? error) => error switch
    {
        null => null,
        "bad Content-Length" => WarcFaultKind.BadLength,
        "record not followed by two line ends" => WarcFaultKind.NoRecordEnd,
        "truncated gzip member" => WarcFaultKind.TruncatedMember,
        "block shorter than Content-Length" => WarcFaultKind.ShortBlock,
        "trailing bytes after last member" => WarcFaultKind.NotGzip,
        "one gzip member for several records" => WarcFaultKind.SharedMember,
        _ when error.StartsWith("no WARC version line", StringComparison.Ordinal) => WarcFaultKind.NotARecord,
        _ => WarcFaultKind.DamagedMember,
    };

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string? Of(Found found, string field)
    {
        var (record, block) = (found.Record, found.Block);
        return field switch
        {
            "offset" => Number(record.Offset),
            "version" => record.Version,
            "type" => record.Type,
            "uri" => record.TargetUri,
            "date" => record["WARC-Date"],
            "content_type" => record.ContentType,
            "length" => Number(record.Length),
            "id" => record.Id,
            "block_digest" => record["WARC-Block-Digest"],
            "payload_digest" => record["WARC-Payload-Digest"],
            "block_check" => Word(block.Block),
            "payload_check" => Word(block.Payload),
            "http" => Encoding.Latin1.GetString(block.HttpHead.Span).Split('\r', '\n')[0],
            "chunked" => block.Chunks == ChunkVerdict.Ok ? "ok" : block.Chunks == ChunkVerdict.Mismatch ? "bad" : null,
            "payload_length" => Number(block.PayloadLength),
            "payload_sha1" => "sha1:" + found.PayloadSha1,
            "clen" => Number(block.MemberLength),
            "short" => Number(block.Length),
            _ => record[field],
        };
    }

    private static string? Number(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    private static string? Word(DigestVerdict verdict) => verdict switch
    {
        DigestVerdict.None => null,
        DigestVerdict.Ok => "ok",
        DigestVerdict.Mismatch => "mismatch",
        _ => "unknown",
    };

    [SuppressMessage("Security", "CA5350", Justification = "The table has SHA-1 of each payload.")]
    private static (List<Found> Records, List<WarcFault> Faults) Read(string path)
    {
        var faults = new List<WarcFault>();
        var records = new List<Found>();
        using var file = File.OpenRead(path);
        using var reader = new WarcReader(file, faults.Add);
        while (reader.Next() is { } record)
        {
            using var payload = new MemoryStream();
            var block = reader.ReadBlock(bytes => payload.Write(bytes));
            var body = block.Chunks == ChunkVerdict.Ok && ChunkedBody.TryDecode(payload.ToArray(), out var decoded) ? decoded : payload.ToArray();
            Assert.Equal(block.PayloadLength, body.Length);
            records.Add(new Found(record, block, WarcDigest.Base32(SHA1.HashData(body))));
        }

        return (records, faults);
    }

    private sealed record Found(WarcRecord Record, WarcBlock Block, string PayloadSha1);
}
