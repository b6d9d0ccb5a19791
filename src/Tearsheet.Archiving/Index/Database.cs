using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tearsheet.Archiving.Index;

/// <summary>One connection to <c>index.db</c> with its prepared statements; used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _handle;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    /// <summary>Opens the file.</summary>
    /// <param name="path">The file; made when it is not there and <paramref name="create"/> says so.</param>
    /// <param name="create">Whether it may be made.</param>
    /// <param name="cacheKiB">Pages kept in memory.</param>
    /// <exception cref="SqliteException">It cannot be opened or is no database.</exception>
    public Database(string path, bool create, int cacheKiB)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        try
        {
            _connection.Open();
            _handle = _connection.Handle ?? throw new InvalidOperationException("an open connection has a handle");
            raw.sqlite3_busy_timeout(_handle, 30_000);

            // NORMAL: what a power cut takes from the index comes back from the log, which is synced.
            Execute(
                "pragma journal_mode = wal; pragma synchronous = normal; pragma temp_store = memory; pragma mmap_size = 1073741824; "
                + FormattableString.Invariant($"pragma cache_size = -{cacheKiB};"));
        }
        catch (SqliteException)
        {
            _connection.Dispose();
            throw;
        }
    }

    /// <summary>The statement of this text, prepared once.</summary>
    public Statement this[string sql]
    {
        get
        {
            if (!_statements.TryGetValue(sql, out var statement))
            {
                statement = new Statement(_handle, sql);
                _statements.Add(sql, statement);
            }

            return statement;
        }
    }

    /// <summary>Runs statements that come once.</summary>
    public void Execute(string sql)
    {
        var result = raw.sqlite3_exec(_handle, sql);
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, _handle);
        }
    }

    public void Begin() => this["begin immediate"].Run();

    /// <summary>From here until <see cref="Commit"/> every query sees one and the same state.</summary>
    public void BeginReading() => this["begin"].Run();

    public void Commit() => this["commit"].Run();

    public void Rollback()
    {
        // SQLite itself rolls back after some errors (disk full, I/O): then there is nothing to roll back.
        if (raw.sqlite3_get_autocommit(_handle) == 0)
        {
            this["rollback"].Run();
        }
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
