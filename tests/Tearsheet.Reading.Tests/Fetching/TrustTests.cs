using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

public sealed class TrustTests : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-2);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _root;

    public TrustTests()
    {
        var request = new CertificateRequest("CN=A root of this test", _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _root = request.CreateSelfSigned(From, From.AddDays(30));
    }

    [Fact]
    public async Task Heads_are_recorded_as_sent_over_an_encrypted_connection_too()
    {
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), Leaf("127.0.0.1"));

        var captured = await FetchFixture.Fetcher(network: Trusting(_root)).CaptureAsync(server.Address());

        Assert.Equal("hi", captured.Answer.Text());
        Assert.Equal(new HeaderPair("Content-Type", "text/html"), captured.Answer.ResponseHeaders[0]);
        Assert.Equal("Host", captured.Answer.RequestHeaders[0].Name);
    }

    [Fact]
    public async Task A_certificate_that_nobody_here_trusts_is_refused_before_the_request()
    {
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), Leaf("127.0.0.1"));

        var refused = await FetchFixture.Fetcher().RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.TlsFailed, refused.Why);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused()
    {
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), Leaf("127.0.0.9"));

        var refused = await FetchFixture.Fetcher(network: Trusting(_root)).RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.TlsFailed, refused.Why);
        Assert.Contains("cannot be trusted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_has_run_out_is_refused()
    {
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), Leaf("127.0.0.1", days: 1));

        Assert.Equal(FetchRefusal.TlsFailed, (await FetchFixture.Fetcher(network: Trusting(_root)).RefuseAsync(server.Address())).Why);
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
        var leaf = Leaf("127.0.0.1", issuers: trap.Address("/issuer.cer").ToString());
        await using var server = new BareServer(talk => talk.SendAsync(BareServer.Page("hi")), leaf);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var unrelated = new CertificateRequest("CN=Another root", other, HashAlgorithmName.SHA256).CreateSelfSigned(From, From.AddDays(30));

        var refused = await FetchFixture.Fetcher(network: Trusting(unrelated)).RefuseAsync(server.Address());

        Assert.Equal(FetchRefusal.TlsFailed, refused.Why);
        Assert.Equal(0, trap.Connections);
    }

    public void Dispose()
    {
        _root.Dispose();
        _key.Dispose();
    }

    private static NetworkAccess Trusting(X509Certificate2 root) => new() { Roots = [root] };

    private X509Certificate2 Leaf(string address, int days = 20, string? issuers = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=A site", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        if (issuers is not null)
        {
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuers]));
        }

        using var certificate = request.Create(_root, From, From.AddDays(days), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }
}
