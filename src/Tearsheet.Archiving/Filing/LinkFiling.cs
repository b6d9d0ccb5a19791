using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Links;

namespace Tearsheet.Archiving.Filing;

/// <summary>What an editor files: a link, how it shall stand, and what was read at it.</summary>
/// <param name="Address">The link's address.</param>
/// <param name="Topic">A path such as "Korea/North Korea"; levels that do not exist are added. null for none.</param>
/// <param name="Note">Plain text; null for none.</param>
/// <param name="Policy">null leaves it to source and site.</param>
/// <param name="Hold">Whether to keep it out of editions until it is released.</param>
/// <param name="Capture">The visit.</param>
/// <param name="Article">What was read out of the capture.</param>
/// <param name="Renditions">The article's scaled pictures.</param>
public sealed record LinkFiling(
    LinkAddress Address,
    string? Topic,
    string? Note,
    PublicationPolicy? Policy,
    bool Hold,
    Capture Capture,
    Article Article,
    IReadOnlyList<Rendition> Renditions);

/// <summary>Why a link was not filed.</summary>
public enum FilingRefusal
{
    /// <summary>Its address was retracted; it is not taken again.</summary>
    Retracted,

    /// <summary>The topic is no path.</summary>
    BadTopic,

    /// <summary>The note is too long or holds control characters.</summary>
    BadNote,
}

/// <summary>Every way a filing can end.</summary>
public abstract record FilingOutcome
{
    private FilingOutcome()
    {
    }

    /// <summary>The link is new.</summary>
    public sealed record New(FiledLink Link) : FilingOutcome;

    /// <summary>The address was filed before: it has a new capture and article. Topic, note, policy and hold of the filing
    /// are taken when they say something and the link has none of its own; otherwise they change nothing.</summary>
    public sealed record Recaptured(FiledLink Link) : FilingOutcome;

    /// <summary>Nothing was filed.</summary>
    /// <param name="Why">What kind of refusal it is.</param>
    /// <param name="Message">A sentence: what was wrong and what to do.</param>
    public sealed record Refused(FilingRefusal Why, string Message) : FilingOutcome
    {
        /// <summary>The refusal of an address that was retracted.</summary>
        public static Refused AsRetracted(string address, Retraction retraction) => new(
            FilingRefusal.Retracted,
            FormattableString.Invariant(
                $"{address} was retracted on {retraction.At:yyyy-MM-dd} ({retraction.Reason}); a retracted address is not taken again."));
    }
}
