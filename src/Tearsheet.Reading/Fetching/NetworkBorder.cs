using System.Net;
using System.Net.Sockets;

namespace Tearsheet.Reading.Fetching;

/// <summary>Which addresses a fetch may connect to: public ones, and those that the policy names.</summary>
/// <remarks>Spec: IANA IPv4 and IPv6 Special-Purpose Address Registries.</remarks>
internal sealed class NetworkBorder(IReadOnlyList<IPNetwork> allowed)
{
    private static readonly IPNetwork[] SpecialIpv4 =
    [
        IPNetwork.Parse("0.0.0.0/8"),         // this network
        IPNetwork.Parse("10.0.0.0/8"),        // private
        IPNetwork.Parse("100.64.0.0/10"),     // behind a carrier's NAT
        IPNetwork.Parse("127.0.0.0/8"),       // loopback
        IPNetwork.Parse("169.254.0.0/16"),    // link-local, and the metadata services of clouds
        IPNetwork.Parse("172.16.0.0/12"),     // private
        IPNetwork.Parse("192.0.0.0/24"),      // protocol assignments
        IPNetwork.Parse("192.0.2.0/24"),      // documentation
        IPNetwork.Parse("192.88.99.0/24"),    // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"),    // private
        IPNetwork.Parse("198.18.0.0/15"),     // benchmarks
        IPNetwork.Parse("198.51.100.0/24"),   // documentation
        IPNetwork.Parse("203.0.113.0/24"),    // documentation
        IPNetwork.Parse("224.0.0.0/4"),       // multicast
        IPNetwork.Parse("240.0.0.0/4"),       // reserved, and the broadcast address
    ];

    // Everything outside is loopback, link-local, unique local, multicast, IPv4 in disguise (NAT64) or not assigned.
    private static readonly IPNetwork GlobalIpv6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialIpv6 =
    [
        IPNetwork.Parse("2001::/23"),         // protocol assignments: Teredo, benchmarks, ORCHID
        IPNetwork.Parse("2001:db8::/32"),     // documentation
        IPNetwork.Parse("2002::/16"),         // 6to4: an IPv4 address inside
        IPNetwork.Parse("3fff::/20"),         // documentation
    ];

    // Names that mean something on one machine or in one network only, whatever a name server answers.
    private static readonly string[] InternalNames = ["localhost", "local", "internal", "home.arpa", "onion"];

    /// <summary>Whether an address may be connected to.</summary>
    /// <param name="address">As resolved or connected; an IPv4 address in IPv6 form is unwrapped first.</param>
    public bool MayConnect(IPAddress address)
    {
        address = Unwrap(address);
        return IsNamed(address) || IsPublic(address);
    }

    /// <summary>Whether an address under an internal name may be connected to: only one that the policy names.</summary>
    public bool MayConnect(string host, IPAddress address) =>
        IsInternal(host) ? IsNamed(Unwrap(address)) : MayConnect(address);

    private static IPAddress Unwrap(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static bool IsInternal(string host)
    {
        host = host.TrimEnd('.');
        return InternalNames.Any(name => host.Equals(name, StringComparison.OrdinalIgnoreCase)
            || (host.Length > name.Length && host.EndsWith(name, StringComparison.OrdinalIgnoreCase) && host[^(name.Length + 1)] == '.'));
    }

    private static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !Array.Exists(SpecialIpv4, network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => GlobalIpv6.Contains(address) && !Array.Exists(SpecialIpv6, network => network.Contains(address)),
        _ => false,
    };

    private bool IsNamed(IPAddress address) => allowed.Any(network => network.Contains(address));
}
