using System.CommandLine;
using Tearsheet.Reading.Feeds.Opml;
using Tearsheet.Server.Packing;
using Tearsheet.Server.Work;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet export opml FILE</c>: what is followed, as a list for any feed reader.</summary>
internal sealed class ExportOpml : DeskVerb
{
    private static readonly Argument<string> Target = new("FILE") { Description = "The list to write" };

    public ExportOpml()
        : base("opml", "Write what is followed as an OPML list; topics become folders") => Takes(Target);

    public override IReadOnlyList<string> Examples => ["tearsheet export opml subscriptions.opml"];

    public override IReadOnlyList<string> ExitCodes => [NoDeskCode, "6  the file cannot be written"];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        ReadAsync(parsed, terminal, async reader =>
        {
            using var book = WorkBook.Open(Folder(parsed, terminal)!.DeskFile, mayWrite: false, out var problem);
            if (book is null)
            {
                return terminal.Fail(ExitCode.NoDesk, "bad-desk-file", problem);
            }

            var feeds = book.Feeds();
            var list = OpmlWriter.Write(reader.Archive.Settings.Title, created: null, feeds.Select(feed => new OpmlSubscription(
                feed.State.Address, feed.State.Title, feed.State.Page, feed.Topic?.Split('/') ?? [])));
            var target = parsed.GetRequiredValue(Target);
            await using var file = PartialFile.Begin(target);
            await file.Stream.WriteAsync(list, cancellationToken);
            await file.CommitAsync(cancellationToken);
            terminal.Line(Invariant($"{feeds.Count} feeds in {target}"));
            return (int)ExitCode.Done;
        });
}
