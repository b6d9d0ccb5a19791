using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Tearsheet.Reading.Fetching;

/// <summary>What a fetch asks of the machine: names and trust. Tests bring their own.</summary>
internal sealed record NetworkAccess
{
    public static NetworkAccess OfThisMachine { get; } = new();

    /// <summary>Finds the addresses of a name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>The certificates that are trusted besides nothing; null for those that this machine trusts.</summary>
    public X509Certificate2Collection? Roots { get; init; }

    /// <summary>How a server's certificate is judged.</summary>
    public X509ChainPolicy ChainPolicy()
    {
        // A certificate can name places to fetch missing ones and revocation lists from: addresses that a stranger chose
        // and that no border of ours would check.
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (Roots is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(Roots);
        }

        return policy;
    }
}
