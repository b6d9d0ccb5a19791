using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>What an edited tree should be: folders in memory, changed one by one and built from nothing.</summary>
internal sealed class TreeModel(ImportProfile profile)
{
    private readonly Folder _root = new();

    public void Apply(TreeChange change)
    {
        var names = change.Path.Split('/');
        var folder = _root;
        foreach (var name in names[..^1])
        {
            if (folder.Folders.TryGetValue(name, out var next))
            {
                folder = next;
                continue;
            }

            if (change.File is null)
            {
                return;
            }

            folder.Files.Remove(name);
            folder.Folders.Add(name, next = new Folder());
            folder = next;
        }

        folder.Files.Remove(names[^1]);
        folder.Folders.Remove(names[^1]);
        if (change.File is { } file)
        {
            folder.Files.Add(names[^1], file);
        }
    }

    public Imported Build(IBlockSink sink)
    {
        var importer = new DirectoryImporter(profile, sink);
        return Build(importer, _root) ?? importer.Import([]);
    }

    private static Imported? Build(DirectoryImporter importer, Folder folder)
    {
        var entries = folder.Files.Select(file => new DirectoryEntry(file.Key, file.Value)).ToList();
        foreach (var (name, below) in folder.Folders)
        {
            if (Build(importer, below) is { } target)
            {
                entries.Add(new DirectoryEntry(name, target));
            }
        }

        return entries.Count == 0 ? null : importer.Import(entries);
    }

    private sealed class Folder
    {
        public Dictionary<string, Imported> Files { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, Folder> Folders { get; } = new(StringComparer.Ordinal);
    }
}
