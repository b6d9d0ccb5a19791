using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>Pages that a reader's own browser hands over, at the desk's own listener.</summary>
public sealed class BrowserCaptureTests(BrowserCaptureTests.OpenDesk open, NewsServer news)
    : IClassFixture<BrowserCaptureTests.OpenDesk>, IClassFixture<NewsServer>
{
    private const string Captures = "/api/v1/captures";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_becomes_a_link_and_the_next_one_a_capture_of_it_browser_supplied_for_ever()
    {
        const string Url = "https://news.example/paid/1";
        var (status, answer) = await SendAsync(Page("The quay is sold"), Url, ("topic", "Isles/Quays"), ("note", "Read with a login."), ("policy", "headline"));
        Assert.Equal(HttpStatusCode.Created, status);
        Assert.Equal("added", answer.GetProperty("result").GetString());
        Assert.Equal("The quay is sold", answer.GetProperty("headline").GetString());
        Assert.Equal("Isles/Quays", answer.GetProperty("topic").GetString());
        var id = answer.GetProperty("id").GetString()!;

        (status, answer) = await SendAsync(Page("The quay is sold after all"), Url + "?utm_source=feed");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("recaptured", answer.GetProperty("result").GetString());
        Assert.Equal(id, answer.GetProperty("id").GetString());

        var link = (await open.Desk.RunAsync("show", id, "--json")).Ends(0).Json;
        Assert.Equal(["browser-supplied", "browser-supplied"], link.GetProperty("captures").EnumerateArray().Select(capture => capture.GetProperty("provenance").GetString()));
        Assert.Equal(Url, link.GetProperty("url").GetString());
        Assert.Contains("browser-supplied", (await open.Desk.RunAsync("show", id)).Ends(0).Output, StringComparison.Ordinal);

        (await open.Desk.RunAsync("edition")).Ends(0);
        Assert.Contains("Browser-supplied", await open.Serving.Http.GetStringAsync($"/links/{id}/", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picture_that_a_page_carries_stands_on_the_link_s_page()
    {
        const string Url = "https://news.example/pictured/1";
        var picture = $"<figure><img src=\"data:image/bmp;base64,{Convert.ToBase64String(Bitmap(320, 200))}\" alt=\"The light on the mole\"></figure>";
        var (_, answer) = await SendAsync(Page("The light is lit").Replace("</h1>", "</h1>" + picture, StringComparison.Ordinal), Url);
        (await open.Desk.RunAsync("edition")).Ends(0);
        var page = await open.Serving.Http.GetStringAsync($"/links/{answer.GetProperty("id").GetString()}/", Token);
        Assert.Contains("alt=\"The light on the mole\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("ni:///", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_address_is_the_one_that_was_given_and_never_what_the_page_claims()
    {
        var claiming = Page("Whose page is this").Replace(
            "<head>", "<head><link rel=canonical href=https://news.example/another><meta property=og:url content=https://news.example/third>", StringComparison.Ordinal);
        var (_, answer) = await SendAsync(claiming, "https://news.example/claims/1", ("name", "../../etc/passwd"));
        Assert.Equal("https://news.example/claims/1", answer.GetProperty("url").GetString());
    }

    [Fact]
    public async Task Who_asks_to_skip_gets_the_link_that_is_there_and_no_capture()
    {
        const string Url = "https://news.example/skip/1";
        await SendAsync(Page("Only once"), Url);
        var (status, answer) = await SendAsync(Page("Only once, again"), Url, ("ifexists", "skip"));
        Assert.Equal((HttpStatusCode.OK, "known"), (status, answer.GetProperty("result").GetString()));
        Assert.Single((await open.Desk.RunAsync("show", Url, "--json")).Ends(0).Json.GetProperty("captures").EnumerateArray());
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad-ifexists"), Refusal(await SendAsync(Page("Over it"), Url, ("ifexists", "overwrite"))));
    }

    [Fact]
    public async Task An_address_alone_is_fetched_and_whether_one_is_filed_can_be_asked()
    {
        var url = news.Article(7);
        Assert.False((await CheckAsync(url)).GetProperty("filed").GetBoolean());
        using var form = new FormUrlEncodedContent([new("url", url), new("hold", "true")]);
        var (status, added) = await PostAsync("/api/v1/links", form);
        Assert.Equal((HttpStatusCode.Created, true), (status, added.GetProperty("held").GetBoolean()));
        using var again = new FormUrlEncodedContent([new("url", url)]);
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/api/v1/links", again)).Status);
        var check = await CheckAsync(url + "#part");
        Assert.Equal((true, added.GetProperty("id").GetString(), "held"), (check.GetProperty("filed").GetBoolean(), check.GetProperty("id").GetString(), check.GetProperty("state").GetString()));
        var captures = (await open.Desk.RunAsync("show", url, "--json")).Ends(0).Json.GetProperty("captures").EnumerateArray();
        Assert.All(captures, capture => Assert.Equal("fetched", capture.GetProperty("provenance").GetString()));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "no-token")]
    [InlineData("Bearer tearsheet_AAAA", HttpStatusCode.Unauthorized, "bad-token")]
    [InlineData("Basic dXNlcjpwYXNz", HttpStatusCode.Unauthorized, "bad-token")]
    public async Task Without_a_token_of_the_desk_nobody_is_let_in(string? authorization, HttpStatusCode wanted, string reason)
    {
        foreach (var (method, route) in new[] { (HttpMethod.Post, Captures), (HttpMethod.Post, "/api/v1/links"), (HttpMethod.Get, "/api/v1/links/check?url=https://news.example/") })
        {
            using var request = new HttpRequestMessage(method, route);
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            Assert.Equal((wanted, reason), Refusal(await AskAsync(request)));
        }
    }

    [Fact]
    public async Task A_page_of_another_site_is_sent_away_even_with_a_token()
    {
        using var form = Form(Page("From elsewhere"), "https://news.example/elsewhere");
        using var request = new HttpRequestMessage(HttpMethod.Post, Captures) { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", open.Token);
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal((HttpStatusCode.Forbidden, "foreign-origin"), Refusal(await AskAsync(request)));
    }

    [Fact]
    public async Task A_revoked_token_opens_nothing_from_that_moment_on()
    {
        var token = (await open.Desk.RunAsync("token", "add", "for a day")).Ends(0).Output.Trim();
        Assert.Equal((HttpStatusCode.OK, true), await ShownAsync(token));
        var listed = (await open.Desk.RunAsync("token", "list")).Ends(0).Output;
        Assert.Contains("for a day", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(token, listed, StringComparison.Ordinal);
        (await open.Desk.RunAsync("token", "add", "for a day")).Ends(1);
        (await open.Desk.RunAsync("token", "revoke", "for a day")).Ends(0);
        Assert.Equal((HttpStatusCode.Unauthorized, false), await ShownAsync(token));
        (await open.Desk.RunAsync("token", "revoke", "for a day")).Ends(1);

        // What the file holds does not let anybody in.
        foreach (var file in Directory.GetFiles(open.Desk.Folder, "desk.db*"))
        {
            Assert.DoesNotContain(open.Token, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);
        }

        async Task<(HttpStatusCode, bool)> ShownAsync(string shown)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/links/check?url=https://news.example/");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shown);
            var (status, answer) = await AskAsync(request);
            return (status, answer.TryGetProperty("filed", out _));
        }
    }

    [Fact]
    public async Task Wrong_tokens_have_to_wait_and_right_ones_do_not()
    {
        using var desk = await TempDesk.MadeAsync();
        var token = (await desk.RunAsync("token", "add", "mine")).Ends(0).Output.Trim();
        var (site, address) = await desk.ServeWithDeskAsync();
        await using var serving = site;
        using var http = new HttpClient { BaseAddress = address };
        var answers = new List<HttpStatusCode>();
        for (var guess = 0; guess < 12; guess++)
        {
            answers.Add(await ShowAsync("guess" + guess));
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.Unauthorized, 10), HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], answers);
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(token));
        Assert.Contains("wrong tokens", serving.Running.Error, StringComparison.Ordinal);

        async Task<HttpStatusCode> ShowAsync(string shown)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/links/check?url=https://news.example/");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shown);
            using var answer = await http.SendAsync(request, Token);
            Assert.Equal(answer.StatusCode == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter is not null);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task What_is_no_capture_is_refused_with_its_reason()
    {
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "not-a-form"), Refusal(await PostAsync(Captures, json)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "no-url"), Refusal(await SendAsync(Page("Nowhere"), url: null)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "no-file"), Refusal(await SendAsync(page: null, "https://news.example/none")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "empty-body"), Refusal(await SendAsync("", "https://news.example/empty")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad-policy"), Refusal(await SendAsync(Page("Policy"), "https://news.example/p", ("policy", "all"))));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad-topic"), Refusal(await SendAsync(Page("Topic"), "https://news.example/t", ("topic", "a//b"))));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(Page("No address"), "javascript:alert(1)")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(Page("No address"), "file:///etc/passwd")).Status);
        (string, string)[] many = [.. Enumerable.Range(0, 60).Select(number => ("field" + number, "x"))];
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad-form"), Refusal(await SendAsync(Page("Fields"), "https://news.example/f", many)));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad-form"), Refusal(await SendAsync(Page("Long"), "https://news.example/l", ("note", new string('n', 80_000)))));
        using var broken = new StringContent("--x\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://a.example/");
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad-form"), Refusal(await PostAsync(Captures, broken)));
    }

    [Fact]
    public async Task A_page_may_be_as_large_as_the_settings_say_and_not_larger()
    {
        using var desk = await TempDesk.MadeAsync();
        var settings = Path.Combine(desk.Folder, "tearsheet.json");
        await File.WriteAllTextAsync(
            settings, (await File.ReadAllTextAsync(settings, Token)).Replace("\"allowedNetworks\"", "\"maxBodyMegabytes\": 1, \"allowedNetworks\"", StringComparison.Ordinal), Token);
        var token = (await desk.RunAsync("token", "add", "mine")).Ends(0).Output.Trim();
        var (site, address) = await desk.ServeWithDeskAsync();
        await using var serving = site;
        using var http = new HttpClient { BaseAddress = address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        foreach (var size in new[] { (1 << 20) + 200, 6 << 20 })
        {
            using var form = Form(Page("Large").PadRight(size), "https://news.example/large");
            using var answer = await http.PostAsync(Captures, form, Token);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            Assert.Contains("body-too-large", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_sends_too_slowly_is_given_up_and_others_are_served_meanwhile()
    {
        using var slow = new TcpClient();
        await slow.ConnectAsync(open.Address.Host, open.Address.Port, Token);
        var stream = slow.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST {Captures} HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer {open.Token}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\n\r\n--x\r\n"),
            Token);
        var (status, _) = await SendAsync(Page("Meanwhile"), "https://news.example/meanwhile");
        Assert.Equal(HttpStatusCode.Created, status);
        using var reader = new StreamReader(stream);
        Assert.Contains("408", await reader.ReadLineAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_site_takes_nothing_and_the_desk_shows_no_site()
    {
        using var form = Form(Page("At the wrong door"), "https://news.example/door");
        using var request = new HttpRequestMessage(HttpMethod.Post, Captures) { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", open.Token);
        using var answer = await open.Serving.Http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using var front = await open.Http.GetAsync("/", Token);
        Assert.Equal(HttpStatusCode.NotFound, front.StatusCode);
    }

    /// <summary>A Windows bitmap of 24 bits a pixel.</summary>
    private static byte[] Bitmap(int width, int height)
    {
        var bytes = new byte[54 + (width * height * 3)];
        "BM"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(2), bytes.Length);
        bytes[10] = 54;
        bytes[14] = 40;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(22), height);
        bytes[26] = 1;
        bytes[28] = 24;
        for (var at = 54; at < bytes.Length; at++)
        {
            bytes[at] = (byte)(at * 7);
        }

        return bytes;
    }

    internal static string Page(string headline) => $"""
        <!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline}</title></head>
        <body><article><h1>{headline}</h1>
        {string.Concat(Enumerable.Range(1, 8).Select(number => $"<p>Paragraph {number} of the page that only subscribers read says again what the harbour master wrote about the quay, the ferry and the light in a long letter to the council of the isles.</p>"))}
        </article></body></html>
        """;

    private static MultipartFormDataContent Form(string? page, string? url, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        if (page is not null)
        {
            form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(page)), "file", "../../evil.pdf");
        }

        if (url is not null)
        {
            form.Add(new StringContent(url), "url");
        }

        return form;
    }

    private static (HttpStatusCode Status, string? Reason) Refusal((HttpStatusCode Status, JsonElement Answer) answered) =>
        (answered.Status, answered.Answer.GetProperty("error").GetProperty("reason").GetString());

    private async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(string? page, string? url, params (string Name, string Value)[] fields)
    {
        using var form = Form(page, url, fields);
        return await PostAsync(Captures, form);
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> PostAsync(string route, HttpContent content)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, route) { Content = content };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", open.Token);
        return await AskAsync(request);
    }

    private async Task<JsonElement> CheckAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/links/check?url=" + Uri.EscapeDataString(url));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", open.Token);
        var (status, answer) = await AskAsync(request);
        Assert.Equal(HttpStatusCode.OK, status);
        return answer;
    }

    private async Task<(HttpStatusCode Status, JsonElement Answer)> AskAsync(HttpRequestMessage request)
    {
        using var answer = await open.Http.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(answer.Headers.CacheControl?.NoStore, text);
        return (answer.StatusCode, JsonDocument.Parse(text).RootElement.Clone());
    }

    /// <summary>A desk that takes pages, and a token for it.</summary>
    public sealed class OpenDesk : IAsyncLifetime
    {
        internal TempDesk Desk { get; private set; } = null!;

        internal ServingDesk Serving { get; private set; } = null!;

        internal Uri Address { get; private set; } = null!;

        internal HttpClient Http { get; private set; } = null!;

        internal string Token { get; private set; } = "";

        public async ValueTask InitializeAsync()
        {
            Desk = await TempDesk.MadeAsync();
            Token = (await Desk.RunAsync("token", "add", "the tests")).Ends(0).Output.Trim();
            (Serving, Address) = await Desk.ServeWithDeskAsync();
            Http = new HttpClient { BaseAddress = Address };
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await Serving.DisposeAsync();
            Desk.Dispose();
        }
    }
}
