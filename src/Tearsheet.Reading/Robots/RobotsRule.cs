namespace Tearsheet.Reading.Robots;

/// <summary>One Allow or Disallow line.</summary>
/// <param name="Allows">Whether it is an Allow line.</param>
/// <param name="Pattern">As <see cref="RobotsPath.Normalize"/> writes a rule; never empty.</param>
/// <param name="Line">The line as it stands.</param>
internal sealed record RobotsRule(bool Allows, string Pattern, RobotsLine Line)
{
    /// <summary>Whether it speaks of a path.</summary>
    /// <param name="path">As <see cref="RobotsPath.Normalize"/> writes a path.</param>
    /// <remarks>
    /// A rule is a beginning. Between two stars the first place that fits is taken, which is never worse than a later one: so
    /// nothing is tried twice, however many stars there are.
    /// </remarks>
    public bool Matches(ReadOnlySpan<char> path)
    {
        var rest = Pattern.AsSpan();
        var ends = rest[^1] == '$';
        rest = ends ? rest[..^1] : rest;

        var star = rest.IndexOf('*');
        var piece = star < 0 ? rest : rest[..star];
        if (!path.StartsWith(piece, StringComparison.Ordinal))
        {
            return false;
        }

        path = path[piece.Length..];
        while (star >= 0)
        {
            rest = rest[(star + 1)..];
            star = rest.IndexOf('*');
            piece = star < 0 ? rest : rest[..star];
            if (star < 0 && ends)
            {
                return path.EndsWith(piece, StringComparison.Ordinal);
            }

            var at = path.IndexOf(piece, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            path = path[(at + piece.Length)..];
        }

        return !ends || path.IsEmpty;
    }
}
