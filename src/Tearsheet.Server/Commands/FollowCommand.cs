using System.CommandLine;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet follow URL</c>: a feed whose new entries become links. One that is followed already is asked again at once.</summary>
internal sealed class FollowCommand : DeskVerb
{
    private static readonly Argument<string> Url = new("URL") { Description = "The feed" };

    private static readonly Option<string> Topic = new("--topic")
    {
        Description = "Topic of its links, as a path; \"\" for none",
        HelpName = "PATH",
    };

    private static readonly Option<string> Policy = new("--policy")
    {
        Description = "The most that leaves the archive of its pages; \"source\" leaves it to each source",
        HelpName = "headline|excerpt|full|source",
    };

    private static readonly Option<string> Every = new("--every")
    {
        Description = "The time between two polls: 1m to 30d; without it, and with auto, the feed's own rhythm counts",
        HelpName = "TIME",
    };

    private static readonly Option<bool?> Hold = new("--hold")
    {
        Description = "Keep its links out of editions until you release them (--hold false lets them in again)",
        HelpName = "true|false",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public FollowCommand()
        : base("follow", "Follow a feed: its new entries become links")
    {
        Policy.AcceptOnlyFromAmong([.. SharedOptions.Policies, "source"]);
        Takes(Url, Topic, Policy, Every, Hold);
        Validators.Add(result =>
        {
            if (result.GetValue(Every) is { } every && !PollInterval.TryParse(every, out _))
            {
                result.AddError(PollInterval.Sentence(every));
            }
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet follow https://news.example/feed.xml --topic \"Korea/North Korea\"",
        "tearsheet follow https://news.example/feed.xml --every 2h --policy headline",
    ];

    public override IReadOnlyList<string> ExitCodes => ["1  it is no feed, or cannot be had", NoDeskCode, HeldCode, StorageCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var request = new FollowRequest
        {
            Url = parsed.GetRequiredValue(Url),
            Topic = parsed.GetValue(Topic),
            Policy = parsed.GetValue(Policy) is "source" ? "" : parsed.GetValue(Policy),
            Every = parsed.GetValue(Every),
            Hold = parsed.GetResult(Hold) is null ? null : parsed.GetValue(Hold) ?? true,
        };
        return WriteAsync(
            parsed,
            terminal,
            async desk => Say(terminal, await desk.FollowAsync(request, cancellationToken), DeskJson.Wire.FeedView, InWords),
            cancellationToken);
    }

    private static string InWords(FeedView feed) =>
        $"following {feed.Title ?? feed.Url}\n" + FeedWords.Details(feed) + "\n`tearsheet serve` asks it from now on.";
}
