using System.Net;
using System.Text.Json;
using Tearsheet.Distributing.Tests.Support;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class MirrorTests(NewsServer news) : IClassFixture<NewsServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mirror_follows_the_sites_name_and_serves_what_the_desk_serves()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = (await desk.RunAsync("add", news.Article(1), "--topic", "Isles/Harbour", "--json")).Ends(0).Json.GetProperty("id").GetString()!;
        (await desk.RunAsync("add", news.Article(2))).Ends(0);
        (await desk.RunAsync("edition")).Ends(0);
        var name = (await desk.RunAsync("name", "show", "--json")).Ends(0).Json.GetProperty("name").GetString()!;
        using var copy = TempDesk.Empty();
        await using (var serving = await desk.ServeAsync())
        {
            var ran = (await copy.RunAsync("mirror", name, "--from", serving.Address.ToString(), "--json")).Ends(0);
            Assert.DoesNotContain("left alone", ran.Error, StringComparison.Ordinal);
            var first = ran.Json;
            Assert.True(first.GetProperty("moved").GetInt64() >= first.GetProperty("blocks").GetInt64());
            Assert.Equal(0, (await copy.RunAsync("mirror", "--json")).Ends(0).Json.GetProperty("moved").GetInt64());
            Assert.Equal(
                ["mirror.json", "name.ipns-record", "packs"],
                Directory.EnumerateFileSystemEntries(copy.Folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));

            await using var mirror = await copy.ServeAsync();
            Assert.Equal(serving.Running.Lines[1], mirror.Running.Lines[1]);
            string[] paths = ["/", "/index.html", "/style.css", "/rss.xml", "/no/such", "/links/" + id + "/", $"/ipns/{name}/", "/api", "/desk", "/all/", "/healthz"];
            foreach (var path in paths)
            {
                await AssertSameAsync(serving, mirror, path);
            }

            // What is withdrawn at the desk leaves the copy with the next run, and is answered as the desk answers it.
            var page = await serving.Http.GetAsync($"/links/{id}/index.html", Token);
            var cid = page.Headers.GetValues("X-Ipfs-Roots").First().Split(',')[^1];
            (await desk.RunAsync("retract", id, "--reason", "It was wrong")).Ends(0);
            (await desk.RunAsync("edition")).Ends(0);
            var second = (await copy.RunAsync("mirror", "--json")).Ends(0).Json;
            Assert.Equal(1, second.GetProperty("dropped").GetInt32());
            using var deadline = new CancellationTokenSource(Tool.Deadline);
            while ((await mirror.Http.GetAsync($"/links/{id}/index.html", deadline.Token)).StatusCode != HttpStatusCode.Gone)
            {
                await Task.Yield();
            }

            await AssertSameAsync(serving, mirror, $"/links/{id}/");
            await AssertSameAsync(serving, mirror, $"/links/{id}/entry.json");

            // It may have looked between the new edition and the sweep: then the next look sees it.
            while ((await mirror.Http.GetAsync($"/ipfs/{cid}?format=raw", deadline.Token)).StatusCode != HttpStatusCode.NotFound)
            {
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task A_mirror_that_follows_copies_each_new_edition_and_drops_old_ones_by_the_rule()
    {
        using var desk = await TempDesk.MadeAsync();
        var id = (await desk.RunAsync("add", news.Article(1), "--json")).Ends(0).Json.GetProperty("id").GetString()!;
        (await desk.RunAsync("edition")).Ends(0);
        var name = (await desk.RunAsync("name", "show", "--json")).Ends(0).Json.GetProperty("name").GetString()!;
        using var copy = TempDesk.Empty();
        await using var serving = await desk.ServeAsync();
        await using var following = copy.Start(
            "mirror", name, "--from", serving.Address.ToString(), "--follow", "--every", "1", "--keep", "2", "--json");
        await following.UntilAsync(lines => lines.Count == 1);
        var roots = new List<string> { RootIn(following.Lines[0]) };
        for (var number = 2; number <= 3; number++)
        {
            (await desk.RunAsync("add", news.Article(number))).Ends(0);
            var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
            await following.UntilAsync(lines => lines.Any(line => RootIn(line) == root));
            roots.Add(root);
        }

        // Of three the newest two are kept; the page of the first that no other has may stay until its pack is written again.
        Assert.Equal(roots[1..], Kept(copy));
        await using (var mirror = await copy.ServeAsync())
        {
            foreach (var root in roots[1..])
            {
                Assert.Equal(HttpStatusCode.OK, (await mirror.Http.GetAsync($"/ipfs/{root}/index.html", Token)).StatusCode);
            }
        }

        // What was withdrawn takes all older editions along, whatever --keep says.
        (await desk.RunAsync("retract", id, "--reason", "It was wrong")).Ends(0);
        var last = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        await following.UntilAsync(lines => lines.Any(line => RootIn(line) == last));
        Assert.Equal([last], Kept(copy));
        await using (var mirror = await copy.ServeAsync())
        {
            Assert.Equal(HttpStatusCode.NotFound, (await mirror.Http.GetAsync($"/ipfs/{roots[^1]}/index.html", Token)).StatusCode);
            await AssertSameAsync(serving, mirror, "/");
        }

        // A gateway that is down is told of and asked again.
        serving.Running.Kill();
        using var deadline = new CancellationTokenSource(Tool.Deadline);
        while (!following.Error.Contains("No gateway sent a record", StringComparison.Ordinal))
        {
            Assert.False(following.HasEnded);
            deadline.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        following.Interrupt();
        Assert.Equal(130, (await following.EndAsync()).ExitCode);

        static string RootIn(string line) => JsonDocument.Parse(line).RootElement.TryGetProperty("root", out var root) ? root.GetString()! : "";

        static string[] Kept(TempDesk copy) =>
        [
            .. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(copy.Folder, "mirror.json"))).RootElement.GetProperty("editions").EnumerateArray()
                .Select(edition => edition.GetProperty("root").GetString()!),
        ];
    }

    [Fact]
    public async Task Desk_and_mirror_answer_alike_on_DNSLink_hosts_and_to_who_asks_for_routes()
    {
        using var desk = await TempDesk.MadeAsync("--address", "https://links.example.org/");
        (await desk.RunAsync("add", news.Article(1))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        var name = (await desk.RunAsync("name", "show", "--json")).Ends(0).Json.GetProperty("name").GetString()!;
        await using var dns = NameServer.Of(
            ("_dnslink.news.example", $"dnslink=/ipns/{name}"), ("_dnslink.loop.example", "dnslink=/ipns/pool.example"),
            ("_dnslink.pool.example", "dnslink=/ipns/loop.example"), ("_dnslink.other.example", "dnslink=/ipfs/bafkreihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq"));
        const string Hosts = "\"news.example\", \"loop.example\", \"pool.example\", \"none.example\", \"other.example\"";
        var gateway = $$"""{ "address": "https://links.example.org/", "dnsLinkHosts": [{{Hosts}}], "nameServer": "{{dns.Address}}" }""";
        await File.WriteAllTextAsync(
            Path.Combine(desk.Folder, "tearsheet.json"), $$"""{ "fetch": { "allowedNetworks": ["127.0.0.0/8"] }, "gateway": {{gateway}} }""", Token);
        await using var serving = await desk.ServeAsync();
        using var copy = TempDesk.Empty();
        (await copy.RunAsync("mirror", name, "--from", serving.Address.ToString())).Ends(0);
        await File.WriteAllTextAsync(Path.Combine(copy.Folder, "tearsheet.json"), $$"""{ "gateway": {{gateway}} }""", Token);
        await using var mirror = await copy.ServeAsync();

        string[] paths = [$"/routing/v1/providers/{root}", $"/routing/v1/ipns/{name}", "/routing/v1/providers/x", "/routing", $"/ipfs/{root}/", "/ipfs/bafkqabtimvwgy3yk"];
        foreach (var path in paths)
        {
            await AssertSameAsync(serving, mirror, path);
        }

        Assert.Contains("/dns/links.example.org/tcp/443/tls/http", await mirror.Http.GetStringAsync($"/routing/v1/providers/{root}", Token), StringComparison.Ordinal);
        (string Host, HttpStatusCode Status)[] hosts =
        [
            ("news.example", HttpStatusCode.OK), ("NEWS.example", HttpStatusCode.OK), ("loop.example", HttpStatusCode.InternalServerError),
            ("none.example", HttpStatusCode.NotFound), ("other.example", HttpStatusCode.NotFound),
        ];
        foreach (var (host, status) in hosts)
        {
            var bodies = new List<string>();
            foreach (var one in (ServingDesk[])[serving, mirror])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/index.html") { Headers = { Host = host } };
                using var answer = await one.Http.SendAsync(request, Token);
                Assert.True(answer.StatusCode == status, $"{host}: {answer.StatusCode}");
                bodies.Add(await answer.Content.ReadAsStringAsync(Token));
            }

            Assert.Equal(bodies[0], bodies[1]);
        }

        using var record = new ByteArrayContent([1]);
        Assert.Equal(HttpStatusCode.Forbidden, (await mirror.Http.PutAsync($"/routing/v1/ipns/{name}", record, Token)).StatusCode);
    }

    [Fact]
    public async Task A_desk_is_no_place_for_a_mirror()
    {
        using var desk = await TempDesk.MadeAsync();
        var ran = await desk.RunAsync("mirror", "k51qzi5uqu5dkgh2g5lihhm0gxpjr1gvw66nsigblgndwmyd91a83yj7lid8n3", "--from", "http://127.0.0.1:9");
        Assert.Contains("is a desk", ran.Ends(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_mirrored_is_said()
    {
        using var copy = TempDesk.Empty();
        (await copy.RunAsync("mirror")).Ends(2);
        (await copy.RunAsync("mirror", "x", "--from", "ftp://example.org")).Ends(2);
        var dead = await copy.RunAsync("mirror", "k51qzi5uqu5dkgh2g5lihhm0gxpjr1gvw66nsigblgndwmyd91a83yj7lid8n3", "--from", "http://127.0.0.1:9");
        Assert.Contains("http://127.0.0.1:9/ cannot be reached", dead.Ends(1).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_record_is_signed_shown_and_written_to_be_put_again()
    {
        using var desk = await TempDesk.MadeAsync("--address", "https://links.example.org/");
        (await desk.RunAsync("name", "sign")).Ends(1);
        (await desk.RunAsync("add", news.Article(3))).Ends(0);
        var root = (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString()!;
        (await desk.RunAsync("name", "record", desk.Beside("none"))).Ends(1);
        var signed = (await desk.RunAsync("name", "sign", "--json")).Ends(0).Json;
        Assert.Equal("/ipfs/" + root, signed.GetProperty("value").GetString());
        Assert.Equal(
            $"_dnslink.links.example.org. 300 IN TXT \"dnslink=/ipns/{signed.GetProperty("name").GetString()}\"", signed.GetProperty("dnsLink").GetString());
        (await desk.RunAsync("name", "record", desk.Beside("site.ipns-record"))).Ends(0);
        await using var serving = await desk.ServeAsync();
        Assert.Equal(
            await File.ReadAllBytesAsync(desk.Beside("site.ipns-record"), Token),
            await serving.Http.GetByteArrayAsync($"/ipns/{signed.GetProperty("name").GetString()}?format=ipns-record", Token));
    }

    private static async Task AssertSameAsync(ServingDesk desk, ServingDesk mirror, string path)
    {
        using var one = await desk.Http.GetAsync(path, Token);
        using var other = await mirror.Http.GetAsync(path, Token);
        Assert.True(one.StatusCode == other.StatusCode, $"{path}: {one.StatusCode} and {other.StatusCode}");
        Assert.Equal(await one.Content.ReadAsByteArrayAsync(Token), await other.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(one.Headers.ETag, other.Headers.ETag);
        Assert.Equal(one.Content.Headers.ContentType, other.Content.Headers.ContentType);
    }
}
