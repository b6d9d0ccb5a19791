namespace Tearsheet.Reading.Articles;

/// <summary>Learns what repeats across the pages of one source: counts each block once a page.</summary>
public sealed class FurnitureCount
{
    /// <summary>Pages beyond this add nothing.</summary>
    public const int MaxPages = 200;

    private const int MaxBlocks = 200_000;

    // Two pages may well quote the same sentence; a third is no chance any more.
    private const int LeastPages = 3;

    private readonly Dictionary<ulong, int> _pages = [];
    private readonly HashSet<string> _addresses = new(StringComparer.Ordinal);

    /// <summary>How many pages were counted.</summary>
    public int Pages => _addresses.Count;

    /// <summary>Counts one page; a second capture of the same page counts nothing, for then all of it would repeat.</summary>
    /// <param name="decodedPage">The body, content coding removed. Not kept.</param>
    /// <param name="contentTypeHeader">As received; null for a saved file.</param>
    /// <param name="address">The page's absolute address.</param>
    public void Add(ReadOnlyMemory<byte> decodedPage, string? contentTypeHeader, string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var query = address.IndexOf('#', StringComparison.Ordinal);
        if (_addresses.Count >= MaxPages || !_addresses.Add(query < 0 ? address : address[..query]))
        {
            return;
        }

        foreach (var hash in ArticleReader.BlocksOf(decodedPage, contentTypeHeader))
        {
            if (_pages.Count < MaxBlocks || _pages.ContainsKey(hash))
            {
                _pages[hash] = _pages.GetValueOrDefault(hash) + 1;
            }
        }
    }

    /// <summary>What stands on at least three pages and on a fifth of all.</summary>
    public Furniture Learned()
    {
        var least = Math.Max(LeastPages, Pages / 5);
        return new(Sequence.From(_pages.Where(block => block.Value >= least).Select(block => block.Key).Order()));
    }
}
