namespace Tearsheet.Reading.Feeds;

/// <summary>A sitemap that a sitemap index names.</summary>
/// <param name="Address">Absolute.</param>
/// <param name="Modified">As the index says; null for nothing.</param>
public sealed record ChildSitemap(string Address, DateTimeOffset? Modified);
