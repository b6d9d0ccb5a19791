using System.Net;
using static System.FormattableString;

namespace Tearsheet.Server.Serving;

/// <summary>Reads where to listen.</summary>
internal static class ListenAddress
{
    /// <summary>Reads an address such as <c>serve --listen</c> takes.</summary>
    /// <param name="text">As <c>http://127.0.0.1:8080</c>; <c>localhost</c> is 127.0.0.1, <c>*</c> every address.</param>
    /// <param name="problem">Empty, or what is wrong and how to write it.</param>
    public static bool TryParse(string text, out IPEndPoint endPoint, out string problem)
    {
        endPoint = new IPEndPoint(IPAddress.Loopback, 0);
        problem = "";
        if (text.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            problem = $"{text}: TLS is the business of the proxy in front; listen on http://127.0.0.1:PORT behind it.";
            return false;
        }

        var everywhere = text.Replace("//*", "//0.0.0.0", StringComparison.Ordinal);
        if (!Uri.TryCreate(everywhere, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/"
            || uri.UserInfo.Length > 0)
        {
            problem = $"\"{text}\" is no address to listen on; write it as http://127.0.0.1:8080 or http://[::1]:8080.";
            return false;
        }

        var host = uri.DnsSafeHost;
        if (!IPAddress.TryParse(host, out var address))
        {
            if (host != "localhost")
            {
                problem = Invariant($"\"{text}\" names a host; listen on an IP address of this machine, or on http://*:{uri.Port} for all.");
                return false;
            }

            address = IPAddress.Loopback;
        }

        endPoint = new IPEndPoint(address, uri.Port);
        return true;
    }
}
