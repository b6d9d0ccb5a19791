using Tearsheet.Archiving.Filing;

namespace Tearsheet.Archiving.Index;

/// <content>Lists and what changed.</content>
internal sealed partial class IndexView
{
    public long SlotCount(string list) => database["select count from list where key = ?"].Bind(1, list).Number();

    public List<string> Lists() => database["select key from list order by key"].All(row => row.Text(0));

    public List<Slot> Slots(string list, long first, int count) =>
        database[$"""
            select x.number, x.shown, {LinkColumns}
            from slot x join link l on l.seq = x.link {LinkJoins}
            where x.list = (select id from list where key = ?1) and x.number >= ?2 and x.number < ?3 order by x.number
            """].Bind(1, list).Bind(2, first).Bind(3, first + count).All(row =>
        {
            var link = ReadLink(row, 2);
            return new Slot(row.Long(0), link.Id, row.Int(1) != 0 ? link : null);
        });

    public List<SlotRef> SlotsOf(long link) =>
        database["""
            select i.key, x.number, x.shown from slot x join list i on i.id = x.list where x.link = ? order by i.key, x.number
            """].Bind(1, link).All(ReadSlotRef);

    /// <summary>What the entries after a number touched, all of one state of the index.</summary>
    public ChangesSince Changes(long seq)
    {
        database.BeginReading();
        try
        {
            return new ChangesSince(
                seq,
                Progress().Seq,
                database["select 1 from setting where changed > ?"].Bind(1, seq).Exists(),
                database["select filed, seq from link where changed > ? order by seq"].Bind(1, seq)
                    .All(row => LinkId.Of(row.Time(0), row.Long(1))),
                [.. database["select seq from topic where changed > ?"].Bind(1, seq)
                    .All(row => SequenceNumber.ToText(row.Long(0))).Order(StringComparer.Ordinal)],
                database["select host from source where changed > ? order by host"].Bind(1, seq).All(row => row.Text(0)),
                database["""
                    select i.key, x.number, x.shown from link l join slot x on x.link = l.seq join list i on i.id = x.list
                    where l.changed > ? order by i.key, x.number
                    """].Bind(1, seq).All(ReadSlotRef))
            {
                // A link with one capture never had an edit; captures are never taken away, and a merge touches both links.
                Edits = database["select 1 from link l where l.changed > ? and (select count(*) from capture c where c.link = l.seq) > 1 limit 1"]
                    .Bind(1, seq).Exists(),
            };
        }
        finally
        {
            database.Commit();
        }
    }

    private static SlotRef ReadSlotRef(Statement row) => new(row.Text(0), row.Long(1), row.Int(2) != 0);
}
