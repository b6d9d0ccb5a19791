using System.Collections.Concurrent;
using Tearsheet.Distributing.Naming;

namespace Tearsheet.Server.Serving;

/// <summary>The DNSLinks of the domains that the settings name, asked for at most once a minute each. No visitor can have another one looked up.</summary>
internal sealed class DnsLinkCache(IReadOnlyList<string> domains, DnsLink dns, TimeProvider clock)
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(60);

    private readonly HashSet<string> _domains = domains.ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<string?> FindAsync(string domain, CancellationToken cancellationToken)
    {
        if (!_domains.Contains(domain))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        if (_known.TryGetValue(domain, out var known) && now - known.At < Age)
        {
            return known.Path;
        }

        // Name servers that do not answer for a while do not take the site down: the last answer stands.
        var answer = await dns.FindAsync(domain, cancellationToken);
        var path = answer.Path ?? known?.Path;
        _known[domain] = new Known(path, now);
        return path;
    }

    private sealed record Known(string? Path, DateTimeOffset At);
}
