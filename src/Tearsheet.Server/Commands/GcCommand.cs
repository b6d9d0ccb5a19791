using System.CommandLine;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet gc</c>: blocks that nothing needs leave the packs.</summary>
internal sealed class GcCommand : DeskVerb
{
    private const int UsualKeep = 30;

    private static readonly Option<int> Keep = new("--keep")
    {
        Description = "Newest editions whose pages are kept; those of each month's last always are",
        HelpName = "N",
        DefaultValueFactory = _ => UsualKeep,
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would go, and change nothing" };

    public GcCommand()
        : base("gc", "Drop the pages of old editions, and whatever else no kept edition, capture or log entry needs")
    {
        Takes(Keep, DryRun);
        Keep.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, System.Globalization.CultureInfo.InvariantCulture, out var number) || number < 1))
            {
                result.AddError("--keep must be 1 or more.");
            }
        });
    }

    public override IReadOnlyList<string> Examples => ["tearsheet gc --dry-run", "tearsheet gc", "tearsheet gc --keep 5"];

    public override IReadOnlyList<string> ExitCodes =>
        [NoDeskCode, "4  another process holds the desk; stop it first", "5  a block that is to stay is damaged; nothing was changed", StorageCode];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Folder(parsed, terminal) is not { } folder)
        {
            return (int)ExitCode.Usage;
        }

        var opening = DeskDoor.OpenLocal(folder);
        if (opening is LocalOpening.Refused refused)
        {
            return terminal.Fail(refused.Code, refused.Why.Reason, refused.Why.Message);
        }

        await using var desk = ((LocalOpening.Opened)opening).Desk;
        var isTrial = parsed.GetValue(DryRun);
        var done = await desk.Reader.Archive.CollectAsync(parsed.GetValue(Keep), isTrial, cancellationToken);
        terminal.Value(
            new GcView(!isTrial, done.Blocks, done.Bytes, done.DroppedBlocks, done.DroppedBytes, done.KeptEditions, done.DroppedEditions, done.DiskBytes, done.FreedBytes), DeskJson.Wire.GcView);
        terminal.Line(Invariant($"before  {done.Blocks} blocks, {done.Bytes / 1_000_000.0:0.0} MB"));
        terminal.Line(Invariant($"after   {done.Blocks - done.DroppedBlocks} blocks, {(done.Bytes - done.DroppedBytes) / 1_000_000.0:0.0} MB"));
        terminal.Line(Invariant($"{(isTrial ? "would drop" : "dropped")} {done.DroppedBlocks} blocks, {done.DroppedBytes / 1_000_000.0:0.0} MB; the pages of {done.KeptEditions} editions are kept, of {done.DroppedEditions} the manifests"));
        terminal.Line(Invariant($"on the disk the packs took {done.DiskBytes / 1_000_000.0:0.0} MB")
            + (isTrial ? "" : Invariant($" and take {(done.DiskBytes - done.FreedBytes) / 1_000_000.0:0.0} MB; only whole pages of a file are given back")));
        return (int)ExitCode.Done;
    }
}
