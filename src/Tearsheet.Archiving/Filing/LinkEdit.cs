namespace Tearsheet.Archiving.Filing;

/// <summary>A change to a link. What is null stays as it is.</summary>
/// <param name="Id">The link's id.</param>
public sealed record LinkEdit(string Id)
{
    /// <summary>Characters, most for a note.</summary>
    public const int MaxNoteLength = 20_000;

    /// <summary>Characters, most for a name or a reason.</summary>
    public const int MaxLineLength = 500;

    /// <summary>A topic's path; levels that do not exist are added. Empty takes the link out of its topic.</summary>
    public string? Topic { get; init; }

    /// <summary>Plain text. Empty removes the note.</summary>
    public string? Note { get; init; }

    public PublicationPolicy? Policy { get; init; }

    /// <summary>Leaves the policy to source and site again; excludes <see cref="Policy"/>.</summary>
    public bool ClearPolicy { get; init; }

    /// <summary>true holds the link back from editions, false releases it.</summary>
    public bool? Hold { get; init; }

    /// <summary>The name of who lifts what the page asks. Empty heeds the page again.</summary>
    public string? OverrideBy { get; init; }
}

/// <summary>Why a link was not changed.</summary>
public enum LinkRefusal
{
    /// <summary>No link has this id.</summary>
    NotFound,

    /// <summary>The link was retracted; what is gone stays as it was.</summary>
    Retracted,

    /// <summary>The link is part of another one.</summary>
    Merged,

    BadTopic,
    BadNote,

    /// <summary>A name or reason that is empty, too long or holds control characters.</summary>
    BadText,

    /// <summary>The request contradicts itself.</summary>
    Contradiction,

    /// <summary>The link has no such capture.</summary>
    NoSuchCapture,

    /// <summary>A status that is none, or an address that cannot be one.</summary>
    BadNoteOfReach,
}

/// <summary>Every way an edit, a merge or a retraction of a link can end.</summary>
public abstract record LinkOutcome
{
    private LinkOutcome()
    {
    }

    /// <summary>The change is logged.</summary>
    public sealed record Changed(FiledLink Link) : LinkOutcome;

    /// <summary>The link stood like this already; nothing was logged.</summary>
    public sealed record Unchanged(FiledLink Link) : LinkOutcome;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Why">What kind of refusal it is.</param>
    /// <param name="Message">A sentence: what was wrong and what to do.</param>
    public sealed record Refused(LinkRefusal Why, string Message) : LinkOutcome
    {
        /// <summary>The refusal of an id that no link has.</summary>
        public static Refused NotFound(string id) => new(LinkRefusal.NotFound, $"No link has the id '{id}'. `tearsheet list` shows the ids.");
    }
}

/// <summary>A change to a source. What is null stays as it is.</summary>
/// <param name="Host">Lower case, without "www.". A source that is not known yet is added.</param>
public sealed record SourceEdit(string Host)
{
    /// <summary>Characters, most for a name.</summary>
    public const int MaxNameLength = 80;

    /// <summary>How the source is called on pages.</summary>
    public string? Name { get; init; }

    public PublicationPolicy? Policy { get; init; }

    /// <summary>Leaves the policy to the site again; excludes <see cref="Policy"/>.</summary>
    public bool ClearPolicy { get; init; }

    /// <summary>Has the source's pages fetched in this person's name where its robots.txt disallows them; empty obeys it again.</summary>
    public string? IgnoreRobotsBy { get; init; }
}

/// <summary>Every way a change of a source can end.</summary>
public abstract record SourceOutcome
{
    private SourceOutcome()
    {
    }

    public sealed record Changed(Source Source) : SourceOutcome;

    public sealed record Unchanged(Source Source) : SourceOutcome;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Message">A sentence: what was wrong and what to do.</param>
    public sealed record Refused(string Message) : SourceOutcome;
}

/// <summary>Every way a change of the site's settings can end.</summary>
public abstract record SettingsOutcome
{
    private SettingsOutcome()
    {
    }

    public sealed record Changed(SiteSettings Settings) : SettingsOutcome;

    public sealed record Unchanged(SiteSettings Settings) : SettingsOutcome;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Message">A sentence: what was wrong and what to do.</param>
    public sealed record Refused(string Message) : SettingsOutcome;
}

/// <summary>Why a topic was not changed.</summary>
public enum TopicRefusal
{
    /// <summary>No topic has this id, path or slug.</summary>
    NotFound,

    BadPath,

    /// <summary>Another topic stands at the new path.</summary>
    Taken,

    /// <summary>A topic cannot move, or be merged, into one below itself.</summary>
    BelowItself,

    /// <summary>A topic below would be too deep after the move.</summary>
    TooDeep,
}

/// <summary>Every way a change of topics can end.</summary>
public abstract record TopicOutcome
{
    private TopicOutcome()
    {
    }

    /// <summary>The topic as it stands now; of a merge, the one that remains.</summary>
    public sealed record Changed(Topic Topic) : TopicOutcome;

    public sealed record Unchanged(Topic Topic) : TopicOutcome;

    /// <summary>Nothing was changed.</summary>
    /// <param name="Why">What kind of refusal it is.</param>
    /// <param name="Message">A sentence: what was wrong and what to do.</param>
    public sealed record Refused(TopicRefusal Why, string Message) : TopicOutcome;
}
