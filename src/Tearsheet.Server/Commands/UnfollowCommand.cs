using System.CommandLine;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet unfollow FEED</c>: asked no more; the links that it brought stay.</summary>
internal sealed class UnfollowCommand : DeskVerb
{
    private static readonly Argument<string> Feed = new("FEED") { Description = "The feed's address, or its number in `tearsheet feeds`" };

    public UnfollowCommand()
        : base("unfollow", "Follow a feed no longer; its links stay") => Takes(Feed);

    public override IReadOnlyList<string> Examples => ["tearsheet unfollow https://news.example/feed.xml", "tearsheet unfollow 3"];

    public override IReadOnlyList<string> ExitCodes => ["1  it is not followed", NoDeskCode, HeldCode, StorageCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) => WriteAsync(
        parsed,
        terminal,
        async desk => Say(
            terminal,
            await desk.UnfollowAsync(parsed.GetRequiredValue(Feed), cancellationToken),
            DeskJson.Wire.FeedView,
            feed => $"no longer following {feed.Title ?? feed.Url}"),
        cancellationToken);
}
