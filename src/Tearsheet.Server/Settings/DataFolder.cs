namespace Tearsheet.Server.Settings;

/// <summary>Where a desk keeps everything: the folder and the names in it that the program itself opens.</summary>
/// <param name="Path">Absolute path; it need not exist.</param>
internal sealed record DataFolder(string Path)
{
    public const string EnvironmentVariable = "TEARSHEET_DATA";

    public string SettingsFile => System.IO.Path.Combine(Path, "tearsheet.json");

    public string KeyFile => System.IO.Path.Combine(Path, "keys", "site.key");

    /// <summary>What the desk follows and what is to be done: no part of the archive.</summary>
    public string DeskFile => System.IO.Path.Combine(Path, "desk.db");

    /// <summary>Where an operator puts denylists, as <c>*.deny</c>.</summary>
    public string Denylists => System.IO.Path.Combine(Path, "denylists");

    /// <summary>What was retracted here, as a denylist for others.</summary>
    public string RetractedList => System.IO.Path.Combine(Path, "retracted.deny");

    /// <summary>The socket over which other commands reach a running <c>serve</c>.</summary>
    public string Socket => System.IO.Path.Combine(Path, "tearsheet.sock");

    /// <summary>The folder that was asked for, else <see cref="EnvironmentVariable"/>, else the platform's own place.</summary>
    /// <param name="asked">The value of <c>--data</c>, if given.</param>
    /// <returns>null when nothing was asked for and the platform names no place (no HOME).</returns>
    public static DataFolder? Choose(string? asked)
    {
        var chosen = asked is { Length: > 0 } ? asked : Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (chosen is { Length: > 0 })
        {
            return new DataFolder(System.IO.Path.GetFullPath(chosen));
        }

        var platform = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return platform.Length == 0 ? null : new DataFolder(System.IO.Path.Combine(platform, "tearsheet"));
    }
}
