using System.Collections.Concurrent;

namespace Tearsheet.Archiving.Index;

/// <summary>Connections for reading, lent to one caller at a time.</summary>
internal sealed class IndexReaders(string path) : IDisposable
{
    private const int CacheKiB = 8 * 1024;

    private readonly ConcurrentBag<IndexView> _idle = [];
    private volatile bool _closed;

    /// <summary>Lends a connection until the loan is disposed of.</summary>
    public Loan Lend()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return new Loan(this, _idle.TryTake(out var view) ? view : new IndexView(new Database(path, create: false, CacheKiB)));
    }

    public void Dispose()
    {
        _closed = true;
        while (_idle.TryTake(out var view))
        {
            view.Dispose();
        }
    }

    private void Return(IndexView view)
    {
        _idle.Add(view);
        if (_closed)
        {
            Dispose();
        }
    }

    /// <summary>A connection on loan.</summary>
    public readonly struct Loan(IndexReaders lender, IndexView view) : IDisposable
    {
        public IndexView View => view;

        public void Dispose() => lender.Return(view);
    }
}
