using System.ComponentModel.DataAnnotations;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Server.Settings;

/// <summary>How often filed links are asked for again, as <c>tearsheet.json</c> writes it.</summary>
internal sealed record RecheckSettings
{
    /// <summary>false asks for none.</summary>
    public bool Automatic { get; set; } = true;

    /// <summary>The waits while nothing changes, in hours, none shorter than the one before.</summary>
    public IReadOnlyList<double>? WaitHours { get; init; }

    [Range(1, 36_500, ErrorMessage = "recheck.endDays must lie between 1 and 36500.")]
    public int? EndDays { get; init; }

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    public string? Fault => WaitHours?.Any(hours => !(hours is > 0 and < 100_000)) == true
        ? "recheck.waitHours must hold numbers of hours above 0 and below 100000."
        : ToPolicy().Problem();

    public RecheckPolicy ToPolicy()
    {
        var usual = new RecheckPolicy();
        return usual with
        {
            Waits = WaitHours is null ? usual.Waits : [.. WaitHours.Select(TimeSpan.FromHours)],
            End = EndDays is { } days ? TimeSpan.FromDays(days) : usual.End,
        };
    }
}
