using System.Text.Json;
using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Reading.Captures.Warc;

namespace Tearsheet.Reading.Tests.Captures.Wacz;

/// <summary>The shared table of WACZ files: entries, description, hashes, pages, and how many records each WARC has.</summary>
public sealed class WaczCasesTests
{
    [Fact]
    public void Every_package_of_the_table_is_read_as_it_says()
    {
        foreach (var line in SharedData.Lines("warc", "wacz.jsonl"))
        {
            using var file = File.OpenRead(SharedData.File(["warc", .. line.GetProperty("file").GetString()!.Split('/')]));
            var wacz = WaczReader.Open(file);
            var description = wacz.Describe();

            Assert.Equal(
                line.GetProperty("entries").EnumerateArray().Select(entry =>
                    (entry.GetProperty("path").GetString()!, entry.GetProperty("bytes").GetInt64(), entry.GetProperty("stored").GetBoolean())),
                wacz.Entries.Select(entry => (entry.Name, entry.Length, entry.IsStored)));
            Assert.Equal(Text(line, "wacz_version"), description.Version);
            Assert.Equal(Text(line, "software"), description.Software);
            Assert.Equal(Text(line, "profile"), description.Profile);
            Assert.Equal(
                line.TryGetProperty("resources", out var resources) ? resources.EnumerateArray().Select(pair => $"{pair[0]} {pair[1]}") : [],
                description.Resources.Select(resource => $"{resource.Path} {Word(resource.Verdict)}"));
            Assert.Equal(
                line.GetProperty("warcs").EnumerateArray().Select(pair => $"{pair[0]} {pair[1]}"),
                wacz.Warcs.Select(warc => $"{warc.Name} {CountRecords(wacz, warc)}"));
            Assert.Equal(line.GetProperty("pages").GetInt32(), wacz.Pages()?.Count);
            if (description.Version is not null)
            {
                Assert.Equal(Text(line, "digest"), description.Digest is { } digest ? Word(digest) : null);
                Assert.Equal(line.TryGetProperty("signed", out var signed) && signed.GetBoolean(), description.IsSigned);
            }
        }
    }

    private static int CountRecords(WaczReader wacz, ZipEntry entry)
    {
        using var warc = wacz.Open(entry);
        using var reader = new WarcReader(warc, fault => Assert.Fail(fault.Message));
        var count = 0;
        while (reader.Next() is not null)
        {
            Assert.True(reader.ReadBlock().IsSound);
            count++;
        }

        return count;
    }

    private static string Word(ResourceVerdict verdict) => verdict switch
    {
        ResourceVerdict.Ok => "ok",
        ResourceVerdict.Mismatch => "mismatch",
        ResourceVerdict.Missing => "missing",
        _ => "unknown",
    };

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
}
