using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing;

/// <summary>A topic: an id that stays, a path and an address that may change (decision 9).</summary>
/// <param name="Id">From the number of the entry that added it.</param>
/// <param name="Path">Where it stands now; of a merged topic, where it stood last.</param>
/// <param name="Slug">Its address, <c>[a-z0-9-]</c>, unique among all slugs that ever were.</param>
/// <param name="OldSlugs">Addresses it had before, oldest first; each stays as a stub.</param>
/// <param name="MergedInto">The id of the topic that it became part of, itself never merged; null while it stands.</param>
public sealed record Topic(string Id, TopicPath Path, string Slug, Sequence<string> OldSlugs, string? MergedInto);

/// <summary>The publisher that links point to.</summary>
/// <param name="Host">Lower case, without "www."; "file" for saved pages without an address.</param>
/// <param name="Slug">Its address, <c>[a-z0-9-]</c>, unique and never changed.</param>
/// <param name="Name">As the first page or an editor gives it; at worst the host.</param>
/// <param name="Policy">null when none is set.</param>
public sealed record Source(string Host, string Slug, string Name, PublicationPolicy? Policy)
{
    /// <summary>In whose name the source's pages are fetched where its robots.txt disallows them; null when in nobody's.</summary>
    public string? RobotsIgnoredBy { get; init; }
}
