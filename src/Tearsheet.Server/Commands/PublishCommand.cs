using System.CommandLine;
using Tearsheet.Distributing.Pushing;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Packing;
using Tearsheet.Server.Settings;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet publish</c>: the newest edition to the nodes, services and files that the settings name.</summary>
internal sealed class PublishCommand : DeskVerb
{
    private static readonly Argument<string[]> Targets = new("TARGET")
    {
        Description = "Names of targets in tearsheet.json (default: all of them)",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<bool> List = new("--list") { Description = "Say what each target was last proven to hold, and push nothing" };

    public PublishCommand()
        : base("publish", "Push the newest edition to Kubo nodes, pinning services and CAR files, and prove that they hold it") => Takes(Targets, List);

    public override IReadOnlyList<string> Examples => ["tearsheet publish", "tearsheet publish home", "tearsheet publish --list --json"];

    public override IReadOnlyList<string> ExitCodes =>
    [
        "1  a target is not proven to hold the edition, or there is none; run it again, it goes on where it was",
        NoDeskCode, "5  a block of the edition is missing", StorageCode, "130  stopped; what was sent is kept",
    ];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        ReadAsync(parsed, terminal, async reader =>
        {
            var folder = Folder(parsed, terminal)!;
            if (!RunSettings.TryLoad(folder.SettingsFile, out var settings, out var fault))
            {
                return terminal.Fail(ExitCode.NoDesk, "bad-settings", fault);
            }

            var named = parsed.GetValue(Targets) ?? [];
            if (named.FirstOrDefault(name => !settings.Publish.ContainsKey(name)) is { } unknown)
            {
                return terminal.Fail(ExitCode.Refused, "no-such-target", $"tearsheet.json names no target {unknown} under \"publish\".");
            }

            if (settings.Publish.Count == 0)
            {
                return terminal.Fail(ExitCode.Refused, "no-targets", "tearsheet.json names no targets under \"publish\"; docs/operating/running.md says how.");
            }

            using var http = Outwards.NewHttp();
            var push = new EditionPush(reader, folder, http, terminal.Note, TimeProvider.System);
            var targets = settings.Publish.Where(target => named.Length == 0 || named.Contains(target.Key, StringComparer.Ordinal)).ToArray();
            return parsed.GetValue(List)
                ? Show(reader, push, targets, terminal)
                : await PushAsync(reader, push, targets, terminal, cancellationToken);
        });

    private static async Task<int> PushAsync(
        DeskReader reader, EditionPush push, KeyValuePair<string, TargetSettings>[] targets, Terminal terminal, CancellationToken cancellationToken)
    {
        if (reader.Archive.LatestEdition is not { } edition)
        {
            return terminal.Fail(ExitCode.Refused, "no-such-edition", "There is no edition yet; tearsheet edition makes one.");
        }

        PushWork work;
        try
        {
            work = await push.WorkAsync(edition, cancellationToken);
        }
        catch (UnixFsException broken) when (broken.Fault.Kind == UnixFsFaultKind.Withdrawn)
        {
            return terminal.Fail(ExitCode.Refused, "withdrawn", "A link of the newest edition was retracted since; make a new edition first: tearsheet edition");
        }
        catch (UnixFsException broken)
        {
            return terminal.Fail(ExitCode.Corrupt, "incomplete", $"The edition is not whole: {broken.Message} Run tearsheet verify.");
        }

        var failed = false;
        foreach (var (name, target) in targets)
        {
            var outcome = await terminal.WithProgressAsync(
                $"Pushing to {name}", work.Blocks.Count, report => push.RunAsync(name, target, work, report, cancellationToken));
            failed |= outcome.Wrong is not null;
            terminal.Value(
                new PublishView(name, edition.Root.ToString(), edition.Number, outcome.Wrong is null, outcome.Blocks, outcome.Sent, outcome.SentBytes, outcome.Proof, outcome.Wrong, null),
                DeskJson.Wire.PublishView);
            if (outcome.Wrong is { } wrong)
            {
                terminal.Note($"{name}: {wrong}");
            }
            else
            {
                terminal.Line(Invariant($"{name} holds edition {edition.Number}, {edition.Root}"));
                terminal.Line(Invariant($"  {outcome.Sent} of {outcome.Blocks} blocks sent ({outcome.SentBytes / 1_000_000.0:0.0} MB); {outcome.Proof}"));
            }
        }

        return (int)(failed ? ExitCode.Refused : ExitCode.Done);
    }

    private static int Show(DeskReader reader, EditionPush push, KeyValuePair<string, TargetSettings>[] targets, Terminal terminal)
    {
        var newest = reader.Archive.LatestEdition;
        foreach (var (name, _) in targets)
        {
            var known = push.Known.GetValueOrDefault(name);
            var number = known?.Root is { } root && newest?.Root.ToString() == root ? newest.Number : default(long?);
            terminal.Value(
                new PublishView(name, known?.Root, number, known?.Root is not null, 0, 0, 0, null, null, known?.At), DeskJson.Wire.PublishView);
            terminal.Line(known?.Root is null
                ? $"{name} is not known to hold an edition"
                : Invariant($"{name} holds {known.Root} ({(number is null ? "an earlier edition" : "the newest edition")}), as proven at {known.At:u}"));
        }

        return (int)ExitCode.Done;
    }
}
