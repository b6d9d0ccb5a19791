using System.Globalization;
using System.Text;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Distributing.Tests.Support;

/// <summary>Trees of the shape that an edition has, made of numbers.</summary>
internal sealed class SampleSite
{
    private static readonly ImportProfile Profile = ImportProfile.UnixFsV1_2025;

    public MemoryBlocks Blocks { get; } = new();

    public Cid Root { get; private set; }

    private Imported? _tree;

    public static async Task<SampleSite> OfAsync(int links)
    {
        var site = new SampleSite();
        await site.AddAsync(0, links);
        return site;
    }

    /// <summary>Adds links as an edition does: their folders, the lists' newest pages, the front page.</summary>
    public async Task AddAsync(int first, int count)
    {
        var changes = new List<TreeChange>();
        for (var number = first; number < first + count; number++)
        {
            var folder = string.Create(CultureInfo.InvariantCulture, $"links/2026/11/{number:x6}");
            changes.Add(Put($"{folder}/index.html", $"<p>The page of link {number}</p>"));
            changes.Add(Put($"{folder}/entry.json", $"{{\"id\":{number}}}"));
            changes.Add(Put($"{folder}/link.json", $"{{\"link\":{number}}}"));
        }

        for (var page = first / 50; page <= (first + count - 1) / 50; page++)
        {
            changes.Add(Put($"all/{page}/index.html", $"<p>Page {page} with {Math.Min(50, first + count - (page * 50))}</p>"));
        }

        changes.Add(Put("index.html", $"<p>{first + count} links</p>"));
        changes.Add(Put("style.css", "p { color: black }"));
        _tree = await new TreeEditor(Profile, Blocks, Blocks).ApplyAsync(_tree, changes, CancellationToken.None);
        Root = _tree.Value.Cid;
    }

    /// <summary>How many different blocks the tree has.</summary>
    public async Task<int> CountAsync() =>
        await new UnixFsReader(Blocks).WalkAsync(Root, CancellationToken.None).CountAsync();

    private TreeChange Put(string place, string text) =>
        TreeChange.Put(place, new FileImporter(Profile, Blocks).Import(Encoding.UTF8.GetBytes(text)));
}
