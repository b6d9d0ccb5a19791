using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading.Fetching;

/// <summary>What came of asking for one robots.txt.</summary>
/// <param name="Address">Where it was asked for.</param>
/// <param name="At">When.</param>
/// <param name="Ground">No file, unreachable, or, when there is a file, a line: which one depends on the page.</param>
internal sealed record RobotsReading(string Address, DateTimeOffset At, RobotsGround Ground)
{
    /// <summary>The file; null when there is none.</summary>
    public RobotsFile? File { get; init; }

    /// <summary>The status of the answer; null when there was none.</summary>
    public int? Status { get; init; }

    /// <summary>Why there was no answer; null when there was one.</summary>
    public FetchOutcome.Refused? Refusal { get; init; }
}
