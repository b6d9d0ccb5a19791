using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Log;

namespace Tearsheet.Archiving.Index;

/// <content>Topics.</content>
internal sealed partial class IndexWriter
{
    private void Apply(LogEntry entry, Payload.TopicAdd add)
    {
        _database["insert into topic values (?, ?, ?, ?, ?, null, ?)"]
            .Bind(1, entry.Seq).Bind(2, add.Path.ToString()).Bind(3, add.Path.Key).Bind(4, ParentOf(add.Path)).Bind(5, add.Slug)
            .Bind(6, entry.Seq).Run();
        AddSlug(add.Slug, entry.Seq, entry.Seq);
    }

    private void Apply(LogEntry entry, Payload.TopicRename rename)
    {
        var topic = Topic(rename.Id);
        var parent = ParentOf(rename.Path);
        var moved = _database["select 1 from topic where seq = ? and parent is not ?"].Bind(1, topic).Bind(2, parent).Exists();
        _database["update topic set path = ?, key = ?, parent = ?, slug = ?, changed = ? where seq = ?"]
            .Bind(1, rename.Path.ToString()).Bind(2, rename.Path.Key).Bind(3, parent).Bind(4, rename.Slug).Bind(5, entry.Seq)
            .Bind(6, topic).Run();
        AddSlug(rename.Slug, topic, entry.Seq);
        if (!moved)
        {
            _database["update link set changed = ? where topic = ?"].Bind(1, entry.Seq).Bind(2, topic).Run();
            return;
        }

        // Its place under other topics changed, and with it theirs who are below it.
        PlaceAll(entry, """
            with recursive below(seq) as (select ?1 union select t.seq from topic t join below b on t.parent = b.seq)
            select l.seq from link l where l.topic in (select seq from below) order by l.seq
            """, topic);
    }

    private void Apply(LogEntry entry, Payload.TopicMerge merge)
    {
        var (topic, into) = (Topic(merge.Id), Topic(merge.Into));
        _database["update topic set merged = ?1, changed = ?2 where seq = ?3 or merged = ?3"]
            .Bind(1, into).Bind(2, entry.Seq).Bind(3, topic).Run();
        _database["update topic set changed = ? where seq = ?"].Bind(1, entry.Seq).Bind(2, into).Run();
        var links = _database["select seq from link where topic = ? order by seq"].Bind(1, topic).All(row => row.Long(0));
        _database["update link set topic = ? where topic = ?"].Bind(1, into).Bind(2, topic).Run();
        PlaceAll(entry, links);
    }

    private void PlaceAll(LogEntry entry, string sql, long topic) =>
        PlaceAll(entry, _database[sql].Bind(1, topic).All(row => row.Long(0)));

    private void PlaceAll(LogEntry entry, List<long> links)
    {
        foreach (var link in links)
        {
            _database["update link set changed = ? where seq = ?"].Bind(1, entry.Seq).Bind(2, link).Run();
            Place(entry, link, isNew: false);
        }
    }

    private void AddSlug(string slug, long topic, long seq) =>
        _database["insert into topic_slug values (?, ?, ?) on conflict (slug) do nothing"]
            .Bind(1, slug).Bind(2, topic).Bind(3, seq).Run();

    private long? ParentOf(TopicPath path) => path.Parent is { } above ? view.FindTopicAt(above)?.Seq : null;

    private static long Topic(string id) => Number(id)!.Value;
}
