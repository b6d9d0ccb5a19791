using Microsoft.Data.Sqlite;
using SQLitePCL;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving.Index;

/// <summary>A prepared statement of one connection, used by one thread at a time. Parameters count from 1, columns from 0.</summary>
/// <remarks>Straight on SQLite's own calls: a look-up costs a third of what it costs through ADO.NET, and there are many.</remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _connection;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 connection, string sql)
    {
        _connection = connection;
        Check(raw.sqlite3_prepare_v3(connection, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Statement Bind(int parameter, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value) => value is { } number ? Bind(parameter, number) : BindNull(parameter);

    public Statement Bind(int parameter, string? value)
    {
        if (value is null)
        {
            return BindNull(parameter);
        }

        Check(raw.sqlite3_bind_text(_statement, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, ReadOnlySpan<byte> value)
    {
        Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(_statement, parameter, 0)
            : raw.sqlite3_bind_blob(_statement, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, Cid value) => Bind(parameter, value.Bytes);

    public Statement Bind(int parameter, Cid? value) => value is { } cid ? Bind(parameter, cid) : BindNull(parameter);

    /// <summary>Goes to the next row.</summary>
    /// <returns>False when there is none; the statement is reset then.</returns>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        if (result != raw.SQLITE_DONE)
        {
            SqliteException.ThrowExceptionForRC(result, _connection);
        }

        return false;
    }

    /// <summary>Runs a statement whose rows nobody wants.</summary>
    public void Run()
    {
        if (Step())
        {
            Reset();
        }
    }

    /// <summary>The first row through <paramref name="read"/>; <c>default</c> when there is none.</summary>
    public T? First<T>(Func<Statement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>All rows through <paramref name="read"/>.</summary>
    public List<T> All<T>(Func<Statement, T> read)
    {
        var rows = new List<T>();
        try
        {
            while (Step())
            {
                rows.Add(read(this));
            }

            return rows;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first column of the first row; <paramref name="otherwise"/> when there is no row or it is null.</summary>
    public long Number(long otherwise = 0)
    {
        try
        {
            return Step() && !IsNull(0) ? Long(0) : otherwise;
        }
        finally
        {
            Reset();
        }
    }

    public bool Exists()
    {
        try
        {
            return Step();
        }
        finally
        {
            Reset();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Int(int column) => raw.sqlite3_column_int(_statement, column);

    public long? OptionalLong(int column) => IsNull(column) ? null : Long(column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public string? OptionalText(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step or reset.</summary>
    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public Cid CidAt(int column) =>
        Cid.TryRead(Blob(column), out var cid, out _) == CidStatus.Ok
            ? cid
            : throw new SqliteException("the index holds bytes where a CID should stand", raw.SQLITE_CORRUPT);

    public Cid? OptionalCid(int column) => IsNull(column) ? null : CidAt(column);

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public DateTimeOffset? OptionalTime(int column) => IsNull(column) ? null : Time(column);

    public void Reset()
    {
        // The result repeats the last step's failure, which was thrown already.
        _ = raw.sqlite3_reset(_statement);
    }

    public void Dispose() => _statement.Dispose();

    private Statement BindNull(int parameter)
    {
        Check(raw.sqlite3_bind_null(_statement, parameter));
        return this;
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(result, _connection);
        }
    }
}
