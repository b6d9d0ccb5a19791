using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Archiving.Index;

/// <content>Links and their captures.</content>
internal sealed partial class IndexView
{
    private const string LinkColumns = """
        l.seq, l.filed, l.visible, l.raw, l.canonical, l.address, l.rules, l.host, l.topic, l.note, l.policy, l.overridden,
        l.state, l.retracted, l.reason, l.hash, l.erased, l.merged, m.filed, l.changed, s.policy,
        p.seq, p.cid, p.at, p.provenance, p.article, p.kind, p.headline, p.wishes,
        n.seq, n.cid, n.at, n.provenance, n.article, n.kind, (select policy from setting),
        r.seq, r.state, r.at, r.status, r.moved
        """;

    private const string LinkJoins = """
        left join source s on s.host = l.host
        left join link m on m.seq = l.merged
        left join capture p on p.seq = l.page
        left join capture n on n.seq = l.latest
        left join reach r on r.seq = l.reach
        """;

    private const string LinkBySeq = $"select {LinkColumns} from link l {LinkJoins} where l.seq = ?";

    public FiledLink? FindLink(string id) =>
        LinkId.SeqOf(id) is { } seq && FindLink(seq) is { } link && link.Id == id ? link : null;

    public FiledLink? FindLink(long seq) => database[LinkBySeq].Bind(1, seq).First(row => ReadLink(row, 0));

    public FiledLink? FindByAddress(string address) =>
        database["select link from address where text = ?"].Bind(1, address).Number(-1) is var seq and >= 0 ? FindLink(seq) : null;

    /// <summary>Links in the order of filing, or against it.</summary>
    public List<FiledLink> Links(LinkQuery query)
    {
        long? after = null;
        if (query.After is not null && (after = LinkId.SeqOf(query.After)) is null)
        {
            return [];
        }

        // Few shapes in all, so each is prepared once.
        var sql = $"select {LinkColumns} from link l {LinkJoins} where true";
        if (query.TopicId is not null)
        {
            sql += " and l.topic in (with recursive below(seq) as (select ?1 union select t.seq from topic t join below b on t.parent = b.seq) select seq from below)";
        }

        sql += query.Host is null ? "" : " and l.host = ?2";
        sql += query.State is null ? "" : " and l.state = ?3";
        sql += (after, query.NewestFirst) switch
        {
            (null, _) => "",
            (_, true) => " and l.seq < ?4",
            _ => " and l.seq > ?4",
        };
        sql += query.NewestFirst ? " order by l.seq desc limit ?5" : " order by l.seq limit ?5";
        var statement = database[sql];
        if (query.TopicId is not null)
        {
            statement.Bind(1, SequenceNumber.Parse(query.TopicId) ?? -1);
        }

        if (query.Host is not null)
        {
            statement.Bind(2, query.Host);
        }

        if (query.State is { } state)
        {
            statement.Bind(3, (long)state);
        }

        if (after is { } cursor)
        {
            statement.Bind(4, cursor);
        }

        return statement.Bind(5, Math.Max(query.Limit, 1)).All(row => ReadLink(row, 0));
    }

    /// <summary>All captures of a link, oldest first.</summary>
    public List<CaptureRef> Captures(long link) =>
        database["select seq, cid, at, provenance, article, kind from capture where link = ? order by seq"]
            .Bind(1, link).All(row => ReadCapture(row, 0)!);

    /// <summary>The newest captures of a link that are to be compared with the one before them, by the time of the visit, newest first.</summary>
    public List<CapturePair> Pairs(long link, int most) =>
        database[$"select {PairColumns} from capture a join capture b on b.seq = a.before where a.link = ? order by a.at desc, a.seq desc limit ?"]
            .Bind(1, link).Bind(2, most).All(row => ReadPair(row, 0));

    /// <summary>The same of all links that editions show.</summary>
    public List<(FiledLink Link, CapturePair Pair)> Pairs(int most) =>
        database[$"""
            select {PairColumns}, {LinkColumns}
            from capture a join capture b on b.seq = a.before join link l on l.seq = a.link {LinkJoins}
            where a.before is not null and l.state = {(int)LinkState.Live} order by a.at desc, a.seq desc limit ?
            """].Bind(1, most).All(row => (ReadLink(row, 12), ReadPair(row, 0)));

    /// <summary>What became of those who asked for a link, oldest first.</summary>
    public List<ReachNote> Reaches(long link) =>
        database["select seq, state, at, status, moved from reach where link = ? order by seq"].Bind(1, link).All(row => ReadReach(row, 0));

    private const string PairColumns = """
        b.seq, b.cid, b.at, b.provenance, b.article, b.kind, a.seq, a.cid, a.at, a.provenance, a.article, a.kind
        """;

    private static CapturePair ReadPair(Statement row, int first) => new(ReadCapture(row, first)!, ReadCapture(row, first + 6)!);

    private static ReachNote ReadReach(Statement row, int first) => new(
        (LinkReach)row.Int(first + 1), row.Time(first + 2), (int?)row.OptionalLong(first + 3), row.OptionalText(first + 4), row.Long(first));

    private static FiledLink ReadLink(Statement row, int first)
    {
        var state = (LinkState)row.Int(first + 12);
        var filed = row.Time(first + 1);
        var policy = (PublicationPolicy?)row.OptionalLong(first + 10);
        var overridden = row.OptionalText(first + 11);
        var wishes = PackedWishes.Unpack(row.Long(first + 28));
        var canonical = row.Text(first + 4);
        return new FiledLink
        {
            Seq = row.Long(first),
            Id = LinkId.Of(filed, row.Long(first)),
            FiledAt = filed,
            VisibleSince = row.OptionalTime(first + 2),
            RawAddress = row.Text(first + 3),
            CanonicalAddress = canonical,
            Address = row.OptionalText(first + 5),
            RulesVersion = row.Int(first + 6),
            Host = row.Text(first + 7),
            TopicId = row.OptionalLong(first + 8) is { } topic ? SequenceNumber.ToText(topic) : null,
            Note = row.OptionalText(first + 9),
            Policy = policy,
            PolicyOverriddenBy = overridden,
            State = state,
            Retraction = state == LinkState.Retracted
                ? new Retraction(row.Time(first + 13), row.Text(first + 14), row.CidAt(first + 15), row.Int(first + 16) != 0)
                : null,
            MergedInto = row.OptionalLong(first + 17) is { } into ? LinkId.Of(row.Time(first + 18), into) : null,
            ChangedSeq = row.Long(first + 19),
            PageCapture = ReadCapture(row, first + 21),
            Headline = row.OptionalText(first + 27) ?? canonical,
            Wishes = wishes,
            LatestCapture = ReadCapture(row, first + 29),
            Reach = row.IsNull(first + 36) ? null : ReadReach(row, first + 36),
            EffectivePolicy = EffectivePolicy.Of(
                policy, (PublicationPolicy?)row.OptionalLong(first + 20), (PublicationPolicy)row.Int(first + 35), wishes,
                wishesLifted: overridden is not null),
        };
    }

    private static CaptureRef? ReadCapture(Statement row, int first) =>
        row.IsNull(first)
            ? null
            : new CaptureRef(
                row.CidAt(first + 1), row.Time(first + 2), (Provenance)row.Int(first + 3), row.OptionalCid(first + 4), row.Long(first))
            {
                Kind = (ArticleKind?)row.OptionalLong(first + 5),
            };
}
