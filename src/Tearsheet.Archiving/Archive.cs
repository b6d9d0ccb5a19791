using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Index;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving;

/// <summary>The front door: filed links, their captures, the log they stand in and the blocks below, in one data folder.</summary>
/// <remarks>
/// Safe to use from many threads. What writes answers only when what it wrote is on the disk for good; concurrent writes share one
/// fsync. Expected refusals are values; a disk that is full or fails, or bytes that are not what was written, throw a
/// <see cref="StorageException"/> whose message says what to do, and nothing of that write counts.
/// </remarks>
public sealed partial class Archive : IDisposable
{
    private readonly DataFolder _folder;
    private readonly IndexReaders _readers;
    private readonly PackedBlocks _blocks;
    private readonly ArchiveWriter? _writer;
    private readonly WriteLoop? _loop;
    private readonly SigningKey? _key;
    private bool _disposed;

    private Archive(DataFolder folder, IndexReaders readers, PackedBlocks blocks, SigningKey? key, ArchiveWriter? writer, ArchiveOptions options)
    {
        _folder = folder;
        _readers = readers;
        _blocks = blocks;
        _key = key;
        _writer = writer;
        _loop = writer is null ? null : new WriteLoop(writer, options);
        PublicBlocks = new PublicBlocks(blocks, readers);
    }

    /// <summary>The data folder, as an absolute path.</summary>
    public string Folder => _folder.Paths.Root;

    public ArchiveAccess Access => _loop is null ? ArchiveAccess.Read : ArchiveAccess.Write;

    /// <summary>The public half of the key that signs the next entry.</summary>
    public PublicKey SiteKey => _folder.Log.Signer ?? throw new InvalidOperationException("a log without entries has no signer");

    /// <summary>The site's key, for manifests.</summary>
    /// <exception cref="InvalidOperationException">The archive is open for reading only.</exception>
    public SigningKey SigningKey => _key ?? throw ReadOnly();

    /// <summary>Where blocks of editions and files go: readable at once, durable with the next write that is acknowledged.</summary>
    /// <exception cref="InvalidOperationException">The archive is open for reading only.</exception>
    public IBlockSink Sink => _loop is null ? throw ReadOnly() : _blocks;

    /// <summary>Every block, public or not; bytes are not checked against the CID.</summary>
    public IBlockSource Blocks => _blocks;

    /// <summary>What the gateway may give out (decision 13); bytes are not checked against the CID.</summary>
    public IBlockSource PublicBlocks { get; }

    /// <summary>Closes the archive; what was handed over for writing is finished before.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        _loop?.Dispose();
        _writer?.Dispose();
        _readers.Dispose();
        _folder.Dispose();
        _key?.Dispose();
    }

    private static InvalidOperationException ReadOnly() => new("The archive is open for reading only.");

    private Task<T> WriteAsync<T>(Func<ArchiveWriter, T> work, long bytes, CancellationToken cancellationToken) =>
        (_loop ?? throw ReadOnly()).RunAsync(work, bytes, cancellationToken);
}
