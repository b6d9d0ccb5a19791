using System.Globalization;

namespace Tearsheet.Distributing.Gateways;

/// <summary>How a gateway did.</summary>
/// <param name="Address">Which one.</param>
/// <param name="Blocks">Blocks that were taken from it.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="IsDropped">Whether it is not asked any more: it sent a wrong block.</param>
/// <param name="LastFault">What was wrong last; null when nothing was.</param>
/// <param name="Faults">How often something was.</param>
public sealed record GatewayTally(Uri Address, long Blocks, long Bytes, bool IsDropped, string? LastFault, int Faults);

/// <summary>Several gateways, and which of them is to be asked next.</summary>
/// <remarks>
/// The one with the fewest requests under way is asked first. Whoever sends a wrong block is never asked again; whoever is dead, slow or
/// busy is left alone for a while, longer each time. Safe to use from many flows.
/// </remarks>
public sealed class GatewayPool
{
    private static readonly TimeSpan FirstRest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _clock;
    private readonly Action<string> _tell;
    private readonly Lock _gate = new();
    private readonly Member[] _members;

    /// <summary>Makes a pool.</summary>
    /// <param name="gateways">One at least, the preferred first.</param>
    /// <param name="clock">For how long a gateway is left alone.</param>
    /// <param name="tell">Is told, in a sentence that names the gateway, when one is not asked any more or left alone.</param>
    public GatewayPool(IEnumerable<TrustlessGateway> gateways, TimeProvider clock, Action<string> tell)
    {
        _members = [.. gateways.Select(gateway => new Member(gateway))];
        _clock = clock;
        _tell = tell;
        if (_members.Length == 0)
        {
            throw new ArgumentException("a pool needs a gateway", nameof(gateways));
        }
    }

    /// <summary>How all of them did.</summary>
    public IReadOnlyList<GatewayTally> Tallies
    {
        get
        {
            lock (_gate)
            {
                return [.. _members.Select(one => new GatewayTally(
                    one.Gateway.Address, one.Blocks, one.Bytes, one.IsDropped, one.LastFault, one.Faults))];
            }
        }
    }

    /// <summary>All of them, whatever they did.</summary>
    public IReadOnlyList<TrustlessGateway> All => [.. _members.Select(member => member.Gateway)];

    /// <summary>The gateway to ask next.</summary>
    /// <param name="not">Those that were asked for the same already.</param>
    /// <param name="forDags">Whether a whole DAG is wanted.</param>
    /// <returns>null when there is none left that has not been asked.</returns>
    internal Lease? Take(IReadOnlyCollection<TrustlessGateway> not, bool forDags)
    {
        lock (_gate)
        {
            var now = _clock.GetUtcNow();
            var next = _members
                .Where(member => !member.IsDropped && !not.Contains(member.Gateway) && (!forDags || !member.HasNoDags))
                .OrderBy(member => member.RestsUntil > now)
                .ThenBy(member => member.UnderWay)
                .FirstOrDefault();
            if (next is null)
            {
                return null;
            }

            // When everybody rests, the one that has rested longest is tried all the same: waiting would help no one.
            next.UnderWay++;
            return new Lease(this, next, forDags);
        }
    }

    private void Settle(Member member, bool forDag, long blocks, long bytes, GatewayFault? fault)
    {
        string? words = null;
        lock (_gate)
        {
            member.UnderWay--;
            member.Blocks += blocks;
            member.Bytes += bytes;
            if (fault is null)
            {
                member.InARow = 0;
                return;
            }

            if (fault.IsAboutTheBlock)
            {
                return;
            }

            if (fault.Kind == GatewayFaultKind.NotSupported && forDag)
            {
                if (!member.HasNoDags)
                {
                    member.HasNoDags = true;
                    words = $"{member.Gateway} {fault}; it is asked for single blocks only";
                }
            }
            else if (fault.Kind is GatewayFaultKind.WrongBlock)
            {
                words = member.IsDropped ? null : $"{member.Gateway} {fault}; it is not asked any more";
                member.IsDropped = true;
            }
            else
            {
                var rest = fault.RetryAfter ?? FirstRest * Math.Pow(2, Math.Min(member.InARow, 8));
                rest = rest < LongestRest ? rest : LongestRest;
                words = member.InARow is 0 or 3 or 8
                    ? string.Create(CultureInfo.InvariantCulture, $"{member.Gateway} {fault}; it is left alone for {rest.TotalSeconds:0} s")
                    : null;
                member.RestsUntil = _clock.GetUtcNow() + rest;
                member.InARow++;
            }

            member.LastFault = fault.ToString();
            member.Faults++;
        }

        if (words is not null)
        {
            _tell(words);
        }
    }

    /// <summary>One request under way at a gateway.</summary>
    internal readonly struct Lease
    {
        private readonly GatewayPool _pool;
        private readonly Member _member;

        private readonly bool _forDag;

        internal Lease(GatewayPool pool, Member member, bool forDag)
        {
            _pool = pool;
            _member = member;
            _forDag = forDag;
        }

        public TrustlessGateway Gateway => _member.Gateway;

        /// <summary>The request is over.</summary>
        public void Return(long blocks, long bytes, GatewayFault? fault) => _pool.Settle(_member, _forDag, blocks, bytes, fault);
    }

    internal sealed class Member(TrustlessGateway gateway)
    {
        public TrustlessGateway Gateway => gateway;

        public int UnderWay { get; set; }

        public bool IsDropped { get; set; }

        public bool HasNoDags { get; set; }

        public int InARow { get; set; }

        public DateTimeOffset RestsUntil { get; set; }

        public long Blocks { get; set; }

        public long Bytes { get; set; }

        public string? LastFault { get; set; }

        public int Faults { get; set; }
    }
}
