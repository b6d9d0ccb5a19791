namespace Tearsheet.Server.Desk;

/// <summary>Which links to list.</summary>
/// <param name="Topic">Path, slug or id; null for all.</param>
/// <param name="Source">Host; null for all.</param>
/// <param name="State"><c>live</c>, <c>held</c>, <c>retracted</c>, <c>merged</c>, <c>all</c>; null for live and held.</param>
/// <param name="After">The id that came last; null from the newest.</param>
/// <param name="Limit">1 to <see cref="MaxLimit"/>.</param>
internal sealed record LinkSelection(string? Topic, string? Source, string? State, string? After, int Limit)
{
    public const int UsualLimit = 50;

    public const int MaxLimit = 1000;
}
