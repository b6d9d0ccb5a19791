namespace Tearsheet.Server.Desk;

/// <summary>How a request to the desk ended.</summary>
internal abstract record DeskAnswer<T>
{
    private DeskAnswer()
    {
    }

    public sealed record Done(T Value) : DeskAnswer<T>;

    public sealed record Refused(Refusal Why) : DeskAnswer<T>;
}

/// <summary>
/// Everything that writes: on this machine's archive (<see cref="LocalDesk"/>), or through the running <c>serve</c> that holds it
/// (<see cref="SocketDesk"/>). Whatever is answered as done has been fsynced.
/// </summary>
/// <remarks>Every method throws <see cref="IOException"/> when the disk fails or the other process goes away.</remarks>
internal interface IDesk : IAsyncDisposable
{
    /// <summary>Reads and files links, giving an answer for each in the order they came.</summary>
    /// <remarks>After a cancellation no more are begun, and the answers for all that were filed still come.</remarks>
    IAsyncEnumerable<AddAnswer> AddAsync(IAsyncEnumerable<AddRequest> requests, CancellationToken cancellationToken);

    Task<DeskAnswer<LinkView>> ChangeLinkAsync(string id, LinkChange change, CancellationToken cancellationToken);

    Task<DeskAnswer<LinkView>> RetractAsync(string id, RetractionRequest request, CancellationToken cancellationToken);

    /// <summary>Reads the captures of a link again with the present engine, and logs the articles that come out otherwise.</summary>
    Task<DeskAnswer<RereadView>> RereadAsync(string id, CancellationToken cancellationToken);

    Task<DeskAnswer<TopicView>> AddTopicAsync(TopicRequest request, CancellationToken cancellationToken);

    Task<DeskAnswer<TopicView>> RenameTopicAsync(TopicRename request, CancellationToken cancellationToken);

    Task<DeskAnswer<TopicView>> MergeTopicAsync(TopicMerge request, CancellationToken cancellationToken);

    Task<DeskAnswer<SourceView>> ChangeSourceAsync(string host, SourceChange change, CancellationToken cancellationToken);

    Task<DeskAnswer<SiteView>> ChangeSiteAsync(SiteChange change, CancellationToken cancellationToken);

    /// <summary>Follows a feed, or changes what is wanted of one.</summary>
    Task<DeskAnswer<FeedView>> FollowAsync(FollowRequest request, CancellationToken cancellationToken);

    /// <summary>Follows a feed no longer.</summary>
    /// <param name="feed">Its address or number.</param>
    Task<DeskAnswer<FeedView>> UnfollowAsync(string feed, CancellationToken cancellationToken);

    /// <summary>Takes the pages of WARC or WACZ files as captures.</summary>
    /// <param name="request">Files go by their paths.</param>
    /// <param name="tell">Told of everything as it comes, by one thread at a time.</param>
    /// <param name="cancellationToken">Ends it after what was begun.</param>
    Task<DeskAnswer<ImportView>> ImportAsync(ImportRequest request, Action<ImportLine> tell, CancellationToken cancellationToken);

    /// <summary>Makes the next edition, or gives the one that stands when the log has not moved.</summary>
    Task<DeskAnswer<EditionView>> CutEditionAsync(CancellationToken cancellationToken);
}
