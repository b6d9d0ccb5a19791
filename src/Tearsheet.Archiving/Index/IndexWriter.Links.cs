using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Log;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Index;

/// <content>Links.</content>
internal sealed partial class IndexWriter
{
    private void Apply(LogEntry entry, Payload.File file)
    {
        _database["""
            insert into link(
                seq, filed, raw, canonical, address, rules, host, topic, note, policy, state, erased, denied, changed)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, ?)
            """]
            .Bind(1, entry.Seq).Bind(2, entry.Time.ToUnixTimeMilliseconds())
            .Bind(3, file.Raw).Bind(4, file.Canonical).Bind(5, file.Address).Bind(6, file.Rules).Bind(7, file.Host)
            .Bind(8, Number(file.Topic)).Bind(9, file.Note).Bind(10, (long?)file.Policy)
            .Bind(11, (long)(file.Held ? LinkState.Held : LinkState.Live)).Bind(12, entry.Seq).Run();
        AddAddress(file.Canonical, entry.Seq);
        AddAddress(file.Raw, entry.Seq);
        Place(entry, entry.Seq, isNew: true);
    }

    private void Apply(LogEntry entry, Payload.CaptureMade capture, EntryFacts facts)
    {
        var link = Link(capture.Link);
        _database["insert into capture(seq, link, cid, at, provenance, wishes, parts, origin) values (?1, ?2, ?3, ?4, ?5, 0, ?6, ?2)"]
            .Bind(1, entry.Seq).Bind(2, link).Bind(3, capture.Capture).Bind(4, capture.At.ToUnixTimeMilliseconds())
            .Bind(5, (long)capture.Provenance).Bind(6, facts.Parts).Run();
        foreach (var address in capture.Known)
        {
            AddAddress(address, link);
        }

        ChooseCaptures(entry, link);
    }

    private void Apply(LogEntry entry, Payload.ArticleRead article, EntryFacts facts)
    {
        var link = Link(article.Link);
        var capture = _database["select max(seq) from capture where link = ? and cid = ?"]
            .Bind(1, link).Bind(2, article.Capture).Number();
        _database["insert into article values (?, ?, ?, ?)"]
            .Bind(1, entry.Seq).Bind(2, capture).Bind(3, article.Article).Bind(4, facts.Parts).Run();
        _database["update capture set article = ?, kind = ?, headline = ?, wishes = ? where seq = ?"]
            .Bind(1, article.Article).Bind(2, (long)article.Kind).Bind(3, facts.Headline)
            .Bind(4, PackedWishes.Pack(article.Wishes)).Bind(5, capture).Run();
        Compare(capture);
        ChooseCaptures(entry, link);
    }

    private void Apply(LogEntry entry, Payload.Edit edit)
    {
        var link = Link(edit.Link);
        _database["""
            update link set topic = ?, note = ?, policy = ?, overridden = ?, state = ?, changed = ? where seq = ?
            """]
            .Bind(1, Number(edit.Topic)).Bind(2, edit.Note).Bind(3, (long?)edit.Policy).Bind(4, edit.OverriddenBy)
            .Bind(5, (long)(edit.Held ? LinkState.Held : LinkState.Live)).Bind(6, entry.Seq).Bind(7, link).Run();
        Place(entry, link, isNew: false);
    }

    private void Apply(LogEntry entry, Payload.ReachNoted noted)
    {
        var link = Link(noted.Link);
        _database["insert into reach values (?, ?, ?, ?, ?, ?)"]
            .Bind(1, entry.Seq).Bind(2, link).Bind(3, (long)noted.Reach).Bind(4, noted.At.ToUnixTimeMilliseconds())
            .Bind(5, (long?)noted.Status).Bind(6, noted.MovedTo).Run();
        _database["update link set reach = ?1, changed = ?1 where seq = ?2"].Bind(1, entry.Seq).Bind(2, link).Run();
    }

    private void Apply(LogEntry entry, Payload.Merge merge)
    {
        var (link, into) = (Link(merge.Link), Link(merge.Into));
        _database["update capture set link = ? where link = ?"].Bind(1, into).Bind(2, link).Run();
        _database["update address set link = ? where link = ?"].Bind(1, into).Bind(2, link).Run();
        _database["update link set merged = ?1, changed = ?2 where merged = ?3"].Bind(1, into).Bind(2, entry.Seq).Bind(3, link).Run();
        _database["update link set state = ?, merged = ?, latest = null, page = null, changed = ? where seq = ?"]
            .Bind(1, (long)LinkState.Merged).Bind(2, into).Bind(3, entry.Seq).Bind(4, link).Run();
        Place(entry, link, isNew: false);
        ChooseCaptures(entry, into);
    }

    private void Apply(LogEntry entry, Payload.Retract retract, EntryFacts facts)
    {
        var link = Link(retract.Link);
        _database["update link set state = ?, retracted = ?, reason = ?, hash = ? where seq = ?"]
            .Bind(1, (long)LinkState.Retracted).Bind(2, entry.Time.ToUnixTimeMilliseconds()).Bind(3, retract.Reason)
            .Bind(4, retract.Hash).Bind(5, link).Run();

        // The stubs of links that became part of it showed the same page before the merge.
        _database["update link set denied = 1, changed = ?1 where seq = ?2 or merged = ?2"]
            .Bind(1, entry.Seq).Bind(2, link).Run();
        Place(entry, link, isNew: false);

        foreach (var cid in facts.Shown)
        {
            _database["insert or ignore into withheld values (?, ?, ?)"].Bind(1, cid).Bind(2, link).Bind(3, entry.Seq).Run();
        }
    }

