namespace Tearsheet.Ipld.UnixFs;

/// <summary>One name in a directory, and the file, directory or symlink it stands for.</summary>
public sealed record DirectoryEntry
{
    /// <summary>Makes an entry.</summary>
    /// <exception cref="ArgumentException">The name breaks a rule of <see cref="EntryName"/>.</exception>
    public DirectoryEntry(string name, Imported target)
    {
        NameBytes = EntryName.ToBytes(name);
        Name = name;
        Target = target.Cid.IsDefined ? target : throw new ArgumentException("An entry needs a CID", nameof(target));
    }

    /// <summary>The name, without a path.</summary>
    public string Name { get; }

    /// <summary>The root it stands for.</summary>
    public Imported Target { get; }

    internal ReadOnlyMemory<byte> NameBytes { get; }
}
