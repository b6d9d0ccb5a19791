namespace Tearsheet.Ipld.UnixFs;

/// <summary>One change of a tree of files.</summary>
public sealed record TreeChange
{
    private TreeChange(string path, Imported? file)
    {
        Names = EntryName.SplitPath(path);
        Path = path;
        File = file;
    }

    /// <summary>Names between single slashes, without one at either end; each obeys <see cref="EntryName"/>.</summary>
    public string Path { get; }

    /// <summary>What shall stand at the path; null when nothing shall.</summary>
    public Imported? File { get; }

    internal IReadOnlyList<string> Names { get; }

    /// <summary>Puts a file at a path, with all the folders it needs.</summary>
    /// <param name="path">Such as <c>links/2026/11/abc/index.html</c>.</param>
    /// <param name="file">A file or symlink; or a directory, which must have been made under the editor's
    /// profile.</param>
    /// <remarks>The last put wins: it takes the place of a file or folder at the path, and of a file above
    /// it.</remarks>
    /// <exception cref="ArgumentException">The path breaks a rule, or there is no CID.</exception>
    public static TreeChange Put(string path, Imported file) => file.Cid.IsDefined
        ? new(path, file)
        : throw new ArgumentException("A file needs a CID", nameof(file));

    /// <summary>Takes away a file, or a folder with all that is in it; does nothing where there is none.</summary>
    /// <exception cref="ArgumentException">The path breaks a rule.</exception>
    public static TreeChange Remove(string path) => new(path, null);
}
