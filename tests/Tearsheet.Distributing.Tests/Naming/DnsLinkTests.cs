using Tearsheet.Distributing.Naming;

namespace Tearsheet.Distributing.Tests.Naming;

public sealed class DnsLinkTests
{
    private const string Root = "bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";

    [Fact]
    public void Only_what_can_be_followed_counts_and_the_order_of_the_server_does_not()
    {
        Assert.Equal($"/ipfs/{Root}", DnsLink.Choose(["v=spf1 -all", "dnslink=/ipns/news.example", $"dnslink=/ipfs/{Root}/"]));
        Assert.Equal($"/ipfs/{Root}", DnsLink.Choose([$"dnslink=/ipfs/{Root}/", "dnslink=/ipns/news.example"]));
        Assert.Null(DnsLink.Choose(["dnslink=/ipfs/notacid", "dnslink=", "dnslink=/http/x", "DNSLINK=/ipfs/" + Root]));
    }

    [Fact]
    public async Task What_is_wrong_is_said()
    {
        var token = TestContext.Current.CancellationToken;
        var none = new DnsLink((_, _) => Task.FromResult<IReadOnlyList<string>>([]));
        Assert.Equal("_dnslink.news.example has no TXT record.", (await none.FindAsync("news.example", token)).Why);
        Assert.Equal("\"a/b\" is no domain.", (await none.FindAsync("a/b", token)).Why);
        var dead = new DnsLink((_, _) => throw new DnsClient.DnsResponseException("timed out"));
        Assert.Contains("did not answer", (await dead.FindAsync("news.example", token)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void The_record_to_set_is_the_line_of_a_zone_file() => Assert.Equal(
        "_dnslink.news.example. 300 IN TXT \"dnslink=/ipns/k51abc\"", DnsLink.RecordFor("news.example", "k51abc", TimeSpan.FromMinutes(5)));
}
