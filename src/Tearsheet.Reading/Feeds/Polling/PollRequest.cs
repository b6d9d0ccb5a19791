namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>What a feed is asked with. The conditions go to this address only, never to one that it redirects to.</summary>
/// <param name="Address">The feed's.</param>
/// <param name="Accept">The value of Accept.</param>
/// <param name="IfNoneMatch">The value of If-None-Match; null to leave it out.</param>
/// <param name="IfModifiedSince">The value of If-Modified-Since; null to leave it out.</param>
public sealed record PollRequest(string Address, string Accept, string? IfNoneMatch, string? IfModifiedSince);
