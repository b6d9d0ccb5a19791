using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Tearsheet.Reading.Tests.Fetching;
using static Tearsheet.Reading.Tests.Rendering.RenderFixture;

namespace Tearsheet.Reading.Tests.Rendering;

/// <summary>A page tries every way out of the browser; at a private address that our border refuses somebody listens.</summary>
[Collection(OneAtATime)]
public class NothingEscapesTests
{
    private const string Attempts = """
        const at='127.0.0.2:TCP', tries=[];
        const attempt=(name,f)=>{try{f();tries.push(name)}catch(e){tries.push(name+' '+e.name)}};
        attempt('socket',()=>new WebSocket('ws://'+at+'/socket'));
        attempt('stream',()=>new EventSource('http://'+at+'/stream'));
        attempt('fetch',()=>fetch('http://'+at+'/fetch',{mode:'no-cors'}).catch(()=>0));
        attempt('post',()=>fetch('http://'+at+'/post',{method:'POST',mode:'no-cors',body:'x'}).catch(()=>0));
        attempt('beacon',()=>navigator.sendBeacon('http://'+at+'/beacon','x'));
        attempt('window',()=>window.open('http://'+at+'/window'));
        attempt('transport',()=>new WebTransport('https://127.0.0.2:UDP/').ready.catch(()=>0));
        attempt('rtc',()=>{const c=new RTCPeerConnection({iceServers:[{urls:'stun:127.0.0.2:UDP'},{urls:'turn:'+at+'?transport=tcp',username:'a',credential:'b'}]});
          c.createDataChannel('x');c.createOffer().then(o=>c.setLocalDescription(o))});
        attempt('service worker',()=>navigator.serviceWorker.register('/service.js').catch(()=>0));
        attempt('worker',()=>new Worker('/worker.js'));
        attempt('shared worker',()=>new SharedWorker('/worker.js'));
        for(const [tag,set] of [['img',{src:'http://'+at+'/img'}],['iframe',{src:'http://'+at+'/frame'}],['iframe',{src:'file:///etc/passwd'}],
          ['link',{rel:'preconnect',href:'http://'+at}],['link',{rel:'dns-prefetch',href:'//'+at}],['link',{rel:'prefetch',href:'http://'+at+'/prefetch'}],
          ['link',{rel:'preload',as:'script',href:'http://'+at+'/preload'}],['link',{rel:'manifest',href:'http://'+at+'/manifest'}],
          ['script',{src:'http://'+at+'/script'}],['video',{src:'http://'+at+'/video'}],['object',{data:'http://'+at+'/object'}],
          ['a',{href:'/here',ping:'http://'+at+'/ping',id:'pinger'}],['a',{href:'http://'+at+'/download',download:'x',id:'loader'}]])
          attempt(tag,()=>document.head.append(Object.assign(document.createElement(tag),set)));
        attempt('download',()=>document.getElementById('loader').click());
        attempt('form',()=>{const f=document.createElement('form');f.method='post';f.action='http://'+at+'/form';f.target='_blank';document.body.append(f);f.submit()});
        attempt('redirected',()=>fetch('/redirected').catch(()=>0));
        STORY
        document.querySelector('h1').append(' after '+tries.length);
        setTimeout(()=>location.href='file:///etc/passwd',50);setTimeout(()=>location.href='chrome://version',100);setTimeout(()=>location.href='http://'+at+'/away',150);
        """;

    public NothingEscapesTests() => NeedChromium();

    [Fact]
    public async Task Nothing_but_our_fetcher_connects_to_anything()
    {
        await using var forbidden = new Listener();
        var (tcp, udp) = (forbidden.Tcp, forbidden.Udp);
        await using var server = BareServer.Answering(target => target switch
        {
            "/story" => Text(Scripted(Attempts.Replace("TCP", $"{tcp}", StringComparison.Ordinal).Replace("UDP", $"{udp}", StringComparison.Ordinal).Replace("STORY", Write("The old crane stays"), StringComparison.Ordinal))),
            "/redirected" => BareServer.Redirect($"http://127.0.0.2:{tcp}/redirected"),
            "/worker.js" or "/service.js" => Text(
                $"fetch('http://127.0.0.2:{tcp}/worker',{{mode:'no-cors'}}).catch(()=>0);new WebSocket('ws://127.0.0.2:{tcp}/worker');importScripts('http://127.0.0.2:{tcp}/imported')", "text/javascript"),
            _ => Status(404),
        });

        var read = await ReadAsync(server.Address("/story"));

        Assert.Equal("The old crane stays after 27", read.Article.Headline);
        Assert.Empty(forbidden.Heard);
        Assert.Contains("127.0.0.2", Assert.Single(read.Said("GET", "/fetch")), StringComparison.Ordinal);
        Assert.Contains("127.0.0.2", Assert.Single(read.Said("GET", "/away")), StringComparison.Ordinal);
        Assert.DoesNotContain("root:", read.Capture.PageExchange.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain(read.Capture.Exchanges, exchange => exchange.Address!.Host == "127.0.0.2");
    }

    /// <summary>Hears every connection and every datagram.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly TcpListener _tcp = new(IPAddress.Parse("127.0.0.2"), 0);
        private readonly UdpClient _udp = new(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        private readonly CancellationTokenSource _closing = new();
        private readonly Task _listening;

        public Listener()
        {
            _tcp.Start();
            _listening = Task.WhenAll(HearConnectionsAsync(), HearDatagramsAsync());
        }

        public int Tcp => ((IPEndPoint)_tcp.LocalEndpoint).Port;

        public int Udp => ((IPEndPoint)_udp.Client.LocalEndPoint!).Port;

        public ConcurrentQueue<string> Heard { get; } = new();

        public async ValueTask DisposeAsync()
        {
            await _closing.CancelAsync();
            await _listening;
            _tcp.Dispose();
            _udp.Dispose();
            _closing.Dispose();
        }

        private async Task HearConnectionsAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _tcp.AcceptTcpClientAsync(_closing.Token);
                    Heard.Enqueue($"a connection from {client.Client.RemoteEndPoint}");
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }

        private async Task HearDatagramsAsync()
        {
            try
            {
                while (true)
                {
                    Heard.Enqueue($"a datagram from {(await _udp.ReceiveAsync(_closing.Token)).RemoteEndPoint}");
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
