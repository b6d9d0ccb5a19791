using System.Net;
using System.Net.Sockets;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Tests.Fetching;

public class ConnectionTests
{
    public static TheoryData<string> Special =>
    [
        "0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.255", "169.254.169.254",
        "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255",
        "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1",
        "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:808:808::", "3fff::1",
        "5f00::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1",
    ];

    [Theory]
    [MemberData(nameof(Special))]
    public void An_address_that_is_not_public_is_refused_unless_the_policy_names_it(string text)
    {
        var address = IPAddress.Parse(text);
        var inner = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

        Assert.False(new NetworkBorder([]).MayConnect(address));
        Assert.True(new NetworkBorder([new IPNetwork(inner, inner.GetAddressBytes().Length * 8)]).MayConnect(address));
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2606:4700::1111")]
    public void A_public_address_is_allowed(string text) => Assert.True(new NetworkBorder([]).MayConnect(IPAddress.Parse(text)));

    [Fact]
    public async Task Loopback_is_refused_unless_the_settings_name_it()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page("secret"));

        var refused = await FetchFixture.Fetcher(new FetchPolicy()).RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.AddressNotAllowed, refused.Why);
        Assert.Contains("fetch.allowedNetworks", refused.Message, StringComparison.Ordinal);
        Assert.Empty(refused.Hops);
        Assert.Equal(0, server.Connections);
    }

    [Fact]
    public async Task Every_address_that_must_not_be_reached_is_refused_and_no_other()
    {
        var wrong = new List<string>();
        var border = new NetworkBorder([]);
        foreach (var line in SharedData.Lines("urls", "ssrf.jsonl"))
        {
            var text = line.GetProperty("url").GetString()!;
            // The way that a pasted link takes; what is no http address ends here already.
            var refused = LinkAddress.TryParse(text, out var link) != LinkAddressStatus.Ok;
            if (!refused && line.GetProperty("block").GetBoolean())
            {
                var fetcher = FetchFixture.Fetcher(new FetchPolicy(), network: FetchFixture.Names(Find));
                refused = (await fetcher.RefuseAsync(link!.Uri!)).Why == FetchRefusal.AddressNotAllowed;
            }
            else if (!refused)
            {
                // Nothing in a test goes out to the world: what may be reached is only asked of the border.
                refused = !Find(link!.Uri!.IdnHost).All(address => border.MayConnect(link.Uri.IdnHost, address));
            }

            if (refused != line.GetProperty("block").GetBoolean())
            {
                wrong.Add(line.GetProperty("id").GetString()!);
            }
        }

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LOCALHOST.")]
    [InlineData("a.localhost")]
    [InlineData("metadata.google.internal")]
    [InlineData("printer.local")]
    [InlineData("nas.home.arpa")]
    public void An_internal_name_is_refused_even_when_it_leads_to_a_public_address(string host)
    {
        Assert.False(new NetworkBorder([]).MayConnect(host, IPAddress.Parse("1.1.1.1")));
        Assert.True(new NetworkBorder([IPNetwork.Parse("1.1.1.1/32")]).MayConnect(host, IPAddress.Parse("1.1.1.1")));
    }

    [Theory]
    [InlineData("thelocal.se")]
    [InlineData("local.example")]
    [InlineData("mylocalhost")]
    public void A_name_that_only_looks_internal_is_not(string host) =>
        Assert.True(new NetworkBorder([]).MayConnect(host, IPAddress.Parse("1.1.1.1")));

    [Fact]
    public async Task A_name_with_one_private_address_among_several_is_refused()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page("hi"));
        var network = FetchFixture.Names(_ => [IPAddress.Loopback, IPAddress.Parse("10.0.0.1")]);

        var refused = await FetchFixture.Fetcher(network: network).RefuseAsync(new Uri($"http://multi.example:{server.Port}/"));

        Assert.Equal((FetchRefusal.AddressNotAllowed, 0), (refused.Why, server.Connections));
    }

    [Fact]
    public async Task A_name_without_an_address_is_refused_by_its_name()
    {
        var refused = await FetchFixture.Fetcher().RefuseAsync(new Uri("http://nowhere.example/"));

        Assert.Equal(FetchRefusal.NameNotResolved, refused.Why);
        Assert.Contains("nowhere.example", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_refused()
    {
        using var closed = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        closed.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var refused = await FetchFixture.Fetcher().RefuseAsync(new Uri($"http://127.0.0.1:{((IPEndPoint)closed.LocalEndPoint!).Port}/"));

        Assert.Equal(FetchRefusal.ConnectFailed, refused.Why);
        Assert.Contains("it was refused", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_address_is_tried_when_one_does_not_answer()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page("hi"));
        var policy = FetchFixture.Policy with { AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")] };
        var network = FetchFixture.Names(_ => [IPAddress.Parse("127.0.0.3"), IPAddress.Loopback]);

        var captured = await FetchFixture.Fetcher(policy, network: network).CaptureAsync(new Uri($"http://two.example:{server.Port}/"));

        Assert.Equal($"127.0.0.1:{server.Port}", captured.Answer.Peer);
    }

    [Theory]
    [InlineData("ftp://news.example/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:secret@news.example/")]
    [InlineData("relative/story")]
    public async Task What_is_no_plain_http_address_is_refused_before_anything_is_asked(string text)
    {
        var refused = await FetchFixture.Fetcher().RefuseAsync(new Uri(text, UriKind.RelativeOrAbsolute));

        Assert.Equal(FetchRefusal.NotHttp, refused.Why);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    private static IPAddress[] Find(string host) => host switch
    {
        _ when IPAddress.TryParse(host, out var literal) => [literal],
        "multi.example" => [IPAddress.Parse("93.184.216.34"), IPAddress.Parse("10.0.0.1")],
        // The answer to the second question, for the fetcher asks once for each connection and uses what it asked.
        "rebind.example" => [IPAddress.Loopback],
        "localhost" or "localhost." or "a.localhost" => [IPAddress.Loopback],
        _ => [IPAddress.Parse("93.184.216.34")],
    };
}
