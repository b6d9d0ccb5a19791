using Tearsheet.Reading.Links;

namespace Tearsheet.Server.Settings;

/// <summary>How addresses are cleaned, as <c>tearsheet.json</c> writes it.</summary>
internal sealed record LinkSettings
{
    /// <summary>A file of ClearURLs' rules, applied beside our own; relative to the data folder. They are never part of the program.</summary>
    public string? ClearUrlsRules { get; init; }

    /// <summary>Reads the rules.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="rules">null when the settings name no file.</param>
    /// <param name="faults">A sentence for each rule that was skipped.</param>
    /// <returns>What stands against the file as a whole, as a sentence; null when nothing does.</returns>
    public string? TryLoad(DataFolder folder, out ClearUrlsRules? rules, out IReadOnlyList<string> faults)
    {
        (rules, faults) = (null, []);
        if (ClearUrlsRules is null)
        {
            return null;
        }

        var path = Path.Combine(folder.Path, ClearUrlsRules);
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > Reading.Links.ClearUrlsRules.MaxBytes)
            {
                return $"links.clearUrlsRules: {path} is larger than any file of such rules.";
            }

            return Reading.Links.ClearUrlsRules.TryRead(File.ReadAllBytes(path), out rules, out faults)
                ? null
                : $"links.clearUrlsRules: {path} holds no rules. {faults[0]}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"links.clearUrlsRules: {path} cannot be read. Name a file that is there and that this user may read, or take the setting out.";
        }
    }
}
