namespace Tearsheet.Server.Settings;

/// <summary>The listener on which people and their browsers reach the desk itself (decision 26).</summary>
internal sealed record DeskSettings
{
    /// <summary>Where it listens: <c>http://ADDRESS:PORT</c>; null for none.</summary>
    public string? Listen { get; set; }
}
