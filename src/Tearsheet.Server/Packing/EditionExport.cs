using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Server.Packing;

/// <summary>Takes one edition out of the archive, as a CAR or as plain files.</summary>
/// <param name="source">The public blocks: what was retracted since the edition was made does not leave.</param>
internal sealed class EditionExport(IBlockSource source, Cid root, Action<long> report)
{
    private readonly UnixFsReader _reader = new(source);

    public long Blocks { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Writes every block below the root once, the root first.</summary>
    /// <exception cref="UnixFsException">A block is missing or was taken back.</exception>
    public async Task WriteCarAsync(Stream stream, CancellationToken cancellationToken)
    {
        var car = new CarFile(stream);
        car.Begin(root);
        await foreach (var cid in _reader.WalkAsync(root, cancellationToken))
        {
            var answer = await source.FindAsync(cid, cancellationToken);
            if (answer.Presence != BlockPresence.Found)
            {
                throw new UnixFsException(new UnixFsFault(
                    answer.Presence == BlockPresence.Withdrawn ? UnixFsFaultKind.Withdrawn : UnixFsFaultKind.Absent, cid, "a leaf"));
            }

            car.Put(new Block(cid, answer.Bytes));
            Count(answer.Bytes.Length);
        }
    }

    /// <summary>Writes every file below the root into a folder that is there and empty.</summary>
    /// <exception cref="UnixFsException">A block is missing or was taken back.</exception>
    public Task WriteFilesAsync(string folder, CancellationToken cancellationToken) => WriteFolderAsync(root, folder, cancellationToken);

    private async Task WriteFolderAsync(Cid directory, string folder, CancellationToken cancellationToken)
    {
        await foreach (var item in _reader.ListAsync(directory, cancellationToken))
        {
            if (item.Name is "" or "." or ".." || item.Name.AsSpan().ContainsAny('/', '\\', '\0'))
            {
                throw new IOException($"The edition holds an entry named \"{item.Name}\", which cannot be a file here.");
            }

            var path = Path.Combine(folder, item.Name);
            if (await _reader.ResolveAsync(item.Cid, "", cancellationToken) is Resolution.Found { Kind: UnixFsKind.Directory })
            {
                Directory.CreateDirectory(path);
                await WriteFolderAsync(item.Cid, path, cancellationToken);
                continue;
            }

            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            Count(await _reader.ReadAsync(item.Cid, 0, length: null, file, cancellationToken));
        }
    }

    private void Count(long bytes)
    {
        Bytes += bytes;
        report(++Blocks);
    }
}
