using System.CommandLine;
using Tearsheet.Reading.Feeds.Opml;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet import opml FILE</c>: the feeds of a list, its folders as topics.</summary>
internal sealed class ImportOpml : DeskVerb
{
    private static readonly Argument<FileInfo> List = new("FILE") { Description = "The list, as feed readers export it" };

    private static readonly Option<string> Topic = new("--topic") { Description = "Topic under which the folders of the list stand", HelpName = "PATH" };

    private static readonly Option<bool> Hold = new("--hold") { Description = "Keep the links out of editions until you release them" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be followed, and follow nothing" };

    public ImportOpml()
        : base("opml", "Follow the feeds of an OPML list; its folders become topics") => Takes(List, Topic, Hold, DryRun);

    public override IReadOnlyList<string> Examples => ["tearsheet import opml subscriptions.opml --dry-run", "tearsheet import opml subscriptions.opml --topic World"];

    public override IReadOnlyList<string> ExitCodes => ["1  the file is no list of feeds, or some of its feeds were refused", NoDeskCode, HeldCode, StorageCode];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var file = parsed.GetRequiredValue(List);
        if (!file.Exists || file.Length > OpmlReader.MaxBytes)
        {
            return terminal.Fail(ExitCode.Refused, file.Exists ? "file-too-large" : "file-missing", file.Exists
                ? Invariant($"{file} is larger than {OpmlReader.MaxBytes >> 20} MB, which no list of feeds is.")
                : $"{file} is not there.");
        }

        if (OpmlReader.Read(await File.ReadAllBytesAsync(file.FullName, cancellationToken), contentType: null) is not OpmlOutcome.Read read)
        {
            return terminal.Fail(ExitCode.Refused, "bad-opml", $"{file} is no OPML list. Export one from the feed reader again.");
        }

        var subscriptions = OpmlSubscriptions.Of(read.Document);
        foreach (var sentence in subscriptions.Left)
        {
            terminal.Note(sentence);
        }

        if (parsed.GetValue(DryRun))
        {
            foreach (var feed in subscriptions.Feeds)
            {
                terminal.Line($"{feed.Address}  {TopicOf(parsed, feed)}".TrimEnd());
            }

            terminal.Note(Invariant($"{subscriptions.Feeds.Count} feeds; nothing is followed yet."));
            return (int)ExitCode.Done;
        }

        return await WriteAsync(parsed, terminal, desk => FollowAllAsync(parsed, terminal, desk, subscriptions, cancellationToken), cancellationToken);
    }

    private static async Task<int> FollowAllAsync(
        ParseResult parsed, Terminal terminal, IDesk desk, OpmlSubscriptions subscriptions, CancellationToken cancellationToken)
    {
        var followed = new List<FeedView>();
        var refused = subscriptions.Left.Count;
        foreach (var feed in subscriptions.Feeds)
        {
            var request = new FollowRequest
            {
                Url = feed.Address,
                Topic = TopicOf(parsed, feed),
                Hold = parsed.GetValue(Hold) ? true : null,
                Unasked = true,
            };
            switch (await desk.FollowAsync(request, cancellationToken))
            {
                case DeskAnswer<FeedView>.Done done:
                    followed.Add(done.Value);
                    break;
                case DeskAnswer<FeedView>.Refused no:
                    refused++;
                    terminal.Note($"{feed.Address}: {no.Why.Message}");
                    break;
            }
        }

        terminal.Value(new FeedList(followed), DeskJson.Wire.FeedList);
        terminal.Line(Invariant($"following {followed.Count} feeds of the list") + (refused > 0 ? Invariant($"; {refused} were left out") : ""));
        return (int)(refused > 0 ? ExitCode.Refused : ExitCode.Done);
    }

    private static string? TopicOf(ParseResult parsed, OpmlSubscription feed)
    {
        var levels = (parsed.GetValue(Topic) is { Length: > 0 } above ? [above] : Array.Empty<string>()).Concat(feed.Topic);
        var path = string.Join('/', levels);
        return path.Length == 0 ? null : path;
    }
}
