namespace Tearsheet.Reading.Fetching;

/// <summary>Every way one exchange can end.</summary>
internal abstract record HopOutcome
{
    private HopOutcome()
    {
    }

    /// <summary>The answer is there, whatever its status.</summary>
    public sealed record Answered(Exchange Exchange) : HopOutcome;

    /// <summary>There is no whole answer.</summary>
    /// <param name="Why">What kind of failure it was.</param>
    /// <param name="Status">The answer's status, if its head came.</param>
    /// <param name="Message">What was wrong, and what can be done.</param>
    /// <param name="Partial">A body that was cut half-way, with what came of it; else null.</param>
    public sealed record Refused(FetchRefusal Why, int? Status, string Message, Exchange? Partial = null) : HopOutcome;
}
