using System.IO.Compression;
using System.Net;
using System.Text;

namespace Tearsheet.Gateway.Tests;

public sealed class BlockGatewayTests
{
    private static readonly (string, string)[] Pages =
    [
        ("index.html", "<!doctype html><title>Front</title>" + LongText),
        ("about/index.html", "<!doctype html><title>About</title>"),
        ("404.html", "<!doctype html><title>Not here</title>"),
        ("style.css", "body { margin: 0 }"),
        ("rss.xml", "<?xml version=\"1.0\"?><rss version=\"2.0\"></rss>"),
        ("100%25 true.txt", "a name with a percent sign in it"),
        ("ünïcode/ö.json", "{}"),
    ];

    private const string LongText = "<p>The same words again and again. The same words again and again. The same words again and again.</p>";

    [Fact]
    public async Task A_folder_answers_with_its_index_page_typed_tagged_and_locked_down()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync("/about/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        var folder = answer.Headers.GetValues("X-Ipfs-Roots").Single().Split(',')[^1];
        Assert.Equal($"\"{folder}\"", answer.Headers.ETag!.Tag);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; style-src 'self' 'sha256-abc='", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-inline", policy, StringComparison.Ordinal);
        Assert.StartsWith(site.Root.Cid.ToString(), answer.Headers.GetValues("X-Ipfs-Roots").Single(), StringComparison.Ordinal);
        Assert.Contains("About", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/style.css", "text/css; charset=utf-8")]
    [InlineData("/rss.xml", "application/rss+xml; charset=utf-8")]
    [InlineData("/%C3%BCn%C3%AFcode/%C3%B6.json", "application/json")]
    public async Task A_file_has_its_own_type(string path, string type)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task A_percent_sign_in_a_name_is_decoded_exactly_once()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var once = await site.GetAsync("/100%2525%20true.txt");
        using var twice = await site.GetAsync("/100%25%20true.txt");

        Assert.Equal(HttpStatusCode.OK, once.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, twice.StatusCode);
    }

    [Theory]
    [InlineData("/about", "/about/")]
    [InlineData("/about?page=2", "/about/?page=2")]
    [InlineData("//about", "/about/")]
    public async Task A_folder_without_its_slash_is_redirected_and_never_to_another_host(string path, string location)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync(path);

