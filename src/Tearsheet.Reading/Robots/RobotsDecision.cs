namespace Tearsheet.Reading.Robots;

/// <summary>One line of a robots.txt.</summary>
/// <param name="Number">From 1; CR, LF and CRLF end a line.</param>
/// <param name="Text">Without the white space around it and without its comment; at most <see cref="MaxText"/> characters.</param>
public sealed record RobotsLine(int Number, string Text)
{
    /// <summary>Characters of <see cref="Text"/>, most; what is longer is cut.</summary>
    public const int MaxText = 300;
}

/// <summary>What a robots.txt says of one address.</summary>
/// <param name="Allowed">Whether the address may be fetched.</param>
/// <param name="By">The line that decided; null when no line is about the address, and then it is allowed.</param>
public readonly record struct RobotsDecision(bool Allowed, RobotsLine? By);
