using System.Net;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway.Tests;

/// <summary>Foreign trees, broken stores, visitors who leave.</summary>
public sealed class HostileTests
{
    private static readonly Dictionary<string, byte[]> Pages = new(StringComparer.Ordinal)
    {
        ["index.html"] = SmallSite.Bytes("<!doctype html><title>Front</title>"),
        ["a/index.html"] = SmallSite.Bytes("<!doctype html><title>A</title>"),
        ["\\evil.example/index.html"] = SmallSite.Bytes("<!doctype html><title>E</title>"),
        ["large.bin"] = Large(),
    };

    [Fact]
    public async Task Foreign_pages_under_ipfs_are_sandboxed_and_own_ones_are_not()
    {
        Cid own = default;
        await using var site = await SmallSite.StartAsync(Pages, new GatewayPolicy { IsOwnSite = cid => cid == own });
        using var foreign = await site.GetAsync($"/ipfs/{site.Root.Cid}/a/");
        own = site.Root.Cid;
        site.Gateway.Forget();
        using var trusted = await site.GetAsync($"/ipfs/{site.Root.Cid}/a/");
        using var home = await site.GetAsync("/a/");

        Assert.StartsWith("sandbox;", Policy(foreign), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", Policy(trusted), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", Policy(home), StringComparison.Ordinal);
        Assert.All((HttpResponseMessage[])[foreign, trusted, home], answer => Assert.Contains("frame-ancestors 'none'", Policy(answer), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_worker_is_not_given_out_under_ipfs()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync($"/ipfs/{site.Root.Cid}/a/", ("Service-Worker", "script"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("/%5Cevil.example", "/%5Cevil.example/")]
    [InlineData("//%5Cevil.example?x=1", "/%5Cevil.example/?x=1")]
    public async Task A_folder_with_a_backslash_redirects_to_this_host(string path, string location)
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync(path);
        Assert.Equal(location, answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_path_in_another_spelling_is_the_same_page_and_is_kept_once()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        (await site.GetAsync("/a/")).Dispose();
        var asked = site.Asked;
        foreach (var path in (string[])["/%61/", "//a//", "/a/?x=1"])
        {
            using var answer = await site.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(asked, site.Asked);
    }

    [Fact]
    public async Task A_withdrawn_leaf_of_a_held_file_is_gone_and_an_absent_one_is_missing()
    {
        await using var site = await SmallSite.StartAsync(Pages, new GatewayPolicy { SmallFileBytes = 8 << 20 });
        var leaves = await LeavesAsync(site);
        site.Withdraw(leaves[1]);
        using var gone = await site.GetAsync("/large.bin");
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);

        site.Blocks.Remove(leaves[0]);
        site.Gateway.Forget();
        using var missing = await site.GetAsync("/large.bin");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains(leaves[0].ToString(), await missing.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_breaks_in_the_middle_is_cut_short_not_ended_well()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var leaves = await LeavesAsync(site);
        site.Spoil(leaves[^1]);
        using var request = await site.Client.GetAsync(site.Address("/large.bin"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, request.StatusCode);
        await Assert.ThrowsAnyAsync<Exception>(() => request.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_range_touches_only_the_blocks_that_it_needs()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var leaves = await LeavesAsync(site);
        foreach (var leaf in leaves.Skip(2))
        {
            site.Blocks.Remove(leaf);
        }

        using var part = await site.GetAsync("/large.bin", ("Range", "bytes=1048570-1048589"));
        Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
        Assert.Equal(Large()[1048570..1048590], await part.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_visitor_who_leaves_stops_the_work()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var asked = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        site.BeforeAnswer = async (_, gone) =>
        {
            gone.Register(stopped.SetResult);
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, gone);
        };
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var visit = site.Client.GetAsync(site.Address("/a/"), leaving.Token);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => visit);
        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task What_is_forgotten_during_a_request_is_not_remembered_by_it()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var file = site.Files["a/index.html"].Cid;
        var reached = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        site.BeforeAnswer = async (cid, _) =>
        {
            if (cid == site.Root.Cid)
            {
                reached.TrySetResult();
                await go.Task;
            }
        };
        var early = site.GetAsync("/a/");
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        site.BeforeAnswer = null;
        site.Gateway.Forget();
        go.SetResult();
        (await early).Dispose();
        site.Withdraw(file);
        using var late = await site.GetAsync("/a/");
        Assert.Equal(HttpStatusCode.Gone, late.StatusCode);
    }

    [Fact]
    public async Task A_block_whose_hash_cannot_be_computed_is_not_given_out()
    {
        const ulong Blake2s256 = 0xb260;
        await using var site = await SmallSite.StartAsync(Pages);
        var cid = Cid.Create(1, (ulong)Multicodec.Raw, Blake2s256, new byte[32]);
        site.Blocks.Put(new Block(cid, "anything"u8.ToArray()));
        using var answer = await site.GetAsync($"/ipfs/{cid}");
        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
        Assert.Contains("cannot be computed here", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_is_no_tree_is_refused_in_words()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var cbor = Cid.ForBlock(Multicodec.DagCbor, "junk"u8);
        var junk = Cid.ForBlock(Multicodec.DagPb, "junk"u8);
        site.Blocks.Put(new Block(cbor, "junk"u8.ToArray()));
        site.Blocks.Put(new Block(junk, "junk"u8.ToArray()));
        foreach (var path in (string[])[$"{cbor}/a", junk.ToString(), $"{junk}/a"])
        {
            using var answer = await site.GetAsync($"/ipfs/{path}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        }
    }

    [Fact]
    public async Task An_identity_CID_is_its_own_page()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        using var answer = await site.GetAsync("/ipfs/bafkqacdomv3xgidsmf3q");
        Assert.Equal("news raw", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_sharded_folder_is_a_folder()
    {
        await using var site = await SmallSite.StartAsync(Pages);
        var page = new FileImporter(ImportProfile.UnixFsV1_2025, site.Blocks).Import("<!doctype html>"u8.ToArray());
        var entries = Enumerable.Range(0, 8000).Select(i => new DirectoryEntry($"a-rather-long-name-of-a-page-{i}.html", page)).ToList();
        entries.Add(new DirectoryEntry("index.html", page));
        var folder = new DirectoryImporter(ImportProfile.UnixFsV1_2025, site.Blocks).Import(entries);
        site.OtherRoot = folder.Cid;
        foreach (var path in (string[])["/", "/a-rather-long-name-of-a-page-0.html", "/a-rather-long-name-of-a-page-7999.html"])
        {
            using var answer = await site.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using var missing = await site.GetAsync("/a-rather-long-name-of-a-page-8000.html");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static string Policy(HttpResponseMessage answer) => answer.Headers.GetValues("Content-Security-Policy").Single();

    private static async Task<List<Cid>> LeavesAsync(SmallSite site)
    {
        var leaves = new List<Cid>();
        await foreach (var cid in new UnixFsReader(site.Blocks).WalkAsync(site.Files["large.bin"].Cid, TestContext.Current.CancellationToken))
        {
            if (cid.Codec == (ulong)Multicodec.Raw)
            {
                leaves.Add(cid);
            }
        }

        return leaves;
    }

    private static byte[] Large()
    {
        var bytes = new byte[6_000_000];
        new Random(3).NextBytes(bytes);
        return bytes;
    }
}
