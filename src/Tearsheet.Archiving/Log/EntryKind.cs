namespace Tearsheet.Archiving.Log;

/// <summary>What a log entry is about (decision 1). On disk a kind is its name in lower case.</summary>
public enum EntryKind
{
    /// <summary>The first entry: whose archive this is.</summary>
    Genesis,

    /// <summary>The settings that show on the site.</summary>
    Settings,

    /// <summary>A source's name or policy.</summary>
    Source,

    /// <summary>A topic was added, renamed or merged.</summary>
    Topic,

    /// <summary>A link's page was fetched, or a saved one read.</summary>
    Capture,

    /// <summary>An article was read out of a capture.</summary>
    Article,

    /// <summary>A link was filed for the first time, or a file was kept.</summary>
    File,

    /// <summary>Topic, note, policy or hold of a link changed, or what becomes of those who ask for it.</summary>
    Edit,

    /// <summary>Two links were found to be one.</summary>
    Merge,

    /// <summary>A link was withdrawn.</summary>
    Retract,

    /// <summary>Blocks whose bytes were removed, and which are lawfully absent from then on.</summary>
    Erase,

    /// <summary>An edition of the site.</summary>
    Edition,

    /// <summary>The site has another key from the next entry on.</summary>
    Succession,

    /// <summary>A pack is full; or, after an erasure, what it holds now. The newest seal of a pack counts.</summary>
    Seal,
}
