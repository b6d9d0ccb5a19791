using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Index;

/// <content>What erasing a link asks.</content>
internal sealed partial class IndexView
{
    /// <summary>The captures of a link and all articles that were ever read out of them.</summary>
    public List<Cid> RootsOf(long link) =>
        database["""
            select cid from capture where link = ?1
            union select a.cid from article a join capture c on c.seq = a.capture where c.link = ?1
            """].Bind(1, link).All(row => row.CidAt(0));

    /// <summary>Leaves that editions show below the folders of a link, and of those that became part of it, and nowhere else.</summary>
    /// <remarks>Nodes hold names and CIDs only, and the next edition is made out of the tree of this one.</remarks>
    public List<Cid> PublicOnlyBelow(long link) =>
        [.. database["select p.cid from public p join link l on l.seq = p.link where p.link <> 0 and (l.seq = ?1 or l.merged = ?1)"]
            .Bind(1, link).All(row => row.CidAt(0)).Distinct()
            .Where(cid => cid.Codec != (ulong)Multicodec.DagPb && !IsPublicElsewhere(cid, link))];

    /// <summary>Whether an edition shows a block outside the folders of a link and of those that became part of it.</summary>
    public bool IsPublicElsewhere(Cid cid, long link) =>
        database["""
            select 1 from public p left join link l on l.seq = p.link
            where p.cid = ?1 and (p.link = 0 or not (l.seq = ?2 or coalesce(l.merged, 0) = ?2))
            """].Bind(1, cid).Bind(2, link).Exists();

    /// <summary>The ids of a link and of those that became part of it.</summary>
    public List<string> IdsWithin(long link) =>
        database["select seq, filed from link where seq = ?1 or merged = ?1"].Bind(1, link)
            .All(row => Filing.LinkId.Of(DateTimeOffset.FromUnixTimeMilliseconds(row.Long(1)), row.Long(0)));

    /// <summary>Every block that is held, with its length.</summary>
    public List<(Cid Cid, int Length)> AllBlocks() =>
        database["select cid, length from block"].All(row => (row.CidAt(0), (int)row.Long(1)));

    /// <summary>Blocks that some edition shows outside the folders of links.</summary>
    public List<Cid> PublicOutsideLinks() =>
        database["select cid from public where link = 0"].All(row => row.CidAt(0));

    /// <summary>Leaves that show erased links in editions before the newest one, and whose bytes were not erased yet.</summary>
    /// <param name="also">A link that is being erased; 0 for none.</param>
    public List<(long Link, Cid Cid)> LeftOfErased(long also) =>
        [.. database["""
            select w.link, w.cid from withheld w join link l on l.seq = w.link
            where (l.erased <> 0 or l.seq = ?) and w.seq <= (select up_to from edition order by number desc limit 1)
              and not exists (select 1 from erased e where e.cid = w.cid)
            order by w.link, w.cid
            """].Bind(1, also).All(row => (row.Long(0), row.CidAt(1))).Where(use => use.Item2.Codec == (ulong)Multicodec.Raw)];

    /// <summary>The parts of every capture and article that is not the link's. Each valid until the next is asked for.</summary>
    public IEnumerable<byte[]> PartsOfOthers(long link)
    {
        var captures = database["select parts from capture where link <> ?"].Bind(1, link);
        while (captures.Step())
        {
            yield return captures.Blob(0).ToArray();
        }

        var articles = database["""
            select a.parts from article a join capture c on c.seq = a.capture where c.link <> ?
            """].Bind(1, link);
        while (articles.Step())
        {
            yield return articles.Blob(0).ToArray();
        }
    }

    /// <summary>Whether an entry after a number took a link back that readers may have seen, or may be about to see.</summary>
    public bool IsAnyTakenBackSince(long seq) =>
        database["select 1 from link where changed > ? and (denied <> 0 or (state = 1 and visible is not null))"].Bind(1, seq).Exists();
}