    // The first link that has an address keeps it.
    private void AddAddress(string text, long link) =>
        _database["insert or ignore into address values (?, ?)"].Bind(1, text).Bind(2, link).Run();

    /// <summary>Says with which capture one is to be compared, and the one after it: the last visit before it, of the same link, with a whole article.</summary>
    private void Compare(long capture)
    {
        var following = _database[$"""
            select (select n.seq from capture n where n.origin = c.origin and (n.at, n.seq) > (c.at, c.seq) and n.kind in ({Whole}) order by n.at, n.seq limit 1)
            from capture c where c.seq = ?
            """].Bind(1, capture).First(row => row.OptionalLong(0));
        foreach (var one in new[] { capture, following ?? capture })
        {
            _database[$"""
                update capture set before = case when kind in ({Whole}) then (
                    select case when p.article = capture.article then null else p.seq end from capture p
                    where p.origin = capture.origin and (p.at, p.seq) < (capture.at, capture.seq) and p.kind in ({Whole})
                    order by p.at desc, p.seq desc limit 1) end
                where seq = ?
                """].Bind(1, one).Run();
        }
    }

    private static readonly string Whole = string.Join(
        ", ", Enum.GetValues<ArticleKind>().Where(Article.IsWholeArticle).Select(kind => ((int)kind).ToString(System.Globalization.CultureInfo.InvariantCulture)));

    // The newest by the time of the visit: what is imported from an old archive takes no newer page's place. A whole article stays
    // when a stub, a list or a wall comes after it; a stub stays when a wall does.
    private void ChooseCaptures(LogEntry entry, long link)
    {
        var unfit = $"{(int)ArticleKind.BotWall}, {(int)ArticleKind.ConsentWall}, {(int)ArticleKind.ErrorPage}, {(int)ArticleKind.LoginPage}, {(int)ArticleKind.Empty}";
        _database[$"""
            update link set
                changed = ?1,
                latest = (select seq from capture where link = ?2 order by at desc, seq desc limit 1),
                page = coalesce(
                    (select seq from capture where link = ?2 and kind in ({Whole}) order by at desc, seq desc limit 1),
                    (select seq from capture where link = ?2 and kind is not null and kind not in ({unfit}) order by at desc, seq desc limit 1),
                    (select seq from capture where link = ?2 order by at desc, seq desc limit 1))
            where seq = ?2
            """].Bind(1, entry.Seq).Bind(2, link).Run();
    }

    /// <summary>Gives a link its slots in every list in which it is to be seen, and hides it in all others.</summary>
    private void Place(LogEntry entry, long link, bool isNew)
    {
        var (state, host, topic, visible) = _database["select state, host, topic, visible from link where seq = ?"].Bind(1, link)
            .First(row => ((LinkState)row.Int(0), row.Text(1), row.OptionalLong(2), row.OptionalTime(3)));
        var lists = new List<string>();
        if (state == LinkState.Live)
        {
            if (visible is null)
            {
                visible = entry.Time;
                _database["update link set visible = ? where seq = ?"]
                    .Bind(1, entry.Time.ToUnixTimeMilliseconds()).Bind(2, link).Run();
            }

            lists.Add(ListKey.All);
            lists.Add(ListKey.Source(host));
            lists.Add(ListKey.Day(DateOnly.FromDateTime(visible.Value.UtcDateTime)));
            if (topic is { } first)
            {
                lists.AddRange(TopicAndAbove(first).Select(seq => ListKey.Topic(SequenceNumber.ToText(seq))));
            }
        }

        if (!isNew)
        {
            var slots = _database["""
                select i.key, x.list, x.number, x.shown from slot x join list i on i.id = x.list where x.link = ?
                """].Bind(1, link).All(row => (Key: row.Text(0), List: row.Long(1), Number: row.Long(2), Shown: row.Int(3) != 0));
            foreach (var slot in slots)
            {
                var shown = lists.Remove(slot.Key);
                if (shown != slot.Shown)
                {
                    _database["update slot set shown = ? where list = ? and number = ?"]
                        .Bind(1, shown ? 1L : 0).Bind(2, slot.List).Bind(3, slot.Number).Run();
                }
            }
        }

        foreach (var list in lists)
        {
            var (id, count) = _database["""
                insert into list(key, count) values (?, 1) on conflict (key) do update set count = count + 1 returning id, count
                """].Bind(1, list).First(row => (row.Long(0), row.Long(1)));
            _database["insert into slot values (?, ?, ?, 1)"].Bind(1, id).Bind(2, count - 1).Bind(3, link).Run();
        }
    }

    private List<long> TopicAndAbove(long topic) =>
        _database["""
            with recursive above(seq, level) as (
                select ?1, 0 union all select t.parent, level + 1 from topic t join above a on t.seq = a.seq where t.parent is not null)
            select seq from above order by level
            """].Bind(1, topic).All(row => row.Long(0));

    private static long Link(string id) =>
        LinkId.SeqOf(id) ?? throw new FormException($"'{id}' is no id of a link");

    private static long? Number(string? topic) =>
        topic is null ? null : SequenceNumber.Parse(topic) ?? throw new FormException($"'{topic}' is no id of a topic");
}
