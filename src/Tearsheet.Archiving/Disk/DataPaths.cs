using System.Globalization;

namespace Tearsheet.Archiving.Disk;

/// <summary>The names inside a data folder, as <c>design.md</c>, "On disk", lists them.</summary>
internal sealed record DataPaths
{
    private const string CarSuffix = ".car";

    public DataPaths(string root) => Root = Path.GetFullPath(root);

    public string Root { get; }

    /// <summary>The lock that a writer holds. It is never deleted: deleting it would let two writers hold two files.</summary>
    public string Lock => Path.Combine(Root, "lock");

    /// <summary>The writer's process id, for the message to whoever is refused.</summary>
    public string Holder => Path.Combine(Root, "lock.pid");

    public string Keys => Path.Combine(Root, "keys");

    public string SiteKey => Path.Combine(Keys, "site.key");

    /// <summary>The key that a succession names, until it takes the site key's place.</summary>
    public string NextKey => Path.Combine(Keys, "site.key.next");

    public string Log => Path.Combine(Root, "log");

    public string Head => Path.Combine(Log, "head");

    public string Packs => Path.Combine(Root, "packs");

    public string Torn => Path.Combine(Root, "torn");

    public string Settings => Path.Combine(Root, "tearsheet.json");

    public string Index => Path.Combine(Root, "index.db");

    public string Desk => Path.Combine(Root, "desk.db");

    public string Socket => Path.Combine(Root, "tearsheet.sock");

    public string LogFile(int number) => Path.Combine(Log, Numbered(number));

    public string PackFile(int number) => Path.Combine(Packs, Numbered(number));

    /// <summary>The path as messages and reports give it: below the data folder, with forward slashes.</summary>
    public string Short(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>Six digits, so that names sort as numbers do; more when a million files are not enough.</summary>
    public static string Numbered(int number) => number.ToString("D6", CultureInfo.InvariantCulture) + CarSuffix;

    /// <summary>The number in a name made by <see cref="Numbered"/>; null for every other name.</summary>
    public static int? NumberOf(string path)
    {
        var name = Path.GetFileName(path);
        return name.EndsWith(CarSuffix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(0, name.Length - CarSuffix.Length), NumberStyles.None,
                CultureInfo.InvariantCulture, out var number)
            && name == Numbered(number)
            ? number
            : null;
    }
}
