namespace Tearsheet.Server.Packing;

/// <summary>A file that stands under its name only once it is whole and on the disk.</summary>
internal sealed class PartialFile : IAsyncDisposable
{
    private const int Buffer = 1 << 20;

    private readonly string _target;
    private readonly string _partial;
    private bool _done;

    private PartialFile(string target)
    {
        _target = Path.GetFullPath(target);
        _partial = PartialName(_target);
        Stream = new FileStream(_partial, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, Buffer);
    }

    public FileStream Stream { get; }

    /// <summary>Begins a file beside its target.</summary>
    /// <exception cref="IOException">The folder is not there, or cannot be written to.</exception>
    public static PartialFile Begin(string target) => new(target);

    /// <summary>A name beside <paramref name="target"/> that nobody else uses.</summary>
    public static string PartialName(string target) => $"{target}.{Path.GetRandomFileName()}.partial";

    /// <summary>Makes the bytes last and gives the file its name, in place of an older one.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await Stream.FlushAsync(cancellationToken);
        Stream.Flush(flushToDisk: true);
        await Stream.DisposeAsync();
        File.Move(_partial, _target, overwrite: true);
        _done = true;
    }

    public async ValueTask DisposeAsync()
    {
        await Stream.DisposeAsync();
        if (!_done)
        {
            File.Delete(_partial);
        }
    }
}
