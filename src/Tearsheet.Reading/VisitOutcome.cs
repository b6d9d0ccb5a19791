using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading;

/// <summary>Every way a visit can end.</summary>
public abstract record VisitOutcome
{
    private VisitOutcome()
    {
    }

    /// <summary>The page is there and was read; what kind of page it is, the article says.</summary>
    /// <param name="Capture">The exchanges of page and images, and the address by which the link is known now.</param>
    /// <param name="Article">What was read out of the page.</param>
    /// <param name="Renditions">The images that came, scaled; an image that did not come has none.</param>
    public sealed record Read(Capture Capture, Article Article, IReadOnlyList<Rendition> Renditions) : VisitOutcome;

    /// <summary>There is nothing to file.</summary>
    /// <param name="Why">What kind of failure it was.</param>
    /// <param name="Message">One or two sentences: what was wrong, and what can be done.</param>
    /// <param name="Status">The status that the server answered with, if it did.</param>
    public sealed record Refused(FetchRefusal Why, string Message, int? Status) : VisitOutcome
    {
        /// <summary>When the server wants to be asked again, where it said so.</summary>
        public DateTimeOffset? NotBefore { get; init; }
    }
}
