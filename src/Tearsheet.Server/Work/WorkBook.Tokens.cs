using Microsoft.Data.Sqlite;

namespace Tearsheet.Server.Work;

/// <summary>What is kept of a token of the desk's own listener.</summary>
/// <param name="Hash">SHA-256 of the token; the token itself is nowhere.</param>
/// <param name="Used">When it was last shown; null when never.</param>
internal sealed record KeptToken(string Name, ReadOnlyMemory<byte> Hash, DateTimeOffset Made, DateTimeOffset? Used);

/// <content>Tokens of the desk's own listener.</content>
internal sealed partial class WorkBook
{
    /// <summary>Tokens that there may be: each request looks at all of them.</summary>
    public const int MostTokens = 100;

    /// <summary>All tokens by name.</summary>
    public IReadOnlyList<KeptToken> Tokens()
    {
        lock (_gate)
        {
            return All("select name, hash, made, used from token order by name", Token);
        }
    }

    /// <summary>Keeps a new token.</summary>
    /// <returns>false when there is one of that name, or <see cref="MostTokens"/> of others.</returns>
    public bool AddToken(string name, ReadOnlyMemory<byte> hash, DateTimeOffset now) => Atomically(() =>
        Number("select count(*) from token") < MostTokens
        && Change(
            "insert into token (name, hash, made) values ($name, $hash, $made) on conflict (name) do nothing",
            ("$name", name),
            ("$hash", hash.ToArray()),
            ("$made", Millis(now))) > 0);

    /// <summary>Takes a token away.</summary>
    /// <returns>What it was; null when there is none of that name.</returns>
    public KeptToken? RevokeToken(string name) => Atomically(() =>
    {
        var found = All("select name, hash, made, used from token where name = $name", Token, ("$name", name)).FirstOrDefault();
        Change("delete from token where name = $name", ("$name", name));
        return found;
    });

    /// <summary>Notes that a token was shown; once a minute is enough.</summary>
    public void NoteTokenUse(string name, DateTimeOffset now) => Atomically(() => Change(
        "update token set used = $now where name = $name and (used is null or used < $now - 60000)", ("$name", name), ("$now", Millis(now))));

    private static KeptToken Token(SqliteDataReader row) =>
        new(row.GetString(0), row.GetFieldValue<byte[]>(1), Time(row.GetInt64(2)), row.IsDBNull(3) ? null : Time(row.GetInt64(3)));
}
