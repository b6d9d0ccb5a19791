using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Index;

/// <content>Blocks, and who may see them.</content>
internal sealed partial class IndexView
{
    // Of a row of public p with its link l.
    private const string IsWithdrawnUse = """
        (coalesce(l.denied, 0) or (p.link = 0 and exists (
            select 1 from withheld w
            where w.cid = p.cid and w.seq <= (select up_to from edition order by number desc limit 1))))
        """;

    public BlockPlace? FindBlock(Cid cid)
    {
        var statement = database["select pack, offset, length from block where cid = ?"].Bind(1, cid);
        try
        {
            return statement.Step() ? new BlockPlace(statement.Int(0), statement.Long(1), statement.Int(2)) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    public bool IsErased(Cid cid) => database["select 1 from erased where cid = ?"].Bind(1, cid).Exists();

    /// <summary>Whether a block may be given out: found when any use of it stands, withdrawn when all belong to links that do not, or
    /// it shows such a link and the newest edition has done without it.</summary>
    public BlockPresence PublicPresence(Cid cid)
    {
        var statement = database[$"select {IsWithdrawnUse} from public p left join link l on l.seq = p.link where p.cid = ?"].Bind(1, cid);
        var presence = BlockPresence.Absent;
        try
        {
            while (statement.Step())
            {
                if (statement.Int(0) == 0)
                {
                    presence = BlockPresence.Found;
                    break;
                }

                presence = BlockPresence.Withdrawn;
            }

            return presence;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>All blocks that are withdrawn, with the retracted link on whose account; in the order of the links.</summary>
    public List<(long Link, Cid Cid)> Withdrawn() =>
        database[$"""
            select coalesce(max(nullif(p.link, 0)), (select min(w.link) from withheld w where w.cid = p.cid)) as of, p.cid
            from public p left join link l on l.seq = p.link
            group by p.cid having min({IsWithdrawnUse}) = 1 order by of, p.cid
            """].All(row => (row.Long(0), row.CidAt(1)));

    /// <summary>Whether this use of a block is public already.</summary>
    /// <param name="cid">The block.</param>
    /// <param name="link">The link's number; 0 outside the folders of links.</param>
    public bool IsPublicUse(Cid cid, long link) =>
        database["""
            select 1 from public p where cid = ? and link = ?
              and (link <> 0 or not exists (select 1 from withheld w where w.cid = p.cid))
            """].Bind(1, cid).Bind(2, link).Exists();

    /// <summary>Whether pages below a link's folder are to be denied: retracted, or part of one that is. Unknown links are not.</summary>
    public bool IsDenied(long link) => database["select denied from link where seq = ?"].Bind(1, link).Number() != 0;

    public bool IsLink(string id) => LinkIdExists(id);

    private bool LinkIdExists(string id) =>
        Filing.LinkId.SeqOf(id) is { } seq
        && database["select filed from link where seq = ?"].Bind(1, seq).Number(long.MinValue) is var filed and > long.MinValue
        && Filing.LinkId.Of(DateTimeOffset.FromUnixTimeMilliseconds(filed), seq) == id;
}
