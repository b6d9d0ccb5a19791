using Tearsheet.Archiving.Filing;
using Tearsheet.Publishing.Sites;

namespace Tearsheet.Publishing;

/// <summary>Every way building an edition can end.</summary>
public abstract record EditionOutcome
{
    private EditionOutcome()
    {
    }

    /// <summary>Nothing that shows has changed: the newest edition stands, and nothing was made.</summary>
    /// <param name="Latest">The newest edition.</param>
    public sealed record NothingNew(EditionRecord Latest) : EditionOutcome;

    /// <summary>All blocks are in the sink. The edition is the newest once the archive has recorded it.</summary>
    /// <param name="Edition">To be recorded.</param>
    public sealed record Built(EditionRecord Edition) : EditionOutcome;

    /// <summary>The archive was written to faster than an edition could be made of it; try again when it is quieter.</summary>
    public sealed record Unsettled : EditionOutcome;
}

/// <summary>What the next edition would make public, change and withdraw; nothing is written for it.</summary>
/// <param name="Edition">The edition as it would be; null when nothing that shows has changed.</param>
/// <param name="Added">Links that no edition shows yet.</param>
/// <param name="Changed">Links whose entry would change.</param>
/// <param name="Withdrawn">Ids of links that would no longer be shown.</param>
/// <param name="Files">Every file that would be new, other or gone, by path.</param>
public sealed record EditionPreview(
    EditionRecord? Edition,
    IReadOnlyList<LinkPreview> Added,
    IReadOnlyList<LinkPreview> Changed,
    IReadOnlyList<string> Withdrawn,
    IReadOnlyList<FileChange> Files);

/// <summary>What would be public of one link.</summary>
/// <param name="Id">The link's id.</param>
/// <param name="Headline">In full.</param>
/// <param name="Address">Where it points to.</param>
/// <param name="Topic">Its path; null when it has none.</param>
/// <param name="Policy">What holds for it.</param>
/// <param name="Text">The words that would be public beside the headline, a string for each paragraph.</param>
/// <param name="Pictures">Names of the pictures in its folder.</param>
public sealed record LinkPreview(
    string Id,
    string Headline,
    string Address,
    string? Topic,
    PublicationPolicy Policy,
    IReadOnlyList<string> Text,
    IReadOnlyList<string> Pictures);
