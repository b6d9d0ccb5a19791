using Tearsheet.Reading.Feeds.Markup;

namespace Tearsheet.Reading.Feeds;

/// <summary>A feed or an entry while it is being read: what both have.</summary>
internal sealed class FeedDraft(FeedLimits limits)
{
    private readonly List<string> _authors = [];
    private readonly List<string> _tags = [];
    private readonly List<FeedEnclosure> _files = [];

    public string? Id { get; set; }

    public bool IsIdPermanentLink { get; set; }

    public FeedText? Title { get; set; }

    public FeedText? Summary { get; set; }

    public FeedText? OtherSummary { get; set; }

    public FeedText? Content { get; set; }

    public FeedText? Rights { get; set; }

    public string? Link { get; set; }

    /// <summary>How good the link is that is known: 1 for any alternate, 2 for a page.</summary>
    public int LinkRank { get; set; }

    public DateTimeOffset? Published { get; set; }

    public DateTimeOffset? Updated { get; set; }

    public DateTimeOffset? OtherUpdated { get; set; }

    public string? OtherAuthor { get; set; }

    public string? ContentSource { get; set; }

    public string? Picture { get; set; }

    public string? Language { get; set; }

    public string? Generator { get; set; }

    public string? Self { get; set; }

    public string? PreviousArchive { get; set; }

    public bool IsComplete { get; set; }

    public List<string> Hubs { get; } = [];

    public IReadOnlyList<string> Authors => _authors.Count > 0 ? _authors : OtherAuthor is null ? [] : [OtherAuthor];

    public void AddAuthor(string name)
    {
        if (name.Length > 0 && _authors.Count < limits.MaxParts)
        {
            _authors.Add(name);
        }
    }

    public void AddTag(string? tag)
    {
        if (!string.IsNullOrWhiteSpace(tag) && _tags.Count < limits.MaxParts && !_tags.Contains(tag, StringComparer.Ordinal))
        {
            _tags.Add(tag);
        }
    }

    public void AddFile(FeedEnclosure file)
    {
        if (_files.Count < limits.MaxParts)
        {
            _files.Add(file);
        }
    }

    public FeedEntry ToEntry(IReadOnlyList<string> feedAuthors) => new()
    {
        Id = Id,
        Title = Title,
        Link = Link ?? PermanentLink(),
        Published = Published,
        Updated = Updated ?? OtherUpdated,
        Authors = Authors.Count > 0 ? [.. Authors] : feedAuthors,
        Summary = Summary ?? OtherSummary,
        Content = Content,
        ContentSource = ContentSource,
        Tags = _tags.Count == 0 ? [] : _tags,
        Enclosures = _files.Count == 0 ? [] : _files,
        Image = Picture ?? InText(Content) ?? InText(Summary),
    };

    /// <summary>The id where it is an address that lasts; one that is no address of http never becomes a link.</summary>
    public string? PermanentLink() =>
        IsIdPermanentLink && Id is { } id && id.StartsWith("http", StringComparison.OrdinalIgnoreCase) && id.Contains("://", StringComparison.Ordinal)
            ? MarkupAddresses.Resolve(id, context: null)
            : null;

    private static string? InText(FeedText? text) =>
        text is { Kind: not FeedTextKind.Text } && text.Value.Contains("<img", StringComparison.OrdinalIgnoreCase)
            ? MarkupAddresses.Picture(text.Value, text.Context)
            : null;
}
