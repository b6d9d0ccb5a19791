using System.CommandLine;
using System.Diagnostics;
using Tearsheet.Archiving;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet reindex</c>: <c>index.db</c> anew from log and packs.</summary>
internal sealed class ReindexCommand : DeskVerb
{
    public ReindexCommand()
        : base("reindex", "Rebuild index.db from the log and the packs") => Takes();

    public override IReadOnlyList<string> Examples => ["tearsheet reindex"];

    public override IReadOnlyList<string> ExitCodes => [NoDeskCode, "4  another process holds the desk; stop it first", "5  the log or a pack is damaged", StorageCode];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        if (Folder(parsed, terminal) is not { } folder)
        {
            return (int)ExitCode.Usage;
        }

        return await terminal.WithProgressAsync<OpenOutcome>("Reindexing", total: null, report =>
            Archive.ReindexAsync(folder.Path, new ArchiveOptions(), progress => report(progress.Done), cancellationToken)) switch
        {
            OpenOutcome.Opened opened => Say(opened.Archive),
            OpenOutcome.Refused refused => terminal.Fail(DeskDoor.Code(refused.Why), DeskDoor.Why(refused).Reason, refused.Message),
            _ => throw new UnreachableException(),
        };

        int Say(Archive archive)
        {
            using (archive)
            {
                var status = archive.Status();
                terminal.Value(new ReindexView(status.LastSeq, status.Links), DeskJson.Wire.ReindexView);
                terminal.Line(Invariant($"index.db made anew: {status.LastSeq} entries, {status.Links} links"));
                return (int)ExitCode.Done;
            }
        }
    }
}
