using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Rendering;

/// <summary>One page to be rendered.</summary>
/// <param name="Document">The exchanges that brought its document, redirects first: the browser gets these and asks nobody again.</param>
/// <param name="Turn">The visit's turn, in which all that the page asks for is fetched; null where nobody stands in line.</param>
/// <param name="MayAskAsync">Asked before another document takes the place of the first; answers null for yes. null when nobody is asked.</param>
internal sealed record RenderJob(
    IReadOnlyList<Exchange> Document, VisitTurn? Turn, Func<Uri, CancellationToken, ValueTask<FetchOutcome.Refused?>>? MayAskAsync);

/// <summary>Every way in which a rendering can end.</summary>
internal abstract record RenderOutcome
{
    private RenderOutcome()
    {
    }

    /// <summary>The page was rendered.</summary>
    /// <param name="Documents">The exchanges of the main frame in their order, redirects included; the last is the document that was rendered.</param>
    /// <param name="Page">The page as it stood in the browser, serialised.</param>
    /// <param name="Requests">The exchanges of all else that came, each with the redirects before it, by the time of the first.</param>
    /// <param name="Unanswered">Redirects that led to nothing.</param>
    /// <param name="Made">What was made of the page: its picture, its print, and the list of its requests.</param>
    public sealed record Rendered(
        IReadOnlyList<Exchange> Documents,
        Exchange Page,
        IReadOnlyList<Exchange> Requests,
        IReadOnlyList<Exchange> Unanswered,
        IReadOnlyList<Exchange> Made) : RenderOutcome;

    /// <summary>There is nothing to keep.</summary>
    /// <param name="Why">What kind of failure it was.</param>
    /// <param name="Message">One or two sentences: what was wrong, and what can be done.</param>
    public sealed record Refused(FetchRefusal Why, string Message) : RenderOutcome;
}
