namespace Tearsheet.Server.Work;

/// <summary>What is to be done at a host.</summary>
internal enum WorkKind
{
    /// <summary>A feed is asked; its key is the feed's number.</summary>
    Poll = 0,

    /// <summary>A page is visited and filed; its key is the canonical address.</summary>
    Fetch = 1,

    /// <summary>A filed link is asked for again; its key is the link's id.</summary>
    Recheck = 2,

    /// <summary>A hub is asked to deliver a feed, or to go on doing so; its key is the feed's number.</summary>
    Subscribe = 3,
}

/// <summary>One thing to be done, and when.</summary>
internal sealed record WorkItem
{
    public long Id { get; init; }

    public required WorkKind Kind { get; init; }

    public required string Key { get; init; }

    /// <summary>The line in which it stands, as <see cref="Reading.Fetching.VisitTurn.HostOf"/> gives it.</summary>
    public required string Host { get; init; }

    /// <summary>The address to ask, as it was found.</summary>
    public required string Address { get; init; }

    public required DateTimeOffset Due { get; init; }

    /// <summary>When it was wanted first.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>The feed on whose account; null for none.</summary>
    public long? Feed { get; init; }

    /// <summary>Whether what is filed already is to be captured again, because something says that it was changed.</summary>
    public bool IsChanged { get; init; }

    /// <summary>How often it was tried in vain.</summary>
    public int Attempts { get; init; }

    /// <summary>What whoever does it keeps from one time to the next; null for nothing.</summary>
    public string? Memory { get; init; }

    /// <summary>Why the last try was in vain; null before one.</summary>
    public string? Problem { get; init; }
}
