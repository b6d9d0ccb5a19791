using Tearsheet.Ipld;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Server.Packing;

/// <summary>Imports a file or a folder of the disk.</summary>
/// <param name="hidden">Whether names that begin with a dot go in.</param>
/// <param name="note">Is told of what is left out.</param>
internal sealed class TreeImport(ImportProfile profile, IBlockSink sink, bool hidden, Action<string> note)
{
    private readonly FileImporter _files = new(profile, sink);
    private readonly DirectoryImporter _directories = new(profile, sink);

    public Task<Imported> ImportAsync(string path, CancellationToken cancellationToken) =>
        Directory.Exists(path) ? ImportFolderAsync(path, cancellationToken) : ImportFileAsync(path, cancellationToken);

    private async Task<Imported> ImportFileAsync(string path, CancellationToken cancellationToken)
    {
        // The importer reads whole chunks: a buffer in between would only copy.
        await using var file = new FileStream(
            path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return await _files.ImportAsync(file, cancellationToken);
    }

    private async Task<Imported> ImportFolderAsync(string path, CancellationToken cancellationToken)
    {
        var entries = new List<DirectoryEntry>();
        foreach (var item in new DirectoryInfo(path).EnumerateFileSystemInfos().OrderBy(item => item.Name, StringComparer.Ordinal))
        {
            if (!hidden && item.Name.StartsWith('.'))
            {
                continue;
            }

            if (item.LinkTarget is not null)
            {
                note($"left out {item.FullName}: a symbolic link");
            }
            else if (item is DirectoryInfo || IsPlainFile(item))
            {
                entries.Add(new DirectoryEntry(item.Name, await ImportAsync(item.FullName, cancellationToken)));
            }
            else
            {
                note($"left out {item.FullName}: no plain file");
            }
        }

        return _directories.Import(entries);
    }

    /// <summary>Whether it is neither a device nor a pipe, which would never end.</summary>
    private static bool IsPlainFile(FileSystemInfo item) => !item.Attributes.HasFlag(FileAttributes.Device);
}
