using System.CommandLine;
using Tearsheet.Archiving;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet verify</c>: every entry, signature and block again.</summary>
internal sealed class VerifyCommand : DeskVerb
{
    public VerifyCommand()
        : base("verify", "Check every log entry, signature and block; name what is wrong and where") => Takes();

    public override IReadOnlyList<string> Examples => ["tearsheet verify", "tearsheet verify --json"];

    public override IReadOnlyList<string> ExitCodes =>
        [NoDeskCode, "5  something is not as it was written; each line names the file, the place and the block"];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Folder(parsed, terminal) is not { } folder)
        {
            return (int)ExitCode.Usage;
        }

        // Also what does not open any more can be checked: that is when it matters.
        var report = await terminal.WithProgressAsync(
            "Verifying", total: null, tell => Archive.VerifyAsync(folder.Path, progress => tell(progress.Done), cancellationToken));
        terminal.Value(
            new VerifyView(
                report.Sound,
                report.Entries,
                report.Blocks,
                report.Bytes,
                report.Erased,
                [.. report.Findings.Select(finding => new FindingView(finding.File, finding.Offset, finding.Cid?.ToString(), finding.Message))]),
            DeskJson.Wire.VerifyView);
        foreach (var finding in report.Findings)
        {
            terminal.Line(finding.Message);
        }

        terminal.Line(report.Sound
            ? Invariant($"sound: {report.Entries} entries, {report.Blocks} blocks, {report.Bytes / 1_000_000.0:0.0} MB")
                + (report.Erased > 0 ? Invariant($"; {report.Erased} blocks were erased or collected and are lawfully absent") : "")
            : Invariant($"{report.Findings.Count} found. Restore the files named from a backup; nothing was changed."));
        return (int)(report.Sound ? ExitCode.Done : ExitCode.Corrupt);
    }
}
