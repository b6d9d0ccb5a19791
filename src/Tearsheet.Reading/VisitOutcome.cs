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

    /// <summary>The page is there and was read.</summary>
    /// <param name="Capture">The exchanges of page and images; its address heeds redirects and what the page says of itself.</param>
    /// <param name="Article">What was read; its kind says when it is no article.</param>
    /// <param name="Renditions">Scaled pictures; none for those that could not be fetched or decoded.</param>
    public sealed record Read(Capture Capture, Article Article, IReadOnlyList<Rendition> Renditions) : VisitOutcome;

    /// <summary>There is nothing to file.</summary>
    /// <param name="Why">What kind of failure it was.</param>
    /// <param name="Message">One or two sentences: what was wrong, and what can be done.</param>
    /// <param name="Status">The status of the last answer, if there was one.</param>
    public sealed record Refused(FetchRefusal Why, string Message, int? Status) : VisitOutcome;
}
