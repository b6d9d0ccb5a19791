using System.IO.Compression;
using System.Text;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Reading.Captures.Warc;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Tests.Captures.Warc;

/// <summary>Captures become records, and the records become the same exchanges again.</summary>
public sealed class CaptureRecordsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public void An_exchange_comes_back_as_it_was()
    {
        var page = Page("<p>Hello</p>");

        var records = Read(Write(new Capture(Address(), Noon, [page], 0)));
        var response = records.Single(record => record.Record.Is("response"));
        var request = records.Single(record => record.Record.Is("request"));
        var again = ArchivedExchange.Of(response.Record, response.Block.HttpHead, response.Payload, request.Block.HttpHead)!;

        Assert.Equal("192.0.2.1", again.Peer);
        Assert.Equal(page.Address, again.Address);
        Assert.Equal(page.Started, again.Started);
        Assert.Equal(page.Body.ToArray(), again.Body.ToArray());
        Assert.Equal(page.RequestHeaders, again.RequestHeaders);
        Assert.Equal(page.ResponseHeaders, again.ResponseHeaders);
        Assert.Equal(("GET", 200, "OK", "HTTP/1.1"), (again.Method, again.Status, again.Reason, again.HttpVersion));
    }

    [Fact]
    public void An_exchange_over_HTTP_2_stands_as_HTTP_1_1_and_comes_back_as_what_it_was()
    {
        var page = Page("<p>Hello</p>") with
        {
            HttpVersion = "HTTP/2", Reason = "", RequestHeaders = [new("user-agent", "Tearsheet")], ResponseHeaders = [new("content-type", "text/html")],
        };

        var bytes = Write(new Capture(Address(), Noon, [page], 0));
        var records = Read(bytes);
        var response = records.Single(record => record.Record.Is("response"));
        var request = records.Single(record => record.Record.Is("request"));
        var again = ArchivedExchange.Of(response.Record, response.Block.HttpHead, response.Payload, request.Block.HttpHead)!;

        Assert.Equal("HTTP/1.1 200 \r\ncontent-type: text/html\r\n\r\n", Encoding.Latin1.GetString(response.Block.HttpHead.Span));
        Assert.Equal("GET /1 HTTP/1.1\r\nHost: news.example\r\nuser-agent: Tearsheet\r\n\r\n", Encoding.Latin1.GetString(request.Block.HttpHead.Span));
        Assert.Equal(("h2", "h2"), (response.Record["WARC-Protocol"], request.Record["WARC-Protocol"]));
        Assert.Equal(("HTTP/2", ""), (again.HttpVersion, again.Reason));

        // What came back is written as it was: ids and bytes are the same, however often it goes round.
        Assert.Equal(bytes, Write(new Capture(Address(), Noon, [again with { Provenance = Provenance.Fetched, Peer = page.Peer }], 0)));
    }

    [Theory]
    [InlineData("h2", "HTTP/2")]
    [InlineData("h2,TLS_1_3,TLS_AES_128_GCM_SHA256", "HTTP/2")]
    [InlineData("http/1.1", "HTTP/1.1")]
    [InlineData("h3", "HTTP/3")]
    public void What_others_write_of_the_protocol_is_read(string protocol, string version)
    {
        using var target = new MemoryStream();
        using (var writer = new WarcWriter(target))
        {
            writer.Write(new WarcDraft
            {
                Type = "response",
                TargetUri = "https://news.example/1",
                Date = Noon,
                ContentType = "application/http;msgtype=response",
                Head = "HTTP/1.1 200 \r\n\r\n"u8.ToArray(),
                Fields = [new("WARC-Protocol", "tls/1.3"), new("WARC-Protocol", protocol)],
            });
        }

        var record = Assert.Single(Read(target.ToArray()));

        Assert.Equal(version, ArchivedExchange.Of(record.Record, record.Block.HttpHead, record.Payload, default)!.HttpVersion);
    }

    [Fact]
    public void A_record_that_is_read_again_at_its_place_is_checked_again()
    {
        var bytes = Write(new Capture(Address(), Noon, [Page("<p>One</p>"), Page("<p>Two</p>", "/2")], 0));
        var places = Read(bytes).Select(record => (record.Record.Offset, record.Block.MemberLength)).ToArray();
        using var file = new MemoryStream(bytes);
        using var reader = new WarcReader(file);
        foreach (var at in new[] { 3, 1, 2, 3 })
        {
            file.Position = places[at].Offset;
            reader.Restart();
            var record = reader.Next()!;
            var block = reader.ReadBlock(again: true);

            Assert.Equal((DigestVerdict.Ok, DigestVerdict.None, true), (block.Block, block.Payload, block.IsSound));
            Assert.Equal(at == 2 ? "request" : "response", record.Type);
        }

        // A byte that is another one now is found, whether the file is compressed or not.
        var plain = Unzipped(bytes);
        var story = plain.AsSpan().IndexOf("<p>One"u8);
        plain[story + 3] = (byte)'o';
        using var changed = new WarcReader(new MemoryStream(plain));
        changed.Next();
        changed.ReadBlock();
        changed.Next();
        Assert.Equal((DigestVerdict.Mismatch, false), (changed.ReadBlock(again: true) is var found ? found.Block : default, found.IsSound));

        static byte[] Unzipped(byte[] zipped)
        {
            using var target = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(zipped), CompressionMode.Decompress);
            gzip.CopyTo(target);
            return target.ToArray();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256:abc")]
    [InlineData("crc32:00000000")]
    public void Without_a_digest_of_the_block_that_can_be_compared_the_payload_s_is_made_again(string block)
    {
        var text = "WARC/1.1\r\nWARC-Type: resource\r\n" + (block.Length > 0 ? $"WARC-Block-Digest: {block}\r\n" : "")
            + "WARC-Payload-Digest: sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\nContent-Length: 2\r\n\r\nhi\r\n\r\n";
        using var reader = new WarcReader(new MemoryStream(Encoding.ASCII.GetBytes(text)));
        reader.Next();

        Assert.Equal(DigestVerdict.Mismatch, reader.ReadBlock(again: true).Payload);
    }

    [Fact]
    public void Each_record_is_sound_and_has_a_gzip_member_of_its_own()
    {
        var bytes = Write(new Capture(Address(), Noon, [Page("one"), Page("two", "/2")], 1));
        var records = Read(bytes);

        Assert.All(records, record => Assert.True(record.Block.IsSound));
        Assert.Equal(
            ["warcinfo", "response", "request", "response", "request", "metadata", "conversion"], records.Select(record => record.Record.Type));
        Assert.Equal(bytes.Length, records.Sum(record => record.Block.MemberLength));
        Assert.All(records.Skip(1), record => Assert.Equal(DigestVerdict.Ok, record.Block.Block));
    }

    [Fact]
    public void The_transfer_coding_is_left_out_and_a_false_length_corrected_and_the_metadata_say_so()
    {
        var page = Page("chunks") with
        {
            ResponseHeaders = [new("transfer-encoding", "chunked"), new("Content-Length", "99"), new("X-Odd", "1")],
        };

        var records = Read(Write(new Capture(Address(), Noon, [page], 0)));
        var response = records.Single(record => record.Record.Is("response"));
        var metadata = Encoding.UTF8.GetString(records.Single(record => record.Record.Is("metadata")).Payload);

        Assert.Equal("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nX-Odd: 1\r\n\r\n", Encoding.Latin1.GetString(response.Block.HttpHead.Span));
        Assert.Contains($"as-received: {response.Record.Id![1..^1]} transfer-encoding: chunked\r\n", metadata, StringComparison.Ordinal);
        Assert.Contains($"as-received: {response.Record.Id[1..^1]} Content-Length: 99\r\n", metadata, StringComparison.Ordinal);
    }

    [Fact]
    public void A_body_that_is_equal_to_one_before_becomes_a_revisit_of_it()
    {
        var records = Read(Write(new Capture(Address(), Noon, [Page("same"), Page("same", "/2")], 0)));
        var first = records.Single(record => record.Record.Is("response")).Record;
        var revisit = records.Single(record => record.Record.Is("revisit")).Record;

        Assert.Equal(first.Id, revisit["WARC-Refers-To"]);
        Assert.Equal(first.TargetUri, revisit["WARC-Refers-To-Target-URI"]);
        Assert.Equal(first["WARC-Date"], revisit["WARC-Refers-To-Date"]);
        Assert.Equal(first["WARC-Payload-Digest"], revisit["WARC-Payload-Digest"]);
    }

    [Fact]
    public void Empty_bodies_and_bodies_that_were_cut_are_no_revisits()
    {
        var cut = Page("same", "/3") with { Cut = true };
        var records = Read(Write(new Capture(Address(), Noon, [Page("same"), Page("", "/1"), Page("", "/2"), cut], 0)));

        Assert.DoesNotContain(records, record => record.Record.Is("revisit"));
        Assert.Equal("disconnect", records.Last(record => record.Record.Is("response")).Record["WARC-Truncated"]);
    }

    [Fact]
    public void A_saved_file_is_a_resource_for_nobody_saw_an_exchange()
    {
        var bytes = "<p>saved</p>"u8.ToArray();
        var page = new Exchange { Provenance = Provenance.SavedFile, Started = Noon, Ended = Noon, Body = bytes };

        var records = Read(Write(new Capture(LinkAddress.ForSavedPage(bytes), Noon, [page], 0)));
        var resource = records.Single(record => record.Record.Is("resource"));

        Assert.StartsWith("urn:sha256:", resource.Record.TargetUri, StringComparison.Ordinal);
        Assert.Equal("text/html", resource.Record.ContentType);
        Assert.Equal(bytes, resource.Payload);
        Assert.DoesNotContain(records, record => record.Record.IsHttp);
    }

    [Fact]
    public void What_a_page_sent_cannot_write_fields_or_headers_of_its_own()
    {
        var page = Page("x") with
        {
            Reason = "OK\r\nSet-Cookie: a=b",
            ResponseHeaders = [new("X-A", "a\r\nX-B: b"), new("X-\nC", "c")],
        };

        var response = Read(Write(new Capture(Address(), Noon, [page], 0), "title\r\nWARC-Type: x")).Single(record => record.Record.Is("response"));

        Assert.Equal(
            "HTTP/1.1 200 OK  Set-Cookie: a=b\r\nX-A: a  X-B: b\r\nX- C: c\r\n\r\n", Encoding.Latin1.GetString(response.Block.HttpHead.Span));
    }

    [Fact]
    public void The_same_captures_give_the_same_bytes()
    {
        var capture = new Capture(Address(), Noon, [Page("one"), Page("two", "/2")], 0);

        Assert.Equal(Write(capture), Write(capture));
        Assert.Equal(Package(capture), Package(capture));
    }

    [Fact]
    public void No_two_records_have_the_same_id()
    {
        var records = Read(Write(new Capture(Address(), Noon, [Page("same"), Page("same"), Page("same")], 0)));

        Assert.Distinct(records.Select(record => record.Record.Id));
    }

    [Fact]
    public void A_package_says_where_its_records_are_and_its_hashes_agree()
    {
        var bytes = Package(new Capture(Address(), Noon, [Page("one"), Page("two", "/2?b=%20"), Page("one", "/3")], 0));
        var wacz = WaczReader.Open(new MemoryStream(bytes));
        var description = wacz.Describe();

        Assert.All(description.Resources, resource => Assert.Equal(ResourceVerdict.Ok, resource.Verdict));
        Assert.Equal(ResourceVerdict.Ok, description.Digest);
        Assert.True(description.IsSigned);
        Assert.All(wacz.Entries, entry => Assert.True(entry.IsStored));
        Assert.Equal([new PageLine("https://news.example/1", Noon)], wacz.Pages());

        // Every other program's ZIP reader must agree.
        using var zip = new ZipArchive(new MemoryStream(bytes));
        Assert.Equal(wacz.Entries.Select(entry => entry.Name), zip.Entries.Select(entry => entry.FullName));
        using var index = new StreamReader(zip.GetEntry("indexes/index.cdx")!.Open());
        var lines = index.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(lines.Order(StringComparer.Ordinal), lines);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("example,news)/1 20261124120000 {\"url\":\"https://news.example/1\",\"mime\":\"text/html\",\"status\":\"200\",", lines[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://www.Example.org:8080/A?b=C", "org,example:8080)/a?b=c")]
    [InlineData("http://www2.example.org/", "org,example)/")]
    [InlineData("https://wwwx.example.org/", "org,example,wwwx)/")]
    [InlineData("https://192.0.2.7/x", "192.0.2.7)/x")]
    [InlineData("urn:sha256:AB", "urn:sha256:ab")]
    public void The_index_is_sorted_by_hosts_turned_round(string uri, string key) => Assert.Equal(key, Surt.Of(uri));

    internal static LinkAddress Address()
    {
        LinkAddress.TryParse("https://news.example/1", out var address);
        return address!;
    }

    internal static Exchange Page(string body, string path = "/1") => new()
    {
        Provenance = Provenance.Fetched,
        Address = new Uri("https://news.example" + path),
        Method = "GET",
        RequestHeaders = [new("Host", "news.example"), new("User-Agent", "Tearsheet")],
        Status = 200,
        Reason = "OK",
        HttpVersion = "HTTP/1.1",
        ResponseHeaders = [new("Content-Type", "text/html; charset=utf-8"), new("X-Ümlaut", "ä")],
        Peer = "192.0.2.1:443",
        Started = Noon,
        Ended = Noon.AddSeconds(1),
        Body = Encoding.UTF8.GetBytes(body),
    };

    internal static byte[] Write(Capture capture, string title = "Title")
    {
        using var target = new MemoryStream();
        using var writer = new WarcWriter(target);
        new CaptureRecords(writer, About(title)).Write(capture, Notes());
        return target.ToArray();
    }

    internal static List<(WarcRecord Record, WarcBlock Block, byte[] Payload)> Read(byte[] bytes)
    {
        var records = new List<(WarcRecord, WarcBlock, byte[])>();
        using var reader = new WarcReader(new MemoryStream(bytes), fault => Assert.Fail(fault.Message));
        while (reader.Next() is { } record)
        {
            using var payload = new MemoryStream();
            records.Add((record, reader.ReadBlock(bytes => payload.Write(bytes)), payload.ToArray()));
        }

        return records;
    }

    private static byte[] Package(Capture capture)
    {
        using var target = new MemoryStream();
        using var writer = new WaczWriter(target, About("Title"));
        writer.Write(capture, Notes());
        writer.Finish(hash => new WaczSignature(new byte[44], Encoding.UTF8.GetBytes(hash)));
        return target.ToArray();
    }

    private static WarcAbout About(string title) => new("Tearsheet test", Noon, title, "everything");

    private static CaptureNotes Notes() => new("bafytest", [new HeaderPair("title", "One")], "One", "The text.\n");
}
