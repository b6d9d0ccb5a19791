namespace Tearsheet.Reading.Feeds;

/// <summary>A feed that a page names.</summary>
/// <param name="Address">Absolute, of http or https.</param>
/// <param name="Title">As the page calls it; null for nothing.</param>
public sealed record DiscoveredFeed(string Address, string? Title);
