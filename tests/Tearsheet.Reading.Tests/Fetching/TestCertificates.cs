using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

/// <summary>A root that this test alone trusts, and certificates below it.</summary>
internal sealed class TestCertificates : IDisposable
{
    private static readonly DateTimeOffset From = TimeProvider.System.GetUtcNow().AddDays(-2);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestCertificates(string name = "A root of this test")
    {
        var request = new CertificateRequest("CN=" + name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        Root = request.CreateSelfSigned(From, From.AddDays(30));
    }

    public X509Certificate2 Root { get; }

    /// <summary>A network that trusts the root and nobody else.</summary>
    public NetworkAccess Trusting => new() { Roots = [Root] };

    public X509Certificate2 Leaf(string address, int days = 20, string? issuers = null)
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

        using var certificate = request.Create(Root, From, From.AddDays(days), RandomNumberGenerator.GetBytes(8));
        using var withKey = certificate.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), password: null);
    }

    public void Dispose()
    {
        Root.Dispose();
        _key.Dispose();
    }
}
