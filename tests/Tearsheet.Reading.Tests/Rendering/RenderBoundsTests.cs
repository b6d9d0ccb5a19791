using System.Diagnostics;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Rendering;
using Tearsheet.Reading.Tests.Fetching;
using static Tearsheet.Reading.Tests.Rendering.RenderFixture;

namespace Tearsheet.Reading.Tests.Rendering;

/// <summary>Pages that take more than there is, and browsers that end early: nothing is left running, and there is one sentence.</summary>
[Collection(OneAtATime)]
public class RenderBoundsTests
{
    public RenderBoundsTests() => NeedChromium();

    [Fact]
    public async Task A_script_that_never_ends_is_ended_and_the_page_taken_as_it_stands()
    {
        await using var server = BareServer.Answering(target => target == "/story"
            ? Text(Scripted(Write("The old crane stays") + "</script><script>while(true){}</script><script>for(;;);"))
            : Status(404));

        var read = await ReadAsync(server.Address("/story"), new RenderPolicy { SettleTimeout = TimeSpan.FromSeconds(2) });

        Assert.Equal("The old crane stays", read.Article.Headline);
        Assert.Contains("no: the page went on loading", read.Made("pageinfo").Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_asks_without_end_gets_as_much_as_a_page_may()
    {
        await using var server = BareServer.Answering(target => target == "/story"
            ? Text(Scripted(Write("The old crane stays") + "let n=0;const more=()=>fetch('/more/'+n++).finally(more);for(let i=0;i<8;i++)more()"))
            : Text("x", "text/plain"));

        var read = await ReadAsync(server.Address("/story"), new RenderPolicy { MaxRequests = 30 });

        Assert.Equal("The old crane stays", read.Article.Headline);
        Assert.Contains("no: the page asks without end", read.Made("pageinfo").Text(), StringComparison.Ordinal);
        Assert.InRange(server.Requests.Count, 20, 30);
        Assert.Contains("more requests than a page may make", read.Made("pageinfo").Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_a_page_may_bring_are_not_asked_for()
    {
        await using var server = BareServer.Answering(target => target == "/story"
            ? Text(Scripted(Write("The old crane stays") + "(async()=>{for(let i=0;i<6;i++)await fetch('/big/'+i).then(r=>r.text()).catch(()=>0)})()"))
            : Text(new string('x', 1 << 20), "text/plain"));

        var read = await ReadAsync(server.Address("/story"), new RenderPolicy { MaxBytes = 2 << 20 });

        Assert.Equal("The old crane stays", read.Article.Headline);
        Assert.Equal(["200"], read.Said("GET", "/big/0"));
        Assert.Equal(["more bytes than a page may bring"], read.Said("GET", "/big/5"));
    }

    [Fact]
    public async Task What_does_not_answer_is_left_out()
    {
        await using var server = new BareServer(talk => talk.Target == "/story"
            ? talk.SendAsync(Text(Scripted(Write("The old crane stays", "<img src=/slow.png><img src=/slow2.png>"))))
            : talk.StaySilentAsync());

        var read = await ReadAsync(server.Address("/story"), fetching: FetchFixture.Policy with { ResponseTimeout = TimeSpan.FromSeconds(1) });

        Assert.Equal("The old crane stays", read.Article.Headline);
        Assert.Contains("did not answer within 1 s", Assert.Single(read.Said("GET", "/slow.png")), StringComparison.Ordinal);
        Assert.Equal("its host did not answer before", Assert.Single(read.Said("GET", "/slow2.png")));
    }

    [Fact]
    public async Task A_page_that_fills_the_memory_costs_the_browser_its_life()
    {
        await using var server = new BareServer(talk => talk.Target == "/story"
            ? talk.SendAsync(Text(Scripted(Write("The old crane stays")
                + "fetch('/slow');const all=[];setInterval(()=>{try{const b=new Uint8Array(8<<20);b.fill(1);all.push(b)}catch{document.body.append(new Array(1<<20).join('crane '))}},1)")))
            : talk.StaySilentAsync());
        using var renderer = Renderer(new RenderPolicy { MaxMemoryBytes = 700L << 20 });

        var refused = Assert.IsType<VisitOutcome.Refused>(await RenderAsync(server.Address("/story"), renderer));

        // The bound on all of them is met by a look now and then, that on each by the system at once: whichever comes first.
        Assert.True(refused.Why is FetchRefusal.RenderLimit or FetchRefusal.RenderFailed, refused.Message);
        Assert.InRange(renderer.LastPeakMemory, 100L << 20, 1200L << 20);
        Assert.Empty(Profiles());
    }

    [Fact]
    public async Task What_all_processes_have_together_is_bounded_too()
    {
        await using var server = new BareServer(talk => talk.Target == "/story"
            ? talk.SendAsync(Text(Scripted("fetch('/slow');const all=[];setInterval(()=>{const b=new Uint8Array(4<<20);b.fill(1);all.push(b)},20)")))
            : talk.StaySilentAsync());
        using var renderer = Renderer(new RenderPolicy { MaxMemoryBytes = 400L << 20 });

        var refused = Assert.IsType<VisitOutcome.Refused>(await RenderAsync(server.Address("/story"), renderer));

        Assert.Equal(FetchRefusal.RenderLimit, refused.Why);
        Assert.Contains("more than 400 MiB of memory", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Profiles());
    }

    [Fact]
    public async Task A_canvas_of_any_size_ends_within_the_bounds()
    {
        await using var server = BareServer.Answering(target => target == "/story"
            ? Text(Scripted(Write("The old crane stays") + "for(let i=0;i<40;i++){const c=document.createElement('canvas');c.width=c.height=16000;c.getContext('2d').fillRect(0,0,16000,16000);document.body.append(c)}"))
            : Status(404));
        using var renderer = Renderer(new RenderPolicy { MaxMemoryBytes = 1L << 30, TotalTimeout = TimeSpan.FromSeconds(40), SettleTimeout = TimeSpan.FromSeconds(5) });

        var outcome = await RenderAsync(server.Address("/story"), renderer);

        Assert.True(outcome is VisitOutcome.Read or VisitOutcome.Refused { Why: FetchRefusal.RenderLimit or FetchRefusal.RenderFailed });
        Assert.InRange(renderer.LastPeakMemory, 1, 2L << 30);
        Assert.Empty(Profiles());
    }

    [Fact]
    public async Task A_page_that_is_not_done_in_time_is_refused_and_its_browser_ended()
    {
        var ids = new List<int>();
        using var renderer = Renderer(new RenderPolicy { TotalTimeout = TimeSpan.FromSeconds(3) });
        await using var server = new BareServer(talk =>
        {
            if (talk.Target == "/story")
            {
                return talk.SendAsync(Text(Scripted("fetch('/slow')")));
            }

            ids.AddRange(ProcessTree.Of(renderer.RunningBrowser!.Value));
            return talk.StaySilentAsync();
        });

        var refused = Assert.IsType<VisitOutcome.Refused>(await RenderAsync(server.Address("/story"), renderer));

        Assert.Equal(FetchRefusal.RenderLimit, refused.Why);
        Assert.Contains("was not rendered within 3 s", refused.Message, StringComparison.Ordinal);
        Assert.True(ids.Count > 2);
        await AllEndAsync(ids);
        Assert.Empty(Profiles());
    }

    [Fact]
    public async Task A_browser_that_is_killed_half_way_is_a_refusal()
    {
        using var renderer = Renderer();
        await using var server = new BareServer(talk =>
        {
            if (talk.Target != "/story.js")
            {
                return talk.SendAsync(Text(Scripted("</script><script src=/story.js>")));
            }

            using (var browser = Process.GetProcessById(renderer.RunningBrowser!.Value))
            {
                browser.Kill();
            }

            return talk.StaySilentAsync();
        });

        var refused = Assert.IsType<VisitOutcome.Refused>(await RenderAsync(server.Address("/story"), renderer));

        Assert.Equal(FetchRefusal.RenderFailed, refused.Why);
        Assert.Contains("The browser broke down", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Profiles());
    }

    [Fact]
    public async Task Whoever_gives_up_leaves_no_browser_behind()
    {
        var ids = new List<int>();
        using var renderer = Renderer();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var server = new BareServer(async talk =>
        {
            if (talk.Target == "/story")
            {
                await talk.SendAsync(Text(Scripted("fetch('/slow');while(true){}")));
                return;
            }

            ids.AddRange(ProcessTree.Of(renderer.RunningBrowser!.Value));
            await stop.CancelAsync();
        });
        LinkAddress.TryParse(server.Address("/story").AbsoluteUri, out var link);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            new Visit(FetchFixture.Fetcher(), TimeProvider.System).RenderAsync(link!, robotsIgnoredBy: null, renderer, stop.Token));

        Assert.True(ids.Count > 2);
        await AllEndAsync(ids);
        Assert.Empty(Profiles());
    }

    [Fact]
    public async Task Without_a_browser_nobody_is_asked_for_anything()
    {
        await using var server = BareServer.Answering(_ => Text("<p>x"));
        using var renderer = Renderer(new RenderPolicy { Browser = "no-such-browser" });

        var refused = Assert.IsType<VisitOutcome.Refused>(await RenderAsync(server.Address("/story"), renderer));

        Assert.Equal(FetchRefusal.NoBrowser, refused.Why);
        Assert.Contains("render.browser in tearsheet.json", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task What_is_no_browser_is_a_refusal_with_what_it_said()
    {
        await using var server = BareServer.Answering(_ => Text(Scripted(Write("The old crane stays"))));
        using var renderer = Renderer(new RenderPolicy { Browser = "/bin/ls" });

        var refused = Assert.IsType<VisitOutcome.Refused>(await RenderAsync(server.Address("/story"), renderer));

        Assert.Equal(FetchRefusal.RenderFailed, refused.Why);
        Assert.Contains("ls: ", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Profiles());
    }
}
