using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Feeds.Polling;

/// <summary>What a feed is asked with.</summary>
/// <param name="Address">The feed's.</param>
/// <param name="Accept">The value of Accept.</param>
/// <param name="Validators">Of the last answer that could be read, and the address that gave it: they go to no other.</param>
public sealed record PollRequest(string Address, string Accept, Validators Validators);
