using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading.Captures;

/// <summary>One dated visit of a link: the HTTP exchanges of its page and images, byte for byte.</summary>
/// <param name="Address">The link; its canonical form already heeds what the page says of itself.</param>
/// <param name="At">When the visit began.</param>
/// <param name="Exchanges">
/// In the order in which they happened, redirects included. A rendered page stands behind the document that it was made of and before what its browser
/// asked for; what else was made of it (addresses of the form "urn:") is the last.
/// </param>
/// <param name="Page">Index of the page's own exchange in <paramref name="Exchanges"/>.</param>
public sealed record Capture(LinkAddress Address, DateTimeOffset At, IReadOnlyList<Exchange> Exchanges, int Page)
{
    /// <summary>
    /// What robots.txt said of each address that was asked for the page, in their order; empty when nobody asked it: a saved page,
    /// or a desk that is set not to.
    /// </summary>
    public IReadOnlyList<RobotsNote> Robots { get; init; } = [];

    /// <summary>The exchange that brought the page; of a rendered one what the browser made of it, which was not exchanged with anybody.</summary>
    public Exchange PageExchange => Exchanges[Page];

    /// <summary>What the server sent: of a rendered page the document that was rendered, else <see cref="PageExchange"/>.</summary>
    public Exchange Document => PageExchange.Provenance == Provenance.Rendered && Page > 0 ? Exchanges[Page - 1] : PageExchange;
}
