using System.Net;
using System.Net.Http.Headers;
using Tearsheet.Ipld.Ipns;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class NameTests(NewsServer news) : IClassFixture<NewsServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_key_is_exported_lost_and_put_back()
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(desk.Beside("pass"), "a harbour light\n", Token);
        await File.WriteAllTextAsync(desk.Beside("wrong"), "a harbour\n", Token);
        var name = (await desk.RunAsync("name", "export", desk.Beside("site.pem"), "--passphrase-file", desk.Beside("pass"), "--json")).Ends(0)
            .Json.GetProperty("name").GetString();
        Assert.StartsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----", await File.ReadAllTextAsync(desk.Beside("site.pem"), Token), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(desk.Beside("site.pem")));
        (await desk.RunAsync("name", "export", desk.Beside("site.pem"), "--format", "protobuf")).Ends(1);
        (await desk.RunAsync("name", "export", desk.Beside("site.key"), "--format", "protobuf")).Ends(0);
        Assert.Equal(68, new FileInfo(desk.Beside("site.key")).Length);

        var keyFile = Path.Combine(desk.Folder, "keys", "site.key");
        var key = await File.ReadAllTextAsync(keyFile, Token);
        foreach (var (file, pass) in ((string, string)[])[("site.pem", "pass"), ("site.key", "pass")])
        {
            File.Delete(keyFile);
            (await desk.RunAsync("name", "import", desk.Beside(file), "--passphrase-file", desk.Beside("wrong"))).Ends(file == "site.pem" ? 1 : 0);
            Assert.Equal(name, (await desk.RunAsync("name", "import", desk.Beside(file), "--passphrase-file", desk.Beside(pass), "--json")).Ends(0).Json.GetProperty("name").GetString());
            Assert.Equal(key, await File.ReadAllTextAsync(keyFile, Token));
        }

        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        using var other = await TempDesk.MadeAsync("--language", "de");
        Assert.Contains("the log expects", (await other.RunAsync("name", "import", desk.Beside("site.key"))).Ends(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_succession_the_old_name_leads_to_the_new_one_and_mirrors_follow()
    {
        using var desk = await TempDesk.MadeAsync("--address", "https://links.example.org/");
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        (await desk.RunAsync("edition")).Ends(0);
        var old = (await desk.RunAsync("name", "show", "--json")).Ends(0).Json.GetProperty("name").GetString()!;
        var next = (await desk.RunAsync("name", "succeed", "--json")).Ends(0).Json;
        var name = next.GetProperty("name").GetString()!;
        Assert.NotEqual(old, name);
        Assert.Contains(name, next.GetProperty("dnsLink").GetString(), StringComparison.Ordinal);
        (await desk.RunAsync("edition")).Ends(0);
        (await desk.RunAsync("verify")).Ends(0);
        await using var serving = await desk.ServeAsync();
        Assert.Contains("Light number 1 stays on", await serving.Http.GetStringAsync($"/ipns/{old}/", Token), StringComparison.Ordinal);
        Assert.Equal(4, (await desk.RunAsync("name", "succeed")).ExitCode);
        using var copy = TempDesk.Empty();
        (await copy.RunAsync("mirror", old, "--from", serving.Address.ToString())).Ends(0);
    }

    [Fact]
    public async Task A_record_is_put_without_the_key_and_older_or_foreign_ones_are_refused()
    {
        using var desk = await TempDesk.MadeAsync("--address", "https://links.example.org/");
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        var name = (await desk.RunAsync("name", "sign", "--json")).Ends(0).Json.GetProperty("name").GetString()!;
        (await desk.RunAsync("name", "record", desk.Beside("record"))).Ends(0);
        await using var serving = await desk.ServeAsync();
        var put = await Tool.RunAsync("name", "put", name, desk.Beside("record"), "--to", serving.Address.ToString());
        Assert.Contains("put to", put.Ends(0).Output, StringComparison.Ordinal);

        // Whoever asks the site itself learns who has a block, and where the name leads.
        using var found = await serving.Http.GetAsync($"/routing/v1/ipns/{name}", Token);
        Assert.Equal(IpnsRecord.MediaType, found.Content.Headers.ContentType!.MediaType);
        Assert.Equal(await File.ReadAllBytesAsync(desk.Beside("record"), Token), await found.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(TimeSpan.FromMinutes(5), found.Headers.CacheControl!.MaxAge);
        var providers = await serving.Http.GetStringAsync($"/routing/v1/providers/{root}", Token);
        Assert.StartsWith("{\"Providers\":[{\"Schema\":\"peer\",\"ID\":\"12D3Koo", providers, StringComparison.Ordinal);
        Assert.EndsWith(
            "\"Addrs\":[\"/dns/links.example.org/tcp/443/tls/http\"],\"Protocols\":[\"transport-ipfs-gateway-http\"]}]}", providers, StringComparison.Ordinal);
        Assert.Equal("{\"Providers\":[]}", await serving.Http.GetStringAsync("/routing/v1/providers/bafkreibnoelefnzgwbcacyt4vh52ymxvzbjq7mmqhtcnwarfq4lzegsiqe", Token));
        Assert.Equal("{\"Providers\":[]}", await serving.Http.GetStringAsync($"/routing/v1/providers/{root}?filter-protocols=transport-bitswap", Token));
        using var lines = new HttpRequestMessage(HttpMethod.Get, $"/routing/v1/providers/{root}") { Headers = { { "Accept", "application/x-ndjson" } } };
        using var streamed = await serving.Http.SendAsync(lines, Token);
        Assert.Equal("application/x-ndjson", streamed.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("}\n", await streamed.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        // The probe path, and requests that are none.
        Assert.Equal(HttpStatusCode.OK, (await serving.Http.GetAsync("/ipfs/bafkqaaa", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await serving.Http.GetAsync("/routing/v1/providers/none", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await serving.Http.GetAsync("/routing/v1/ipns/k51qzi5uqu5dkgh2g5lihhm0gxpjr1gvw66nsigblgndwmyd91a83yj7lid8n3", Token)).StatusCode);
        var record = await File.ReadAllBytesAsync(desk.Beside("record"), Token);
        Assert.Equal(HttpStatusCode.Forbidden, await PutAsync("k51qzi5uqu5dkgh2g5lihhm0gxpjr1gvw66nsigblgndwmyd91a83yj7lid8n3", record));
        record[^1] ^= 1;
        Assert.Equal(HttpStatusCode.BadRequest, await PutAsync(name, record));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PutAsync(name, new byte[20_000]));
        await File.WriteAllBytesAsync(desk.Beside("broken"), record, Token);
        (await Tool.RunAsync("name", "put", name, desk.Beside("broken"), "--to", serving.Address.ToString())).Ends(1);
        (await Tool.RunAsync("name", "put", name, desk.Beside("record"))).Ends(2);

        async Task<HttpStatusCode> PutAsync(string of, byte[] bytes)
        {
            using var content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(IpnsRecord.MediaType) } };
            using var answer = await serving.Http.PutAsync($"/routing/v1/ipns/{of}", content, Token);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Foreign_content_has_an_origin_of_its_own_on_the_hosts_that_the_settings_name()
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(Path.Combine(desk.Folder, "tearsheet.json"), """
            { "gateway": { "hosts": ["ipfs.test"] }, "fetch": { "allowedNetworks": ["127.0.0.0/8"] } }
            """, Token);
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        await using var serving = await desk.ServeAsync();
        using var redirect = await GetAsync("ipfs.test", $"/ipfs/{root}/");
        Assert.Equal(HttpStatusCode.MovedPermanently, redirect.StatusCode);
        Assert.Equal($"http://{root}.ipfs.ipfs.test/", redirect.Headers.Location!.ToString());
        using var page = await GetAsync($"{root}.ipfs.ipfs.test", "/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Contains("Light number 1 stays on", await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);

        // The gateway's host has none of the site's own paths, and the site's host shows foreign content only in a sandbox.
        using var front = await GetAsync("ipfs.test", "/");
        Assert.Equal(HttpStatusCode.NotFound, front.StatusCode);
        using var api = await GetAsync($"{root}.ipfs.ipfs.test", "/routing/v1/ipns/x");
        Assert.Equal(HttpStatusCode.NotFound, api.StatusCode);
        using var boxed = await serving.Http.GetAsync($"/ipfs/{root}/", Token);
        Assert.Contains("sandbox", string.Join(' ', boxed.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);

        async Task<HttpResponseMessage> GetAsync(string host, string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Host = host } };
            return await serving.Http.SendAsync(request, Token);
        }
    }

    [Fact]
    public async Task The_feed_of_a_topic_that_was_merged_leads_on_by_the_sites_own_rules()
    {
        using var desk = await TempDesk.MadeAsync();
        (await desk.RunAsync("add", news.Article(1), "--topic", "Isles/Harbour")).Ends(0);
        (await desk.RunAsync("topic", "merge", "Isles/Harbour", "Isles")).Ends(0);
        (await desk.RunAsync("edition")).Ends(0);
        await using var serving = await desk.ServeAsync();
        using var feed = await serving.Http.GetAsync("/topics/isles-harbour/rss.xml", Token);
        Assert.Equal(HttpStatusCode.MovedPermanently, feed.StatusCode);
        Assert.Equal("/topics/isles/rss.xml", feed.Headers.Location!.OriginalString);
        using var missing = await serving.Http.GetAsync("/no/such", Token);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task An_edition_is_written_to_a_car_and_proven_and_a_dead_node_is_named()
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(Path.Combine(desk.Folder, "tearsheet.json"), """
            {
              "fetch": { "allowedNetworks": ["127.0.0.0/8"] },
              "publish": { "disk": { "kind": "car", "file": "../site.car" }, "pins": { "kind": "pinning", "address": "http://127.0.0.1:9", "tokenVariable": "TEARSHEET_NO_SUCH" } }
            }
            """, Token);
        (await desk.RunAsync("publish", "disk")).Ends(1);
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        (await desk.RunAsync("publish", "elsewhere")).Ends(1);
        var pushed = (await desk.RunAsync("publish", "disk", "--json")).Ends(0).Json;
        Assert.True(pushed.GetProperty("holds").GetBoolean());
        Assert.Equal(root, pushed.GetProperty("root").GetString());
        var (roots, blocks) = await CarContents.ReadAsync(desk.Beside("site.car"));
        Assert.Equal(root, Assert.Single(roots).ToString());
        Assert.Equal(pushed.GetProperty("blocks").GetInt32(), blocks.Count);
        Assert.Equal(0, (await desk.RunAsync("publish", "disk", "--json")).Ends(0).Json.GetProperty("sent").GetInt32());
        Assert.Contains("the newest edition", (await desk.RunAsync("publish", "--list")).Ends(0).Output, StringComparison.Ordinal);
        Assert.Contains("TEARSHEET_NO_SUCH is not set", (await desk.RunAsync("publish", "pins")).Ends(1).Error, StringComparison.Ordinal);

        // A file that was damaged is written anew.
        await File.WriteAllTextAsync(desk.Beside("site.car"), "rubbish", Token);
        Assert.True((await desk.RunAsync("publish", "disk", "--json")).Ends(0).Json.GetProperty("sent").GetInt32() > 0);
    }

    [Theory]
    [InlineData("""{ "publish": { "a": { "kind": "ftp" } } }""", "publish.a has no kind")]
    [InlineData("""{ "publish": { "a": { "kind": "kubo" } } }""", "publish.a needs an address")]
    [InlineData("""{ "publish": { "a": { "kind": "kubo", "address": "http://me:secret@127.0.0.1" } } }""", "publish.a needs an address")]
    [InlineData("""{ "publish": { "a": null } }""", "publish.a is null")]
    [InlineData("""{ "gateway": { "hosts": ["a b"] } }""", "gateway names \"a b\"")]
    public async Task A_setting_that_cannot_be_meant_is_named(string settings, string why)
    {
        using var desk = await TempDesk.MadeAsync();
        await File.WriteAllTextAsync(Path.Combine(desk.Folder, "tearsheet.json"), settings, Token);
        Assert.Contains(why, (await desk.RunAsync("publish")).Ends(3).Error, StringComparison.Ordinal);
    }
}
