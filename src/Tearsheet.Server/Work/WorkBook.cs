using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Feeds.WebSub;

namespace Tearsheet.Server.Work;

/// <summary>
/// <c>desk.db</c>: what the desk follows and what is to be done, so that the next start goes on where this one stops (decision 17). All
/// calls may come from any thread; each is one transaction.
/// </summary>
internal sealed partial class WorkBook : IDisposable
{
    private const int Version = 1;

    private const string Schema = """
        create table feed (
          id integer primary key,
          address text not null unique,
          topic text,
          policy text,
          hold integer not null,
          every integer,
          added integer not null,
          state text not null,
          memory blob not null) strict;
        create table work (
          id integer primary key,
          kind integer not null,
          key text not null,
          host text not null,
          address text not null,
          due integer not null,
          since integer not null,
          feed integer,
          changed integer not null default 0,
          attempts integer not null default 0,
          memory text,
          problem text,
          unique (kind, key)) strict;
        create index work_by_host on work (host, due, id);
        create index work_by_feed on work (feed);
        create table hub (feed integer primary key, token text not null unique, state text not null) strict;
        create table mark (name text primary key, value text not null) strict;
        create table host (name text primary key, hold integer not null) strict;
        """;

    /// <summary>Apart from the rest, since books were begun before there was one.</summary>
    private const string TokenTable = """
        create table if not exists token (name text primary key, hash blob not null, made integer not null, used integer) strict;
        """;

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    private WorkBook(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the book, and begins one where there is none.</summary>
    /// <param name="mayWrite">Whether it may be begun and written to; a reader of a book that is not there gets an empty one.</param>
    /// <param name="message">What is wrong, when the result is null.</param>
    /// <exception cref="SqliteException">The disk failed.</exception>
    public static WorkBook? Open(string path, bool mayWrite, out string message)
    {
        message = "";
        var isNew = !File.Exists(path);
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = isNew && !mayWrite ? ":memory:" : path,
            Mode = mayWrite || isNew ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 30,
        }.ToString());
        try
        {
            connection.Open();
            var book = new WorkBook(connection);
            // NORMAL: a power cut may take the last moments, and then a feed is asked again or a page visited once more. Nothing is forgotten
            // that the log does not hold: an entry is known only when the row that fetches it stands.
            book.Run("pragma journal_mode = wal; pragma synchronous = normal; pragma foreign_keys = off;");
            switch (book.Number("pragma user_version"))
            {
                case 0:
                    book.Begin();
                    break;
                case Version:
                    break;
                case var newer:
                    message = string.Create(
                        CultureInfo.InvariantCulture, $"{path} is of version {newer}, and this program knows {Version}. Use the newer program.");
                    book.Dispose();
                    return null;
            }

            if (mayWrite)
            {
                book.Run(TokenTable);
            }

            return book;
        }
        catch (SqliteException fault) when (fault.SqliteErrorCode is SQLitePCL.raw.SQLITE_NOTADB or SQLitePCL.raw.SQLITE_CORRUPT)
        {
            connection.Dispose();
            message = $"{path} is damaged ({fault.Message}). Move it away: the archive is whole without it, and only what was followed is lost.";
            return null;
        }
    }

    /// <summary>Begins a new book, unless another process is doing so at this moment and was first.</summary>
    private void Begin() => Atomically(() =>
    {
        if (Number("pragma user_version") == 0)
        {
            Run(Schema + FormattableString.Invariant($"pragma user_version = {Version};"));
        }

        return true;
    });

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private void Run(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private long Number(string sql, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        return reader.Read() && !reader.IsDBNull(0) ? reader.GetInt64(0) : 0;
    }

    private List<T> All<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        using var reader = Command(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    private int Change(string sql, params ReadOnlySpan<(string Name, object? Value)> values) => Command(sql, values).ExecuteNonQuery();

    private SqliteCommand Command(string sql, ReadOnlySpan<(string Name, object? Value)> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            _commands.Add(sql, command);
        }

        command.Parameters.Clear();
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }

    /// <summary>All of it or nothing; the lock is held meanwhile.</summary>
    private T Atomically<T>(Func<T> change)
    {
        lock (_gate)
        {
            Change("begin immediate");
            try
            {
                var result = change();
                Change("commit");
                return result;
            }
            finally
            {
                // Still open when something failed; after some errors (disk full, I/O) SQLite itself has rolled back already.
                if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
                {
                    Change("rollback");
                }
            }
        }
    }

    private static long Millis(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static DateTimeOffset Time(long millis) => DateTimeOffset.FromUnixTimeMilliseconds(millis);

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

[JsonSerializable(typeof(FeedState))]
[JsonSerializable(typeof(CheckMemory))]
[JsonSerializable(typeof(HubSubscription))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
internal sealed partial class WorkJson : JsonSerializerContext;
