using Microsoft.Win32.SafeHandles;
using Tearsheet.Archiving.Disk;

namespace Tearsheet.Archiving.Packs;

/// <summary>Pack files open for reading: a bounded number, for a large archive has more packs than a process may have files.</summary>
internal sealed class PackHandles(DataPaths paths) : IDisposable
{
    private const int MostOpen = 128;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, SafeFileHandle> _open = [];
    private readonly Queue<int> _order = new();

    /// <summary>Fills <paramref name="target"/> from a pack that no longer grows.</summary>
    /// <returns>How many bytes there were: fewer than asked for only at the end.</returns>
    public int Read(int pack, long offset, Span<byte> target)
    {
        while (true)
        {
            var handle = Handle(pack);
            try
            {
                var done = 0;
                while (done < target.Length && RandomAccess.Read(handle, target[done..], offset + done) is var read and > 0)
                {
                    done += read;
                }

                return done;
            }
            catch (ObjectDisposedException) when (handle.IsClosed)
            {
                // Another thread needed the room between the look-up and the read. It is open again in a moment.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw StorageException.From(error, paths.PackFile(pack));
            }
        }
    }

    public void Close(int pack)
    {
        lock (_gate)
        {
            if (_open.Remove(pack, out var handle))
            {
                handle.Dispose();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var handle in _open.Values)
            {
                handle.Dispose();
            }

            _open.Clear();
        }
    }

    private SafeFileHandle Handle(int pack)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(pack, out var known))
            {
                return known;
            }

            var path = paths.PackFile(pack);
            try
            {
                known = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw StorageException.From(error, path);
            }

            _open.Add(pack, known);
            _order.Enqueue(pack);
            while (_open.Count > MostOpen && _order.TryDequeue(out var oldest))
            {
                if (oldest != pack && _open.Remove(oldest, out var closed))
                {
                    closed.Dispose();
                }
            }

            return known;
        }
    }
}
