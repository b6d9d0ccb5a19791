using System.CommandLine;
using System.Diagnostics;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet reread</c>: old captures, read with the present engine. The only way in which an article is ever read again.</summary>
internal sealed class RereadCommand : DeskVerb
{
    private static readonly Argument<string[]> Links = new("LINK")
    {
        Description = "Ids or addresses of links; with none, and no other selection, every link",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> Topic = new("--topic")
    {
        Description = "The links under this topic and below (its path, address or id)",
        HelpName = "TOPIC",
    };

    private static readonly Option<string> Source = new("--source") { Description = "The links to this source", HelpName = "HOST" };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Only show what would change; nothing is written" };

    public RereadCommand()
        : base("reread", "Read old captures again with the present engine, and log what comes out otherwise")
    {
        Takes(Links, Topic, Source, DryRun);
        Validators.Add(result =>
        {
            if (result.GetValue(Links) is { Length: > 0 } && (result.GetValue(Topic) ?? result.GetValue(Source)) is not null)
            {
                result.AddError("Name links, or select them by --topic and --source, not both.");
            }
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet reread --dry-run",
        "tearsheet reread --source bbc.co.uk --dry-run --json",
        "tearsheet reread 2026/11/aeba https://example.org/news/1",
        "tearsheet reread",
    ];

    public override IReadOnlyList<string> ExitCodes =>
    [
        "1  some could not be read again; each line says which and why, the others are done",
        NoDeskCode,
        HeldCode,
        StorageCode,
        "130  stopped; what was printed is kept",
    ];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var ids = new List<string>();
        var ends = await ReadAsync(parsed, terminal, reader => Task.FromResult(Select(parsed, terminal, reader, ids)));
        if (ends != (int)ExitCode.Done)
        {
            return ends;
        }

        if (!parsed.GetValue(DryRun))
        {
            return await WriteAsync(
                parsed, terminal, desk => RereadAsync(ids, desk.RereadAsync, terminal, "changed", cancellationToken), cancellationToken);
        }

        if (Folder(parsed, terminal) is not { } folder)
        {
            return (int)ExitCode.Usage;
        }

        if (!RunSettings.TryLoad(folder.SettingsFile, out var settings, out var fault))
        {
            return terminal.Fail(ExitCode.NoDesk, "bad-settings", fault);
        }

        return await ReadAsync(parsed, terminal, reader =>
        {
            var rereader = new Rereader(
                reader.Archive, settings.Fetch.ToPolicy(), new SourceFurniture(reader.Archive, settings.Fetch.ToPolicy()));
            return RereadAsync(
                ids, (id, token) => Task.Run(() => rereader.RereadAsync(id, keep: false, token), token), terminal, "would change", cancellationToken);
        });
    }

    private static int Select(ParseResult parsed, Terminal terminal, DeskReader reader, List<string> ids)
    {
        foreach (var named in parsed.GetValue(Links) ?? [])
        {
            switch (reader.Link(named))
            {
                case DeskAnswer<LinkView>.Done link:
                    ids.Add(link.Value.Id);
                    break;
                case DeskAnswer<LinkView>.Refused refused:
                    return terminal.Fail(ExitCode.Refused, refused.Why.Reason, refused.Why.Message);
                default:
                    throw new UnreachableException();
            }
        }

        if (ids.Count > 0)
        {
            return (int)ExitCode.Done;
        }

        var selection = new LinkSelection(parsed.GetValue(Topic), parsed.GetValue(Source), State: null, After: null, LinkSelection.MaxLimit);
        while (true)
        {
            switch (reader.Links(selection))
            {
                case DeskAnswer<LinkPage>.Refused refused:
                    return terminal.Fail(ExitCode.Refused, refused.Why.Reason, refused.Why.Message);
                case DeskAnswer<LinkPage>.Done page:
                    ids.AddRange(page.Value.Links.Select(link => link.Id));
                    if (page.Value.Next is null)
                    {
                        return (int)ExitCode.Done;
                    }

                    selection = selection with { After = page.Value.Next };
                    break;
                default:
                    throw new UnreachableException();
            }
        }
    }

    private static async Task<int> RereadAsync(
        List<string> ids,
        Func<string, CancellationToken, Task<DeskAnswer<RereadView>>> reread,
        Terminal terminal,
        string changed,
        CancellationToken cancellationToken)
    {
        long done = 0, links = 0, captures = 0, refused = 0;
        await terminal.WithProgressAsync("Reading again", ids.Count, async report =>
        {
            await foreach (var (id, answer) in InOrder.SelectAsync(
                ids.ToAsyncEnumerable(), Environment.ProcessorCount, async (id, token) => (id, await reread(id, token)), cancellationToken))
            {
                report(++done);
                switch (answer)
                {
                    case DeskAnswer<RereadView>.Refused no:
                        refused++;
                        terminal.Note($"{id}: {no.Why.Message}");
                        break;
                    case DeskAnswer<RereadView>.Done view:
                        var others = view.Value.Captures.Count(capture => capture.Result == RereadResult.Changed);
                        captures += others;
                        links += others > 0 ? 1 : 0;
                        refused += view.Value.Captures.Count(capture => capture.Result == RereadResult.Refused);
                        Print(view.Value, changed, terminal);
                        break;
                    default:
                        throw new UnreachableException();
                }
            }

            return true;
        });
        terminal.Note(Invariant($"{done} links read again: {links} {changed}, {captures} captures in all, {refused} refused."));
        return (int)(cancellationToken.IsCancellationRequested ? ExitCode.Interrupted : refused > 0 ? ExitCode.Refused : ExitCode.Done);
    }

    private static void Print(RereadView view, string changed, Terminal terminal)
    {
        terminal.Value(view, DeskJson.Wire.RereadView);
        foreach (var capture in view.Captures)
        {
            if (capture.Result == RereadResult.Refused)
            {
                terminal.Line(Invariant($"refused {view.Id} of {capture.At:yyyy-MM-dd HH:mm:ss}: {capture.Message}"));
            }
            else if (capture.Result == RereadResult.Changed)
            {
                terminal.Line(Invariant($"{changed} {view.Id} of {capture.At:yyyy-MM-dd HH:mm:ss} {view.Headline}"));
                foreach (var change in capture.Changes ?? [])
                {
                    PrintSide(change.Field, '-', change.Was, terminal);
                    PrintSide(change.Field, '+', change.Now, terminal);
                }
            }
        }
    }

    private static void PrintSide(string field, char sign, string? text, Terminal terminal)
    {
        foreach (var line in text?.Split('\n') ?? [])
        {
            terminal.Line($"  {sign} {field}: {line}");
        }
    }
}
