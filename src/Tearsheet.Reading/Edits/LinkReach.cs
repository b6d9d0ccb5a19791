namespace Tearsheet.Reading.Edits;

/// <summary>What becomes of those who ask for a link. The numbers are kept in indexes: a new state gets a new one.</summary>
public enum LinkReach
{
    /// <summary>The page answers, for the first time or again.</summary>
    Back = 0,

    /// <summary>The source does not want to be asked by a program, or not so often: 401, 403, 429.</summary>
    Blocked = 1,

    /// <summary>There is no such page any more: 404, 410.</summary>
    Gone = 2,

    /// <summary>The page is at another address for good.</summary>
    Moved = 3,

    /// <summary>Nobody answers, or nobody who can: no such name, no connection, a fault of the server.</summary>
    Unreachable = 4,
}
