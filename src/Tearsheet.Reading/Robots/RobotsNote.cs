namespace Tearsheet.Reading.Robots;

/// <summary>What a decision about robots rests on.</summary>
public enum RobotsGround
{
    /// <summary>A line of the file.</summary>
    Line,

    /// <summary>The file is there, and no line of it is about the address.</summary>
    NoLine,

    /// <summary>There is no file: everything is allowed.</summary>
    NoFile,

    /// <summary>Whether there is a file could not be found out: nothing is allowed.</summary>
    Unreachable,
}

/// <summary>What was decided before an address was asked, and by what: kept with the capture.</summary>
public sealed record RobotsNote
{
    /// <summary>The address in question.</summary>
    public required string Address { get; init; }

    /// <summary>The address of the robots.txt that was asked.</summary>
    public required string File { get; init; }

    /// <summary>When the file, or the lack of it, was seen.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What the decision rests on.</summary>
    public required RobotsGround Ground { get; init; }

    /// <summary>Whether the file allows the address.</summary>
    public required bool Allowed { get; init; }

    /// <summary>The line that decided; null unless the ground is a line.</summary>
    public RobotsLine? Line { get; init; }

    /// <summary>The status with which the file was answered; null when nothing was.</summary>
    public int? Status { get; init; }

    /// <summary>Who had the address asked although it is not allowed; null when nobody.</summary>
    public string? OverriddenBy { get; init; }

    /// <summary>Whether the address may be asked.</summary>
    public bool MayAsk => Allowed || OverriddenBy is not null;
}
