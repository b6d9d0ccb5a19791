using System.Globalization;
using System.Net;
using DnsClient;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Distributing.Naming;

/// <summary>What came of asking for a domain's DNSLink.</summary>
/// <param name="Path">Such as <c>/ipfs/bafy...</c> or <c>/ipns/k51...</c>; null when there is none.</param>
/// <param name="Why">Why there is none, as a sentence; null when there is one.</param>
public sealed record DnsLinkAnswer(string? Path, string? Why);

/// <summary>Reads DNSLinks: TXT records by which a domain names what it shows.</summary>
/// <param name="lookUp">Gives the TXT records of a name; none when there are none.</param>
/// <remarks>Spec: dnslink, "How does it work?".</remarks>
public sealed class DnsLink(Func<string, CancellationToken, Task<IReadOnlyList<string>>> lookUp)
{
    private const string Prefix = "dnslink=";
    private const int MostAliases = 8;
    private const int MostTexts = 64;

    /// <summary>Asks the system's name servers, or the one that is named.</summary>
    /// <param name="server">Null for the system's.</param>
    /// <param name="patience">How long one question waits for its answer; it is asked twice. Null is five seconds.</param>
    public static DnsLink OverDns(IPEndPoint? server, TimeSpan? patience = null)
    {
        var options = server is null ? new LookupClientOptions() : new LookupClientOptions(server);
        options.Timeout = patience ?? TimeSpan.FromSeconds(5);
        options.Retries = 1;
        options.ThrowDnsErrors = false;
        var client = new LookupClient(options);
        return new DnsLink(async (name, cancellationToken) =>
        {
            var answer = await client.QueryAsync(name, QueryType.TXT, cancellationToken: cancellationToken);
            return answer.HasError && answer.Header.ResponseCode != DnsHeaderResponseCode.NotExistentDomain
                ? throw new DnsResponseException(answer.ErrorMessage)
                : [.. TextsOf(name, answer.Answers)];
        });
    }

    /// <summary>What an answer says of the name that was asked for, over its aliases. What it says of other names was not asked.</summary>
    private static IEnumerable<string> TextsOf(string name, IReadOnlyList<DnsClient.Protocol.DnsResourceRecord> answers)
    {
        var owner = DnsString.Parse(name).Value;
        for (var alias = 0; alias < MostAliases; alias++)
        {
            var next = answers.CnameRecords().FirstOrDefault(record => IsOf(record, owner));
            if (next is null)
            {
                return answers.TxtRecords().Where(record => IsOf(record, owner)).Take(MostTexts).Select(record => string.Concat(record.Text));
            }

            owner = next.CanonicalName.Value;
        }

        return [];

        static bool IsOf(DnsClient.Protocol.DnsResourceRecord record, string owner) =>
            record.DomainName.Value.Equals(owner, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The TXT record that makes a domain lead to a site, as the line of a zone file.</summary>
    public static string RecordFor(string domain, string name, TimeSpan ttl) =>
        string.Create(CultureInfo.InvariantCulture, $"_dnslink.{domain.TrimEnd('.')}. {(long)ttl.TotalSeconds} IN TXT \"{Prefix}/ipns/{name}\"");

    /// <summary>Asks for a domain's DNSLink.</summary>
    public async Task<DnsLinkAnswer> FindAsync(string domain, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(domain);
        if (Uri.CheckHostName(domain) != UriHostNameType.Dns || domain.Length > 240)
        {
            return new DnsLinkAnswer(null, $"\"{domain}\" is no domain.");
        }

        try
        {
            var texts = await lookUp("_dnslink." + domain, cancellationToken);
            return Choose(texts) is { } path
                ? new DnsLinkAnswer(path, null)
                : new DnsLinkAnswer(null, texts.Count == 0
                    ? $"_dnslink.{domain} has no TXT record."
                    : $"No TXT record of _dnslink.{domain} is a DNSLink to /ipfs/CID or /ipns/NAME.");
        }
        catch (Exception fault) when (fault is DnsResponseException or IOException or System.Net.Sockets.SocketException || IsOfResolver(fault))
        {
            return new DnsLinkAnswer(null, $"The name servers did not answer for _dnslink.{domain}: {fault.Message}");
        }
    }

    // An answer to another question is told of by an exception that the resolver's library keeps to itself.
    private static bool IsOfResolver(Exception fault) => fault.GetType().Assembly == typeof(LookupClient).Assembly;

    /// <summary>The first that can be followed; in the order of the alphabet, as name servers shuffle.</summary>
    internal static string? Choose(IReadOnlyList<string> texts) => texts
        .Where(text => text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length < 2048)
        .Select(text => text[Prefix.Length..].TrimEnd('/'))
        .Where(CanFollow)
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();

    private static bool CanFollow(string path)
    {
        var parts = path.Split('/');
        return parts is ["", "ipfs", var cid, ..]
            ? Cid.TryParse(cid, out _) == CidStatus.Ok
            : parts is ["", "ipns", var name, ..] && (IpnsName.TryParse(name, out _) || name.Contains('.', StringComparison.Ordinal));
    }
}
