using Tearsheet.Distributing.Naming;
using Tearsheet.Distributing.Tests.Support;

namespace Tearsheet.Distributing.Tests.Naming;

/// <summary>DNSLinks as they come from a real name server, which may say anything or nothing.</summary>
public sealed class NameServerTests
{
    private const string Asked = "_dnslink.news.example";
    private const string Link = "dnslink=/ipfs/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
    private const string Path = "/ipfs/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";

    [Fact]
    public async Task A_good_answer_is_followed_even_in_several_strings_and_beside_other_texts()
    {
        await using var server = NameServer.Of((Asked, "v=spf1 -all"), (Asked, $"{Link}/{new string('a', 400)}"), (Asked, "dnslink=nonsense"));
        Assert.Equal($"{Path}/{new string('a', 400)}", (await FindAsync(server)).Path);
    }

    [Fact]
    public async Task A_name_that_is_not_there_has_no_link_and_a_server_that_fails_is_no_answer()
    {
        await using var none = NameServer.Of();
        Assert.Equal("_dnslink.news.example has no TXT record.", (await FindAsync(none)).Why);
        await using var empty = new NameServer(query => query.Reply(0, []));
        Assert.Equal("_dnslink.news.example has no TXT record.", (await FindAsync(empty)).Why);
        await using var failed = new NameServer(query => query.Reply(2, []));
        Assert.StartsWith("The name servers did not answer for _dnslink.news.example:", (await FindAsync(failed)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Aliases_are_followed_and_a_loop_of_them_ends()
    {
        await using var alias = new NameServer(query => query.Reply(0, [NameServer.Cname(Asked, "links.example"), NameServer.Txt("links.example", Link)]));
        Assert.Equal(Path, (await FindAsync(alias)).Path);
        await using var loop = new NameServer(query => query.Reply(
            0, [NameServer.Cname(Asked, "links.example"), NameServer.Cname("links.example", Asked), NameServer.Txt("links.example", Link)]));
        Assert.Null((await FindAsync(loop)).Path);
    }

    [Fact]
    public async Task What_is_said_of_another_name_does_not_count()
    {
        await using var lying = new NameServer(query => query.Reply(0, [NameServer.Txt("_dnslink.other.example", Link)]));
        Assert.Null((await FindAsync(lying)).Path);
    }

    [Fact]
    public async Task An_answer_to_another_question_is_no_answer()
    {
        await using var server = new NameServer(query =>
        {
            var reply = query.Reply(0, [NameServer.Txt(Asked, Link)]);
            reply[0] ^= 0x55;
            return reply;
        });
        Assert.Contains("did not answer", (await FindAsync(server)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_too_long_for_a_packet_is_fetched_over_tcp()
    {
        byte[][] many = [.. Enumerable.Range(0, 200).Select(number => NameServer.Txt(Asked, new string('x', 200)))];
        await using var server = new NameServer(
            query => query.IsTcp ? query.Reply(0, [NameServer.Txt(Asked, Link), .. many]) : query.Reply(0, [], isCut: true), hasTcp: true);
        Assert.Equal(Path, (await FindAsync(server)).Path);
        await using var cut = new NameServer(query => query.Reply(0, [], isCut: true));
        Assert.Contains("did not answer", (await FindAsync(cut)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_an_answer_and_nonsense_are_no_answer()
    {
        await using var half = new NameServer(query => query.Reply(0, [NameServer.Txt(Asked, Link)])[..60]);
        Assert.Contains("did not answer", (await FindAsync(half)).Why, StringComparison.Ordinal);
        await using var stub = new NameServer(_ => [1, 2, 3]);
        Assert.Contains("did not answer", (await FindAsync(stub)).Why, StringComparison.Ordinal);

        // A name that points to itself, and lengths that promise more than there is.
        await using var looping = new NameServer(query => query.Reply(0, [[0xC0, 0x2A, 0, 16, 0, 1, 0, 0, 0, 1, 0xFF, 0xFF, 0xFF]]));
        Assert.Null((await FindAsync(looping)).Path);
    }

    [Fact]
    public async Task A_server_that_keeps_silent_is_given_up_after_a_while()
    {
        await using var silent = new NameServer(_ => null);
        Assert.Contains("did not answer", (await FindAsync(silent, TimeSpan.FromMilliseconds(100))).Why, StringComparison.Ordinal);
        Assert.InRange(silent.Asked, 1, 4);
    }

    private static Task<DnsLinkAnswer> FindAsync(NameServer server, TimeSpan? patience = null) =>
        DnsLink.OverDns(server.Address, patience ?? TimeSpan.FromSeconds(5)).FindAsync("news.example", TestContext.Current.CancellationToken);
}
