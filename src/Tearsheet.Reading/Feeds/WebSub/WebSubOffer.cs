namespace Tearsheet.Reading.Feeds.WebSub;

/// <summary>Where a feed can be subscribed to.</summary>
/// <param name="Hubs">In the order of the document; never empty.</param>
/// <param name="Topic">What the feed calls its own address, and a hub knows it by; null where it does not say: then nothing is subscribed to.</param>
public sealed record WebSubOffer(IReadOnlyList<string> Hubs, string? Topic);
