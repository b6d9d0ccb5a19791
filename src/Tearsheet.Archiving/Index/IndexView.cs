using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Index;

/// <summary>Everything that can be asked of the index, over one connection; used by one thread at a time.</summary>
internal sealed partial class IndexView(Database database) : IDisposable
{
    public Database Database => database;

    /// <summary>How far the index has come.</summary>
    public IndexProgress Progress() =>
        database["select seq, entry, time, pack, offset from progress"].First(row =>
            new IndexProgress(row.Long(0), row.OptionalCid(1), row.Time(2), row.Int(3), row.Long(4)));

    public SiteSettings? Settings() =>
        database["select title, address, language, about, imprint, masthead, policy, label from setting"].First(row =>
            new SiteSettings
            {
                Title = row.Text(0),
                Address = row.OptionalText(1),
                Language = row.Text(2),
                About = row.OptionalText(3),
                Imprint = row.OptionalText(4),
                MastheadTopics = row.Text(5) is { Length: > 0 } topics ? Sequence.From(topics.Split(' ')) : [],
                DefaultPolicy = (PublicationPolicy)row.Int(6),
                EntryLabel = row.Text(7),
            });

    public List<Source> Sources() =>
        database["select host, slug, name, policy, robots_ignored_by from source order by host"].All(ReadSource);

    public Source? FindSource(string host) =>
        database["select host, slug, name, policy, robots_ignored_by from source where host = ?"].Bind(1, host).First(ReadSource);

    public bool IsSourceSlugTaken(string slug) => database["select 1 from source where slug = ?"].Bind(1, slug).Exists();

    public EditionRecord? LatestEdition() =>
        database[EditionColumns + " order by number desc limit 1"].First(ReadEdition);

    public List<EditionRecord> Editions() => database[EditionColumns + " order by number"].All(ReadEdition);

    public void Dispose() => database.Dispose();

    private const string EditionColumns =
        "select number, root, root_tsize, root_size, body, previous, generator, changes, up_to, time, seq from edition";

    private static EditionRecord ReadEdition(Statement row) => new(
        row.Long(0), row.CidAt(1), (ulong)row.Long(2), row.Long(3), row.CidAt(4), row.OptionalCid(5), row.Text(6), row.CidAt(7),
        row.Long(8), row.Time(9), row.Long(10));

    private static Source ReadSource(Statement row) =>
        new(row.Text(0), row.Text(1), row.Text(2), (PublicationPolicy?)row.OptionalLong(3)) { RobotsIgnoredBy = row.OptionalText(4) };
}

/// <summary>How far an index has come.</summary>
/// <param name="Seq">The last entry that is in it; 0 for none.</param>
/// <param name="Entry">That entry.</param>
/// <param name="Time">What that entry's time claims.</param>
/// <param name="Pack">The pack up to which blocks are in it.</param>
/// <param name="Offset">The byte in that pack.</param>
internal readonly record struct IndexProgress(long Seq, Cid? Entry, DateTimeOffset Time, int Pack, long Offset);
