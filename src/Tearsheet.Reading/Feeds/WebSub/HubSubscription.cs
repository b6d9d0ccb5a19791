namespace Tearsheet.Reading.Feeds.WebSub;

/// <summary>What a hub was asked for and has not verified yet.</summary>
public enum HubRequest
{
    None,
    Subscribe,
    Unsubscribe,
}

/// <summary>What is known of a subscription: plain values, to be stored as they are.</summary>
public sealed record HubSubscription
{
    /// <summary>Where it is asked for.</summary>
    public required string Hub { get; init; }

    /// <summary>What the feed calls its own address; never another one.</summary>
    public required string Topic { get; init; }

    /// <summary>An address of this desk that nobody can guess and that no other subscription has.</summary>
    public required string Callback { get; init; }

    /// <summary>At least 32 random characters, drawn by the caller; null signs nothing. Less than 200 bytes.</summary>
    public string? Secret { get; init; }

    public HubRequest Pending { get; init; }

    /// <summary>When the pending request was sent.</summary>
    public DateTimeOffset? Asked { get; init; }

    /// <summary>Until when the hub delivers; null when it does not.</summary>
    public DateTimeOffset? LeaseEnds { get; init; }

    /// <summary>When it is to be asked again, for a renewal or after a failure; null for never.</summary>
    public DateTimeOffset? NextAsk { get; init; }

    /// <summary>Requests one after another that were refused or never verified.</summary>
    public int Failures { get; init; }

    /// <summary>Why the hub said no; null when it did not.</summary>
    public string? Denied { get; init; }

    /// <summary>When it last delivered something that was rightly signed.</summary>
    public DateTimeOffset? LastDelivery { get; init; }
}

/// <summary>How a request to a callback is answered.</summary>
/// <param name="Status">200 or 404.</param>
/// <param name="Body">The challenge, to be sent as <c>text/plain</c> with <c>X-Content-Type-Options: nosniff</c>; null for no body.</param>
/// <param name="Subscription">To be stored in place of the one before; null where there is none.</param>
public sealed record CallbackVerdict(int Status, string? Body, HubSubscription? Subscription);
