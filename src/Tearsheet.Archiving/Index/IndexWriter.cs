using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Index;

/// <summary>Brings entries into the index. What it does depends on the entries before and on nothing else, so that applying them
/// one by one as they are written, or all over again, ends in the same tables.</summary>
/// <param name="view">The connection; the caller holds the transaction.</param>
internal sealed partial class IndexWriter(IndexView view)
{
    private readonly Database _database = view.Database;

    public IndexView View => view;

    /// <summary>Applies one entry.</summary>
    /// <param name="entry">The entry; the one after the last that was applied, seals apart.</param>
    /// <param name="payload">What it says; null when its bytes were erased lawfully.</param>
    /// <param name="facts">What the blocks below the entry say.</param>
    public void Apply(LogEntry entry, Payload? payload, EntryFacts facts)
    {
        switch (payload)
        {
            case Payload.Settings settings:
                Apply(entry, settings.Value);
                break;
            case Payload.SourceSet source:
                Apply(entry, source.Value);
                break;
            case Payload.TopicAdd add:
                Apply(entry, add);
                break;
            case Payload.TopicRename rename:
                Apply(entry, rename);
                break;
            case Payload.TopicMerge merge:
                Apply(entry, merge);
                break;
            case Payload.File file:
                Apply(entry, file);
                break;
            case Payload.CaptureMade capture:
                Apply(entry, capture, facts);
                break;
            case Payload.ArticleRead article:
                Apply(entry, article, facts);
                break;
            case Payload.Edit edit:
                Apply(entry, edit);
                break;
            case Payload.ReachNoted noted:
                Apply(entry, noted);
                break;
            case Payload.Merge merge:
                Apply(entry, merge);
                break;
            case Payload.Retract retract:
                Apply(entry, retract, facts);
                break;
            case Payload.Erase erase:
                Apply(entry, erase);
                break;
            case Payload.Edition edition:
                Apply(entry, edition.Value, facts);
                break;
            case null or Payload.Genesis or Payload.Succession or Payload.Seal:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        SetProgress(entry);
    }

    /// <summary>Says up to which entry the index has come.</summary>
    public void SetProgress(LogEntry entry) =>
        _database["update progress set seq = ?, entry = ?, time = ?"]
            .Bind(1, entry.Seq).Bind(2, entry.Cid).Bind(3, entry.Time.ToUnixTimeMilliseconds()).Run();

    /// <summary>Says up to where in the packs every block has its row.</summary>
    public void SetProgress(PackEnd end) =>
        _database["update progress set pack = ?, offset = ?"].Bind(1, end.Pack).Bind(2, end.Length).Run();

    /// <summary>Says where a block lies. The last place counts: one that was erased and put again has other bytes at the first.</summary>
    public void AddBlock(Cid cid, BlockPlace place) =>
        _database["insert or replace into block values (?, ?, ?, ?)"]
            .Bind(1, cid).Bind(2, place.Pack).Bind(3, place.Offset).Bind(4, place.Length).Run();

    public void RemoveBlock(Cid cid) => _database["delete from block where cid = ?"].Bind(1, cid).Run();

    private void Apply(LogEntry entry, SiteSettings settings)
    {
        var before = view.Settings();
        _database["insert or replace into setting values (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)"]
            .Bind(1, settings.Title).Bind(2, settings.Address).Bind(3, settings.Language)
            .Bind(4, settings.About).Bind(5, settings.Imprint).Bind(6, string.Join(' ', settings.MastheadTopics))
            .Bind(7, (long)settings.DefaultPolicy).Bind(8, settings.EntryLabel).Bind(9, entry.Seq).Run();
        if (before is not null && before.DefaultPolicy != settings.DefaultPolicy)
        {
            _database["""
                update link set changed = ?1
                where policy is null and (select s.policy from source s where s.host = link.host) is null
                """].Bind(1, entry.Seq).Run();
        }
    }

    private void Apply(LogEntry entry, Source source)
    {
        _database["""
            insert into source values (?, ?, ?, ?, ?, ?)
            on conflict (host) do update set
                name = excluded.name, policy = excluded.policy, changed = excluded.changed, robots_ignored_by = excluded.robots_ignored_by
            """].Bind(1, source.Host).Bind(2, source.Slug).Bind(3, source.Name).Bind(4, (long?)source.Policy).Bind(5, entry.Seq)
            .Bind(6, source.RobotsIgnoredBy).Run();
        _database["update link set changed = ? where host = ?"].Bind(1, entry.Seq).Bind(2, source.Host).Run();
    }

    private void Apply(LogEntry entry, EditionRecord edition, EntryFacts facts)
    {
        _database["insert into edition values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"]
            .Bind(1, edition.Number).Bind(2, entry.Seq).Bind(3, entry.Time.ToUnixTimeMilliseconds())
            .Bind(4, edition.Root).Bind(5, (long)edition.RootTsize).Bind(6, edition.RootSize).Bind(7, edition.Body)
            .Bind(8, edition.Previous).Bind(9, edition.Generator).Bind(10, edition.Changes).Bind(11, edition.UpTo).Run();
        var insert = _database["insert or ignore into public values (?, ?, ?)"];
        var release = _database["delete from withheld where cid = ?"];
        foreach (var (cid, link) in facts.Uses)
        {
            if (link == 0)
            {
                release.Bind(1, cid).Run();
            }

            insert.Bind(1, cid).Bind(2, link).Bind(3, edition.Number).Run();
        }
    }

    private void Apply(LogEntry entry, Payload.Erase erase)
    {
        foreach (var cid in erase.Cids)
        {
            _database["insert or ignore into erased values (?)"].Bind(1, cid).Run();
        }

        if (LinkId.SeqOf(erase.Link) is { } link)
        {
            // As if the bytes had never been there, which is what an index that is built later finds.
            _database["update link set erased = 1, changed = ? where seq = ? and erased = 0"].Bind(1, entry.Seq).Bind(2, link).Run();
            _database["update article set parts = x'' where capture in (select seq from capture where link = ?)"].Bind(1, link).Run();
            _database["update capture set parts = x'', headline = null where link = ?"].Bind(1, link).Run();
        }
    }
}

/// <summary>What the blocks below an entry say: found by who made them, or read from them again.</summary>
internal sealed record EntryFacts
{
    /// <summary>For entries without blocks below.</summary>
    public static EntryFacts None { get; } = new();

    /// <summary>Of an article; null when its bytes are gone.</summary>
    public string? Headline { get; init; }

    /// <summary>The blocks of a capture or an article, as <see cref="BlockParts"/> keeps them.</summary>
    public byte[] Parts { get; init; } = [];

    /// <summary>Of a retraction: blocks of lists, feeds and the front page, in any edition, that name the link.</summary>
    public IReadOnlyList<Cid> Shown { get; init; } = [];

    /// <summary>Of an edition: uses of blocks that no edition before has; link 0 is outside the folders of links.</summary>
    public IReadOnlyList<(Cid Cid, long Link)> Uses { get; init; } = [];
}
