using System.Text;

namespace Tearsheet.Reading.Captures.Wacz;

/// <summary>The key by which an index is sorted: the host's names turned round, so that a site's pages stand together.</summary>
/// <remarks>Spec: CDXJ 0.1.0, "Searchable URI": a SURT without scheme, in small letters, without "www.".</remarks>
internal static class Surt
{
    /// <summary>The key of an address; the address itself, in small letters, when it has no host.</summary>
    public static string Of(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.Host.Length == 0)
        {
            return uri.ToLowerInvariant();
        }

        var host = address.IdnHost;
        if (host.StartsWith("www", StringComparison.Ordinal) && host.IndexOf('.', StringComparison.Ordinal) is var dot and >= 3
            && host.AsSpan(3, dot - 3).IndexOfAnyExceptInRange('0', '9') < 0 && host.AsSpan(dot + 1).Contains('.'))
        {
            host = host[(dot + 1)..];
        }

        var key = new StringBuilder();
        if (address.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            key.Append(host);
        }
        else
        {
            key.AppendJoin(',', host.Split('.').Reverse());
        }

        if (!address.IsDefaultPort)
        {
            key.Append(':').Append(address.Port);
        }

        return key.Append(')').Append(address.PathAndQuery).ToString().ToLowerInvariant();
    }
}
