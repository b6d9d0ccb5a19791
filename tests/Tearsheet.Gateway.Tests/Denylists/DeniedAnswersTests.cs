using System.Net;
using System.Text;
using Tearsheet.Gateway.Denylists;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway.Tests.Denylists;

/// <summary>What a visitor of a gateway with a denylist sees.</summary>
public sealed class DeniedAnswersTests
{
    private static readonly Dictionary<string, byte[]> Pages = new(StringComparer.Ordinal)
    {
        ["index.html"] = SmallSite.Bytes("<!doctype html><title>Front</title>"),
        ["a/index.html"] = SmallSite.Bytes("<!doctype html><title>A</title>"),
        ["a/b.txt"] = SmallSite.Bytes("b"),
    };

    [Theory]
    [InlineData("/ipfs/ROOT/a/b.txt", "/ipfs/ROOT/a/b.txt", 410)]
    [InlineData("/ipfs/ROOT/a/b.txt", "/ipfs/ROOT/a/%62.txt", 410)]
    [InlineData("/ipfs/ROOT/a/b.txt", "/a/b.txt", 410)]
    [InlineData("/ipfs/ROOT/a/b.txt gateway_status:451", "/ipfs/ROOT/a/b.txt", 451)]
    [InlineData("/ipfs/ROOT/a/b.txt", "/ipfs/ROOT/a/", 200)]
    [InlineData("/ipfs/ROOT/a/*", "/ipfs/ROOT/a/", 410)]
    [InlineData("/ipfs/ROOT/a*", "/ipfs/ROOT/", 200)]
    [InlineData("/ipfs/FILE", "/ipfs/FILE", 410)]
    [InlineData("/ipfs/FILE", "/ipfs/FILE?format=raw", 410)]
    [InlineData("/ipfs/FILE", "/ipfs/ROOT/a/b.txt", 410)]
    [InlineData("/ipfs/FILE", "/ipfs/ROOT/a/", 200)]
    public async Task What_a_list_names_is_answered_as_gone_and_the_rest_is_there(string rule, string path, int status)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using (var before = await site.GetAsync(Named(path, site)))
        {
            Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        }

        site.Gateway.Deny(List(Named(rule, site)));
        using var answer = await site.GetAsync(Named(path, site));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_list_that_is_taken_away_denies_no_longer()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        site.Gateway.Deny(List(Named("/ipfs/ROOT/*", site)));
        using var denied = await site.GetAsync("/a/");
        site.Gateway.Deny(Denylist.Empty);
        using var given = await site.GetAsync("/a/");

        Assert.Equal((HttpStatusCode.Gone, HttpStatusCode.OK), (denied.StatusCode, given.StatusCode));
        Assert.Contains("x.deny", await denied.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_blocks_of_a_denied_file_are_in_no_export()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        site.Gateway.Deny(List(Named("/ipfs/FILE", site)));

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var answer = await site.GetAsync($"/ipfs/{site.Root.Cid}?format=car");
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        });
    }

    private static Denylist List(string rules)
    {
        var list = Denylist.Read([("x.deny", new MemoryStream(Encoding.UTF8.GetBytes(rules)))], out var faults);
        Assert.Empty(faults);
        return list;
    }

    private static string Named(string text, SmallSite site) => text
        .Replace("ROOT", site.Root.Cid.ToString(), StringComparison.Ordinal)
        .Replace("FILE", Cid.ForBlock(Multicodec.Raw, Pages["a/b.txt"]).ToString(), StringComparison.Ordinal);
}
