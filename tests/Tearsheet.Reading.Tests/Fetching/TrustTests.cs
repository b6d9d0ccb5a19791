using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

public sealed class TrustTests : IDisposable
{
    private readonly TestCertificates _ours = new();

    [Fact]
    public async Task Heads_are_recorded_as_sent_over_an_encrypted_connection_too()
    {
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), _ours.Leaf("127.0.0.1"));

        var captured = await FetchFixture.Fetcher(network: _ours.Trusting).CaptureAsync(server.Address());

        Assert.Equal("hi", captured.Answer.Text());
        Assert.Equal(new HeaderPair("Content-Type", "text/html"), captured.Answer.ResponseHeaders[0]);
        Assert.Equal("Host", captured.Answer.RequestHeaders[0].Name);
    }

    [Fact]
    public async Task A_certificate_that_nobody_here_trusts_is_refused_before_the_request()
    {
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), _ours.Leaf("127.0.0.1"));

        var refused = await FetchFixture.Fetcher().RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.TlsFailed, refused.Why);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), _ours.Leaf("127.0.0.9"));

        var refused = await FetchFixture.Fetcher(network: _ours.Trusting).RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.TlsFailed, refused.Why);
        Assert.Contains("cannot be trusted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_has_run_out_is_refused()
    {
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), _ours.Leaf("127.0.0.1", days: 1));

        Assert.Equal(FetchRefusal.TlsFailed, (await FetchFixture.Fetcher(network: _ours.Trusting).RefuseAsync(server.Address())).Why);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_TLS_is_refused()
    {
        await using var server = BareServer.Answering(_ => BareServer.Page("hi"));

        var refused = await FetchFixture.Fetcher().RefuseAsync(new Uri($"https://127.0.0.1:{server.Port}/"));

        Assert.Equal(FetchRefusal.TlsFailed, refused.Why);
        Assert.Empty(refused.Hops);
    }

    [Fact]
    public async Task No_certificate_makes_us_ask_at_an_address_of_its_own_choice()
    {
        await using var trap = BareServer.Answering(_ => BareServer.Page("x"));
        var leaf = _ours.Leaf("127.0.0.1", issuers: trap.Address("/issuer.cer").ToString());
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), leaf);
        using var unrelated = new TestCertificates("Another root");

        var refused = await FetchFixture.Fetcher(network: unrelated.Trusting).RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.TlsFailed, refused.Why);
        Assert.Equal(0, trap.Connections);
    }

    public void Dispose() => _ours.Dispose();
}
