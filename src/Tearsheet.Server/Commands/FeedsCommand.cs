using System.CommandLine;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet feeds [FEED]</c>: what is followed, and how it fares.</summary>
internal sealed class FeedsCommand : DeskVerb
{
    private static readonly Argument<string?> Feed = new("FEED")
    {
        Description = "The address or number of one feed; all when it is left out",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public FeedsCommand()
        : base("feeds", "List the feeds that are followed, and what is wrong with them") => Takes(Feed);

    public override IReadOnlyList<string> Examples => ["tearsheet feeds", "tearsheet feeds 3 --json"];

    public override IReadOnlyList<string> ExitCodes => ["1  it is not followed", NoDeskCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Folder(parsed, terminal) is not { } folder)
        {
            return Task.FromResult((int)ExitCode.Usage);
        }

        // Opening the archive tells whether there is a desk at all.
        return ReadAsync(parsed, terminal, _ => Task.FromResult(Show(parsed, terminal, folder)));
    }

    private static int Show(ParseResult parsed, Terminal terminal, DataFolder folder)
    {
        if (!RunSettings.TryLoad(folder.SettingsFile, out var settings, out var fault))
        {
            return terminal.Fail(ExitCode.NoDesk, "bad-settings", fault);
        }

        using var book = WorkBook.Open(folder.DeskFile, mayWrite: false, out var problem);
        if (book is null)
        {
            return terminal.Fail(ExitCode.NoDesk, "bad-desk-file", problem);
        }

        var policy = settings.Feeds.ToPolicy();
        if (parsed.GetValue(Feed) is { } name)
        {
            return book.FindFeed(name) is { } feed
                ? Say(terminal, new DeskAnswer<FeedView>.Done(FeedViews.Of(feed, book, policy)), DeskJson.Wire.FeedView, FeedWords.Details)
                : terminal.Fail(ExitCode.Refused, "no-such-feed", Following.NoSuchFeed(name).Message);
        }

        var list = FeedViews.All(book, policy);
        terminal.Value(list, DeskJson.Wire.FeedList);
        foreach (var each in list.Feeds)
        {
            terminal.Line(FeedWords.Line(each));
        }

        if (list.Feeds.Count == 0)
        {
            terminal.Note("No feed is followed yet: tearsheet follow URL");
        }

        return (int)ExitCode.Done;
    }
}
