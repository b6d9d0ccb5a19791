using Tearsheet.Reading.Fetching;

namespace Tearsheet.Server.Desk;

/// <summary>A page in an archive of captures that is being imported.</summary>
/// <param name="Read">Reads the redirects that led to it and, last, its own exchange; says in a sentence why it cannot be had.</param>
/// <param name="FindImage">Finds an image as it was when the page was captured.</param>
internal sealed record ArchivedPage(Func<ArchivedPage.Hops> Read, Func<string, IReadOnlyList<Exchange>> FindImage)
{
    /// <summary>What was read.</summary>
    /// <param name="Exchanges">Empty when it cannot be had.</param>
    /// <param name="Problem">Why; null when it can.</param>
    internal sealed record Hops(IReadOnlyList<Exchange> Exchanges, string? Problem);
}
