using System.Globalization;
using System.Net;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

public class RedirectTests
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_followed_and_kept_as_an_exchange_of_its_own(int status)
    {
        await using var server = BareServer.Answering(target =>
            target == "/old" ? BareServer.Redirect("/new", status) : BareServer.Page("hi"));

        var captured = await FetchFixture.Fetcher().CaptureAsync(server.Address("/old"));

        Assert.Equal([status, 200], captured.Hops.Select(hop => hop.Status!.Value));
        Assert.Equal("/new", captured.Answer.Address!.PathAndQuery);
        Assert.Equal("/new", captured.Hops[0].Header("location"));
    }

    [Theory]
    [InlineData("next?a=1#part", "/dir/next?a=1")]
    [InlineData("../up", "/up")]
    [InlineData("?only=query", "/dir/page?only=query")]
    [InlineData("//127.0.0.1:PORT/x", "/x")]
    [InlineData("\\back\\slash", "/back/slash")]
    [InlineData("/\u00C3\u00BC", "/%C3%BC")] // ü in UTF-8, one character to a byte
    [InlineData("/\u00FC", "/%C3%BC")] // ü in ISO 8859-1
    [InlineData("/with space", "/with%20space")]
    public async Task A_Location_is_read_as_browsers_read_it(string location, string expected)
    {
        var port = 0;
        await using var server = BareServer.Answering(target => target == "/dir/page?first"
            ? BareServer.Redirect(location.Replace("PORT", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
            : BareServer.Page("hi"));
        port = server.Port;

        var captured = await FetchFixture.Fetcher().CaptureAsync(server.Address("/dir/page?first"));

        Assert.Equal(expected, captured.Answer.Address!.PathAndQuery);
    }

    [Fact]
    public async Task As_many_redirects_as_the_policy_allows_are_followed_and_one_more_is_refused()
    {
        await using var server = BareServer.Answering(target =>
        {
            var left = int.Parse(target[1..], CultureInfo.InvariantCulture);
            return left == 0 ? BareServer.Page("hi") : BareServer.Redirect($"/{left - 1}");
        });
        var fetcher = FetchFixture.Fetcher(FetchFixture.Policy with { MaxRedirects = 3 });

        Assert.Equal(4, (await fetcher.CaptureAsync(server.Address("/3"))).Hops.Count);
        var refused = await fetcher.RefuseAsync(server.Address("/4"));

        Assert.Equal((FetchRefusal.TooManyRedirects, 302), (refused.Why, refused.Status));
        Assert.Contains("after 3 redirects", refused.Message, StringComparison.Ordinal);
        Assert.Equal(4, refused.Hops.Count);
    }

    [Fact]
    public async Task A_redirect_that_never_ends_is_refused()
    {
        var next = 0;
        await using var server = BareServer.Answering(_ => BareServer.Redirect($"/{next++}"));

        Assert.Equal(FetchRefusal.TooManyRedirects, (await FetchFixture.Fetcher().RefuseAsync(server.Address("/start"))).Why);
        Assert.Equal(11, server.Connections);
    }

    [Fact]
    public async Task A_circle_is_named_as_soon_as_it_closes()
    {
        await using var server = BareServer.Answering(target => BareServer.Redirect(target == "/a" ? "/b" : "/a"));

        var refused = await FetchFixture.Fetcher().RefuseAsync(server.Address("/a"));

        Assert.Equal(FetchRefusal.RedirectLoop, refused.Why);
        Assert.Contains($"led back to {server.Address("/a")}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task A_site_that_sends_back_to_the_same_place_with_a_cookie_gets_the_cookie_and_keeps_no_copy_here()
    {
        await using var server = new BareServer(async talk => await talk.SendAsync(
            talk.Head.Contains("Cookie: consent=yes", StringComparison.Ordinal)
                ? BareServer.Page("the story")
                : BareServer.Redirect("/story", more: "Set-Cookie: consent=yes; Path=/\r\nSet-Cookie: bad=; Domain=.other.example\r\n")));

        var captured = await FetchFixture.Fetcher().CaptureAsync(server.Address("/story"));

        Assert.Equal("the story", captured.Answer.Text());
        Assert.Contains(new HeaderPair("Cookie", ""), captured.Answer.RequestHeaders);
        Assert.DoesNotContain("consent", string.Concat(captured.Answer.RequestHeaders.Select(header => header.Value)), StringComparison.Ordinal);
        Assert.DoesNotContain("bad", server.Requests[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_are_forgotten_with_the_fetch()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page("hi").Replace("Content-Type", "Set-Cookie: who=me\r\nContent-Type", StringComparison.Ordinal));
        var fetcher = FetchFixture.Fetcher();

        await fetcher.CaptureAsync(server.Address());
        await fetcher.CaptureAsync(server.Address());

        Assert.DoesNotContain("who=me", server.Requests[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://news.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://user:secret@news.example/")]
    [InlineData("http://[bad/")]
    public async Task A_redirect_out_of_http_is_refused(string location)
    {
        await using var server = BareServer.Answering(_ => BareServer.Redirect(location));

        var refused = await FetchFixture.Fetcher().RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.BadRedirect, refused.Why);
        Assert.Single(refused.Hops);
    }

    [Fact]
    public async Task A_redirect_to_nowhere_is_refused()
    {
        await using var server = BareServer.Answering(_ => "HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(FetchRefusal.BadRedirect, (await FetchFixture.Fetcher().RefuseAsync(server.Address())).Why);
    }

    [Theory]
    [InlineData("http://127.0.0.2/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://2130706434/")]
    public async Task Each_redirect_is_checked_like_the_first_address(string location)
    {
        await using var server = BareServer.Answering(_ => BareServer.Redirect(location));

        var refused = await FetchFixture.Fetcher().RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.AddressNotAllowed, refused.Why);
        Assert.Single(refused.Hops);
    }

    [Fact]
    public async Task All_bodies_on_the_way_share_one_limit()
    {
        await using var server = BareServer.Answering(target => target == "/old"
            ? $"HTTP/1.1 302 Found\r\nLocation: /new\r\nContent-Length: 600\r\n\r\n{new string('x', 600)}"
            : BareServer.Page(new string('y', 600)));
        var fetcher = FetchFixture.Fetcher(FetchFixture.Policy with { MaxBodyBytes = 1000 });

        Assert.Equal(FetchRefusal.BodyTooLarge, (await fetcher.RefuseAsync(server.Address("/old"))).Why);
        Assert.Equal(600, (await fetcher.CaptureAsync(server.Address("/new"))).Answer.Body.Length);
    }

    [Fact]
    public async Task A_name_that_leads_elsewhere_the_second_time_is_checked_the_second_time()
    {
        var asked = 0;
        await using var server = BareServer.Answering(_ => BareServer.Redirect("/again"));
        var network = FetchFixture.Names(_ => [IPAddress.Parse(asked++ == 0 ? "127.0.0.1" : "127.0.0.2")]);

        var refused = await FetchFixture.Fetcher(network: network).RefuseAsync(new Uri($"http://rebind.example:{server.Port}/"));

        Assert.Equal(FetchRefusal.AddressNotAllowed, refused.Why);
        Assert.Contains("rebind.example leads to 127.0.0.2", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Connections);
    }
}
