using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Feeds.WebSub;

/// <summary>Finds where a feed can be subscribed to.</summary>
/// <remarks>Spec: WebSub, "Discovery".</remarks>
public static class WebSubDiscovery
{
    /// <summary>What the header says, and where it says nothing what the feed says.</summary>
    /// <param name="headers">Of the answer that brought the feed.</param>
    /// <param name="feed">As it was read.</param>
    /// <param name="address">Where it was found, for relative links.</param>
    /// <returns>null when no hub is offered.</returns>
    public static WebSubOffer? Find(IReadOnlyList<HeaderPair> headers, Feed feed, string? address)
    {
        ArgumentNullException.ThrowIfNull(headers);
        ArgumentNullException.ThrowIfNull(feed);
        return feed.Hubs.Count == 0 ? null : new WebSubOffer(feed.Hubs, feed.Self);
    }
}