        Assert.Equal(HttpStatusCode.MovedPermanently, answer.StatusCode);
        Assert.Equal(location, answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/nowhere/at/all/")]
    [InlineData("/style.css/")]
    [InlineData("/../style.css")]
    [InlineData("/%2e%2e/style.css")]
    [InlineData("/about%2Findex.html")]
    public async Task A_missing_path_gets_the_sites_own_page_with_404(string path)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Null(answer.Headers.ETag);
        Assert.Contains("Not here", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/%zz")]
    [InlineData("/%")]
    [InlineData("/%ff%fe")]
    [InlineData("/a%00b")]
    public async Task An_escape_that_is_no_text_is_a_bad_request(string path)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Only_reading_is_allowed()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.SendAsync(HttpMethod.Post, "/");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task Head_says_what_get_would_and_sends_nothing()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var get = await site.GetAsync("/");
        using var head = await site.SendAsync(HttpMethod.Head, "/");

        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Headers.ETag, head.Headers.ETag);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("W/{0}")]
    [InlineData("\"other\", {0}")]
    [InlineData("*")]
    public async Task Who_has_the_page_already_is_told_so(string known)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var tag = $"\"{site.Files["style.css"].Cid}\"";
        using var answer = await site.GetAsync("/style.css", ("If-None-Match", known.Replace("{0}", tag, StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Equal(tag, answer.Headers.ETag!.Tag);
    }

    [Theory]
    [InlineData("gzip", "gzip", ".gzip\"")]
    [InlineData("gzip, br", "br", ".br\"")]
    [InlineData("br;q=0, gzip", "gzip", ".gzip\"")]
    [InlineData("br;q=0.5, gzip;q=0.8", "gzip", ".gzip\"")]
    [InlineData("*", "br", ".br\"")]
    public async Task A_coded_page_is_the_same_page_under_another_tag(string accept, string coding, string tagEnd)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var plain = await site.GetAsync("/");
        for (var round = 0; round < 2; round++)
        {
            using var coded = await site.GetAsync("/", ("Accept-Encoding", accept));
            Assert.Equal([coding], coded.Content.Headers.ContentEncoding);
            Assert.Equal("Accept-Encoding", coded.Headers.Vary.Single());
            Assert.EndsWith(tagEnd, coded.Headers.ETag!.Tag, StringComparison.Ordinal);
            Assert.True(coded.Content.Headers.ContentLength < plain.Content.Headers.ContentLength);

            var bytes = await coded.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await using Stream inflated = coding == "br"
                ? new BrotliStream(bytes, CompressionMode.Decompress)
                : new GZipStream(bytes, CompressionMode.Decompress);
            using var text = new StreamReader(inflated);
            Assert.Equal(
                await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
                await text.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("bytes=0-3", 206, "bytes 0-3/18", "body")]
    [InlineData("bytes=5-", 206, "bytes 5-17/18", "{ margin: 0 }")]
    [InlineData("bytes=-1", 206, "bytes 17-17/18", "}")]
    [InlineData("bytes=10-999", 206, "bytes 10-17/18", "gin: 0 }")]
    [InlineData("bytes=0-1,4-5", 206, "bytes 0-1/18", "bo")]
    [InlineData("bytes=nonsense", 200, null, "body { margin: 0 }")]
    [InlineData("lines=1-2", 200, null, "body { margin: 0 }")]
    [InlineData("bytes=18-", 416, "bytes */18", "")]
    [InlineData("bytes=-0", 416, "bytes */18", "")]
    public async Task A_part_is_sent_when_one_is_asked_for(string range, int status, string? contentRange, string body)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync("/style.css", ("Range", range), ("Accept-Encoding", "br"));

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(contentRange, answer.Content.Headers.ContentRange?.ToString());
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_part_of_what_has_changed_since_is_the_whole()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var same = await site.GetAsync("/style.css", ("Range", "bytes=0-3"), ("If-Range", $"\"{site.Files["style.css"].Cid}\""));
        using var other = await site.GetAsync("/style.css", ("Range", "bytes=0-3"), ("If-Range", "\"another\""));

        Assert.Equal(HttpStatusCode.PartialContent, same.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_large_file_is_streamed_whole_and_in_parts()
    {
        var large = new byte[5_000_001];
        new Random(1).NextBytes(large);
        await using var site = await SmallSite.StartAsync(new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["large.bin"] = large });
        using var whole = await site.GetAsync("/large.bin");
        using var part = await site.GetAsync("/large.bin", ("Range", "bytes=1048570-3000000"));

        Assert.Equal(large, await whole.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(large[1048570..3000001], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_tombstone_is_shown_with_410_and_has_no_tag_to_be_kept_by()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        site.StatusOverride = StatusCodesGone;
        using var answer = await site.GetAsync("/about/");

        Assert.Equal(HttpStatusCode.Gone, answer.StatusCode);
        Assert.Null(answer.Headers.ETag);
        Assert.Contains("About", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_tree_stands_under_its_cid_for_ever()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var path = $"/ipfs/{site.Root.Cid}";
        using var bare = await site.GetAsync(path);
        using var page = await site.GetAsync(path + "/about/");
        using var file = await site.GetAsync($"/ipfs/{site.Files["style.css"].Cid}");

        Assert.Equal(path + "/", bare.Headers.Location!.OriginalString);
        Assert.Equal("public, max-age=29030400, immutable", page.Headers.GetValues("Cache-Control").Single());
        Assert.Equal(path + "/about/", page.Headers.GetValues("X-Ipfs-Path").Single());
        Assert.Equal(2, page.Headers.GetValues("X-Ipfs-Roots").Single().Split(',').Length);
        Assert.Equal("text/plain; charset=utf-8", file.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("/ipfs/", 400)]
    [InlineData("/ipfs/hello/", 400)]
    [InlineData("/ipfs/bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy", 404)]
    public async Task What_is_no_cid_or_not_held_is_said_in_words(string path, int status)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync(path);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_was_withdrawn_is_gone_although_it_was_in_memory()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var path = $"/ipfs/{site.Root.Cid}/style.css";
        using var before = await site.GetAsync(path);
        site.Withdraw(site.Files["style.css"].Cid);
        using var after = await site.GetAsync(path);
        using var block = await site.GetAsync($"/ipfs/{site.Files["style.css"].Cid}");

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, after.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, block.StatusCode);
    }

    [Fact]
    public async Task A_block_whose_bytes_are_others_is_never_given_out()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        site.Spoil(site.Files["style.css"].Cid);
        using var answer = await site.GetAsync("/style.css");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Fact]
    public async Task A_page_in_memory_asks_the_source_for_nothing()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        (await site.GetAsync("/about/")).Dispose();
        var asked = site.Asked;
        (await site.GetAsync("/about/")).Dispose();

        Assert.Equal(asked, site.Asked);
    }

    [Fact]
    public async Task Random_paths_never_break_anything()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var random = new Random(7);
        const string Alphabet = "/%.2eEfF ~ab0?";
        for (var round = 0; round < 300; round++)
        {
            var path = new StringBuilder(random.Next(2) == 0 ? "/" : "/ipfs/");
            for (var length = random.Next(30); length > 0; length--)
            {
                path.Append(Alphabet[random.Next(Alphabet.Length)]);
            }

            using var answer = await site.GetAsync(path.ToString().Replace(" ", "%20", StringComparison.Ordinal));
            Assert.InRange((int)answer.StatusCode, 200, 422);
        }
    }

    private const int StatusCodesGone = 410;
}
