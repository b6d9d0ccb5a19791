using System.IO.Compression;
using System.Text;
using CsCheck;
using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Reading.Captures.Warc;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Captures.Warc;

/// <summary>What holds for all records, and for all bytes.</summary>
public sealed class WarcPropertyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<WarcDraft> Draft =
        from type in Pick("response", "resource", "metadata", "conversion", "request", "x-odd")
        from uri in Gen.String[1, 40]
        from http in Gen.Bool
        from body in Gen.Byte.Array[0, 5000]
        from value in Gen.String[0, 20]
        select new WarcDraft
        {
            Type = type,
            TargetUri = uri,
            Date = Noon,
            ContentType = http ? "application/http;msgtype=response" : "text/plain",
            Head = http ? "HTTP/1.1 200 OK\r\nX: y\r\n\r\n"u8.ToArray() : default,
            Payload = body,
            PayloadDigest = WarcWriter.DigestOf(body),
            Fields = [new HeaderPair("X-Value", value)],
        };

    // A text that is likely to be a record in part.
    private static readonly Gen<byte[]> Nearly = Gen.OneOf(
        Gen.Byte.Array[0, 60],
        Pick(
            "WARC/1.1\r\n", "WARC/1.0\n", "WARC/", "\r\n\r\n", "\n\n", "\r\n", "Content-Length: 5\r\n", "Content-Length: 99999999999999999\r\n", "Content-Length: -1\r\n",
            "WARC-Type: response\r\n", "Content-Type: application/http\r\n", "HTTP/1.1 200 OK\r\n", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n", "\u001f\u008b\u0008\0", "FFFFFFFFFFFFFFFF\r\n",
            "WARC-Payload-Digest: sha1:AAAA\r\n", "WARC-Block-Digest: md5:\r\n", "PK\u0003\u0004", "PK\u0005\u0006").Select(Encoding.Latin1.GetBytes))
        .Array[0, 30].Select(parts => parts.SelectMany(part => part).ToArray());

    [Fact]
    public void What_is_written_is_read_again_byte_for_byte() => Draft.Array[1, 8].Sample(drafts =>
    {
        var records = CaptureRecordsTests.Read(Write(drafts));

        Assert.Equal(drafts.Length, records.Count);
        foreach (var (draft, (record, block, payload)) in drafts.Zip(records))
        {
            Assert.Equal(draft.Type, record.Type);
            Assert.Equal(Noon, record.Date);
            Assert.True(block.IsSound);
            Assert.Equal(DigestVerdict.Ok, block.Block);
            Assert.Equal(draft.Head.Length + draft.Payload.Length, block.Length);
            Assert.Equal(draft.Head.ToArray(), block.HttpHead.ToArray());
            Assert.Equal(draft.Payload.ToArray(), payload);
        }
    }, iter: 300);

    [Fact]
    public void No_bytes_make_the_reader_throw_or_go_round_for_ever() => Gen.OneOf(Nearly, Nearly.Select(Zip)).Sample(bytes =>
    {
        var faults = 0;
        using var reader = new WarcReader(new MemoryStream(bytes), fault =>
        {
            Assert.InRange(fault.Offset, 0, bytes.Length);
            faults++;
        });
        var records = 0;
        while (reader.Next() is not null)
        {
            reader.ReadBlock();
            records++;
        }

        Assert.InRange(records + faults, 0, (2 * bytes.Length) + 2);
        Assert.True(bytes.All(one => one is (byte)'\r' or (byte)'\n') || bytes[0] == 0x1F || records + faults > 0);
    }, iter: 4000);

    [Fact]
    public void A_package_out_of_any_bytes_is_read_or_refused_in_words() => Gen.OneOf(Nearly, Package().SelectMany(Bent)).Sample(bytes =>
    {
        try
        {
            var wacz = WaczReader.Open(new MemoryStream(bytes));
            wacz.Describe();
            wacz.Pages();
            foreach (var warc in wacz.Warcs)
            {
                using var stream = wacz.Open(warc);
                using var reader = new WarcReader(stream, _ => { });
                while (reader.Next() is not null)
                {
                }
            }
        }
        catch (InvalidDataException fault)
        {
            Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
        }
    }, iter: 1000);

    [Fact]
    public void A_flipped_bit_is_found_or_changes_nothing() => Draft.Array[1, 4].Select(Gen.Int[0, int.MaxValue], Gen.Int[0, 7]).Sample((drafts, place, bit) =>
    {
        var bytes = Write(drafts);
        var at = place % bytes.Length;
        bytes[at] ^= (byte)(1 << bit);

        var faults = 0;
        var read = 0;
        var sound = true;
        using var reader = new WarcReader(new MemoryStream(bytes), _ => faults++);
        while (reader.Next() is not null)
        {
            sound &= reader.ReadBlock().IsSound;
            read++;
        }

        // Some bits say nothing of the record: those of a gzip header (its time, its level, its system), and those that fill the last byte of what is deflated.
        Assert.True(faults > 0 || !sound || read < drafts.Length || Contents(bytes).SequenceEqual(Contents(Write(drafts)), StringComparer.Ordinal));
    }, iter: 600);

    [Fact]
    public void One_damaged_record_takes_no_other_with_it() => Draft.Array[3, 6].Select(Gen.Int[0, int.MaxValue]).Sample((drafts, place) =>
    {
        using var target = new MemoryStream();
        using var writer = new WarcWriter(target);
        var places = drafts.Select((draft, number) => writer.Write(draft with { Seed = number.ToString(System.Globalization.CultureInfo.InvariantCulture) })).ToArray();
        var bytes = target.ToArray();
        var hit = places[1];

        // Behind the header of the second member, and not in its trailer.
        var at = hit.Offset + 30 + (place % (hit.Length - 40));
        bytes[at] ^= 0x55;

        var sound = new List<string?>();
        using var reader = new WarcReader(new MemoryStream(bytes), _ => { });
        while (reader.Next() is { } record)
        {
            if (reader.ReadBlock().IsSound)
            {
                sound.Add(record.Id);
            }
        }

        // The damage may lie behind the record's last byte, and then its digest agrees all the same.
        var others = places.Where(written => written != hit).Select(written => written.Id).ToArray();
        Assert.Equal(others, sound.Where(id => others.Contains(id)));
    }, iter: 300);

    [Fact]
    public void A_record_that_claims_everything_costs_no_memory()
    {
        var bytes = Encoding.ASCII.GetBytes("WARC/1.1\r\nWARC-Type: resource\r\nContent-Length: 9223372036854775807\r\n\r\nshort");
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var reader = new WarcReader(new MemoryStream(bytes), _ => { });
        reader.Next();

        Assert.Equal(5, reader.ReadBlock().Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("/x")]
    [InlineData("a/../../x")]
    [InlineData("a\\x")]
    [InlineData("C:/x")]
    public void A_path_that_leads_out_of_the_package_is_refused(string name)
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry(name);
        }

        Assert.Contains(name, Assert.Throws<InvalidDataException>(() => WaczReader.Open(zip)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_gives_no_more_than_its_directory_promises()
    {
        using var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = archive.CreateEntry("datapackage.json").Open();
            entry.Write(new byte[1 << 20]);
        }

        // The directory's entry claims a hundred bytes of the million.
        var bytes = zip.ToArray();
        var directory = bytes.AsSpan().LastIndexOf("PK\x01\x02"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(directory + 24), 100);
        var wacz = WaczReader.Open(new MemoryStream(bytes));
        using var all = new MemoryStream();
        using var stream = wacz.Open(wacz.Entries[0]);
        stream.CopyTo(all);

        Assert.Equal(100, all.Length);
    }

    private static Gen<string> Pick(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(number => texts[number]);

    /// <summary>All that a reader gets of a file.</summary>
    private static List<string> Contents(byte[] bytes)
    {
        var contents = new List<string>();
        using var reader = new WarcReader(new MemoryStream(bytes), _ => { });
        while (reader.Next() is { } record)
        {
            using var payload = new MemoryStream();
            var block = reader.ReadBlock(payload.Write);
            contents.Add(string.Join('\n', record.Fields) + Convert.ToHexString(block.HttpHead.Span) + Convert.ToHexString(payload.ToArray()));
        }

        return contents;
    }

    private static byte[] Write(WarcDraft[] drafts)
    {
        using var target = new MemoryStream();
        using var writer = new WarcWriter(target);
        foreach (var draft in drafts)
        {
            writer.Write(draft);
        }

        return target.ToArray();
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return target.ToArray();
    }

    private static Gen<byte[]> Package()
    {
        using var target = new MemoryStream();
        using var writer = new WaczWriter(target, new WarcAbout("test", Noon, "Title", "everything"));
        writer.Finish(sign: null);
        return Gen.Const(target.ToArray());
    }

    private static Gen<byte[]> Bent(byte[] bytes) =>
        Gen.Select(Gen.Int[0, bytes.Length - 1], Gen.Byte, Gen.Int[0, bytes.Length]).Array[1, 4].Select(bends =>
        {
            var bent = bytes.ToArray();
            foreach (var (at, value, length) in bends)
            {
                if (at < bent.Length)
                {
                    bent[at] = value;
                    bent = length % 7 == 0 ? bent[..Math.Min(length, bent.Length)] : bent;
                }
            }

            return bent;
        });
}
