using Tearsheet.Archiving.Filing;

namespace Tearsheet.Server.Desk;

/// <summary>One link to be added: an address to fetch, or a page that somebody saved.</summary>
internal sealed record AddRequest
{
    /// <summary>As the user named it; every answer repeats it.</summary>
    public required string Input { get; init; }

    /// <summary>What to fetch; with <see cref="Page"/>, where that page was saved from. One of the two is there.</summary>
    public string? Url { get; init; }

    public SavedPage? Page { get; init; }

    /// <summary>Whether <see cref="Page"/> was handed over by a reader's own browser, which the capture says for ever; <see cref="Url"/> is there then.</summary>
    public bool FromBrowser { get; init; }

    /// <summary>A page out of an archive of somebody else's, with the images that the archive has; <see cref="Url"/> is its address then.</summary>
    public ArchivedPage? Archived { get; init; }

    /// <summary>Path of the topic.</summary>
    public string? Topic { get; init; }

    public string? Note { get; init; }

    public PublicationPolicy? Policy { get; init; }

    /// <summary>Files the link without letting it into an edition.</summary>
    public bool Hold { get; init; }

    /// <summary>In whose name the page is fetched even where its site's robots.txt disallows it; null when in nobody's.</summary>
    public string? IgnoreRobots { get; init; }

    /// <summary>Renders the page that <see cref="Url"/> leads to in a browser of this machine; pages that somebody handed over are read as they are.</summary>
    public bool Render { get; init; }

    /// <summary>Fetches the images of a saved page too; those of a fetched page always are.</summary>
    public bool FetchImages { get; init; }
}
