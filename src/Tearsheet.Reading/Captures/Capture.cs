using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Captures;

/// <summary>One dated visit of a link: the HTTP exchanges of its page and images, byte for byte.</summary>
/// <param name="Address">The link; its canonical form already heeds what the page says of itself.</param>
/// <param name="At">When the visit began.</param>
/// <param name="Exchanges">In the order in which they happened, redirects included.</param>
/// <param name="Page">Index of the page's own exchange in <paramref name="Exchanges"/>.</param>
public sealed record Capture(LinkAddress Address, DateTimeOffset At, IReadOnlyList<Exchange> Exchanges, int Page)
{
    /// <summary>The exchange that brought the page.</summary>
    public Exchange PageExchange => Exchanges[Page];
}
