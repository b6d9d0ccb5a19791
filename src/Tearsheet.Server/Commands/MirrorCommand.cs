using System.CommandLine;
using System.Diagnostics;
using Tearsheet.Distributing.Gateways;
using Tearsheet.Distributing.Mirroring;
using Tearsheet.Distributing.Naming;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Serving;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet mirror NAME|CID --from GATEWAY</c>: somebody's site, copied and checked block by block.</summary>
internal sealed class MirrorCommand : DeskVerb
{
    private static readonly Argument<string?> Source = new("SOURCE")
    {
        Description = "An IPNS name, a domain with a DNSLink, or a CID (default: what the folder mirrors already)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string[]> From = new("--from")
    {
        Description = "A trustless gateway, such as https://links.example.org; repeat it for several (default: those of the last run)",
        HelpName = "GATEWAY",
    };

    private static readonly Option<int?> Keep = new("--keep") { Description = "Editions to keep, the newest counted (default 1)", HelpName = "N" };

    private static readonly Option<bool> Follow = new("--follow") { Description = "Go on looking for new editions until stopped" };

    private static readonly Option<int> Every = new("--every")
    {
        Description = "Seconds between two looks with --follow",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 60,
    };

    public MirrorCommand()
        : base("mirror", "Copy a whole site from gateways, checking every block; tearsheet serve then serves it")
    {
        Takes(Source, From, Keep, Follow, Every);
        From.Validators.Add(result =>
        {
            foreach (var text in result.Tokens.Select(token => token.Value).Where(text => !IsGateway(text)))
            {
                result.AddError($"\"{text}\" is no gateway; write it as https://links.example.org.");
            }
        });
        Keep.Validators.Add(result => InRange(result, 1, 10_000));
        Every.Validators.Add(result => InRange(result, 1, 86_400));
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet mirror k51qzi5... --from https://links.example.org --data ./copy",
        "tearsheet mirror k51qzi5... --from https://links.example.org --from https://mirror.example.net --follow --data ./copy",
        "tearsheet serve --data ./copy",
    ];

    public override IReadOnlyList<string> ExitCodes =>
    [
        "1  not everything could be had, or it is not what it should be; what came is kept, the next run goes on from there",
        "4  another process is adding to this mirror",
        "6  the disk is full or failed",
        "130  stopped; what was copied is kept",
    ];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Folder(parsed, terminal) is not { } folder)
        {
            return (int)ExitCode.Usage;
        }

        if (File.Exists(folder.KeyFile) || Directory.Exists(Path.Combine(folder.Path, "log")))
        {
            return terminal.Fail(ExitCode.Refused, "is-a-desk", $"{folder.Path} is a desk. A mirror has neither key nor log: name another folder with --data.");
        }

        using var mirror = MirrorFolder.OpenToWrite(folder.Path);
        if (mirror is null)
        {
            return terminal.Fail(ExitCode.Held, "held", $"Another process is adding to the mirror in {folder.Path}.");
        }

        var source = parsed.GetValue(Source) ?? mirror.State?.Source;
        IReadOnlyList<string> from = parsed.GetValue(From) is { Length: > 0 } named ? named : mirror.State?.From ?? [];
        if (source is null || from.Count == 0)
        {
            return terminal.Fail(ExitCode.Usage, "nothing-to-mirror", "Name what to mirror and a gateway: tearsheet mirror NAME --from https://links.example.org");
        }

        if (mirror.State is { } had && had.Source != source)
        {
            return terminal.Fail(ExitCode.Refused, "other-source", $"{folder.Path} mirrors {had.Source}. Name another folder with --data for {source}.");
        }

        var wanted = new MirrorState { Source = source, From = from, Keep = parsed.GetValue(Keep) ?? mirror.State?.Keep ?? 1 };
        return await CopyAsync(parsed, mirror, wanted, terminal, cancellationToken);
    }

    private static async Task<int> CopyAsync(
        ParseResult parsed, MirrorFolder folder, MirrorState wanted, Terminal terminal, CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            EnableMultipleHttp2Connections = true,
        });
        var clock = TimeProvider.System;
        var gateways = wanted.From.Select(address => new TrustlessGateway(new Uri(address), http, new GatewayLimits(), clock));
        var pool = new GatewayPool(gateways, clock, terminal.Note);
        var proof = new EditionProof(folder.Blocks);
        var mirror = new Mirror(folder, pool, DnsLink.OverDns(server: null), proof.JudgeAsync, clock);
        while (true)
        {
            var now = wanted with { Editions = folder.State?.Editions ?? [] };
            var outcome = await terminal.WithProgressAsync(
                "Mirroring", total: null, report => mirror.RunAsync(now, new CopyLimits(), terminal.Note, report, cancellationToken));
            var code = Say(outcome, terminal, isQuiet: parsed.GetValue(Follow) && outcome is MirrorOutcome.UpToDate);
            if (!parsed.GetValue(Follow))
            {
                return code;
            }

            await Task.Delay(TimeSpan.FromSeconds(parsed.GetValue(Every)), clock, cancellationToken);
        }
    }

    private static int Say(MirrorOutcome outcome, Terminal terminal, bool isQuiet)
    {
        switch (outcome)
        {
            case MirrorOutcome.Copied copied:
                var tally = copied.Tally;
                terminal.Value(
                    new MirrorView(copied.Root.ToString(), true, tally.Blocks, tally.Moved, tally.MovedBytes, copied.Dropped), DeskJson.Wire.MirrorView);
                terminal.Line(Invariant($"mirrored {copied.Root}"));
                terminal.Line(Invariant($"{tally.Blocks} blocks, {tally.Moved} of them moved ({tally.MovedBytes / 1_000_000.0:0.0} MB); {copied.Dropped} older editions dropped"));
                return (int)ExitCode.Done;
            case MirrorOutcome.UpToDate same:
                if (!isQuiet)
                {
                    terminal.Value(new MirrorView(same.Root.ToString(), false, 0, 0, 0, 0), DeskJson.Wire.MirrorView);
                    terminal.Line($"up to date: {same.Root}");
                }

                return (int)ExitCode.Done;
            case MirrorOutcome.Unresolved nowhere:
                return terminal.Fail(ExitCode.Refused, "unresolved", "It is not known what to copy. " + string.Join("; ", nowhere.Why));
            case MirrorOutcome.Stopped { How: CopyOutcome.Incomplete missing } stopped:
                return terminal.Fail(ExitCode.Refused, "incomplete", Invariant(
                    $"{missing.Missing.Count} blocks of {stopped.Root} are to be had nowhere, the first is {missing.Missing[0]}: ") + string.Join("; ", missing.Why)
                    + ". What came is kept; run the command again.");
            case MirrorOutcome.Stopped { How: CopyOutcome.Refused refused }:
                return terminal.Fail(ExitCode.Refused, "refused", refused.Why);
            case MirrorOutcome.Refused refused:
                return terminal.Fail(ExitCode.Refused, "not-an-edition", $"{refused.Root} is not served. {refused.Why}");
            default:
                throw new UnreachableException();
        }
    }

    private static bool IsGateway(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    private static void InRange(System.CommandLine.Parsing.OptionResult result, int least, int most)
    {
        if (result.Tokens is [var token] && (!int.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < least || number > most))
        {
            result.AddError(Invariant($"{result.Option.Name} must lie between {least} and {most}."));
        }
    }
}
