using System.CommandLine;
using Tearsheet.Distributing.Mirroring;
using Tearsheet.Server.Serving;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet serve</c>: the newest edition to browsers, and the desk to the other commands.</summary>
internal sealed class ServeCommand : DeskVerb
{
    private static readonly Option<string> Listen = new("--listen")
    {
        Description = "Where to listen (default: \"listen\" of tearsheet.json, else http://127.0.0.1:8080); port 0 takes a free one",
        HelpName = "URL",
    };

    private static readonly Option<string> DeskListen = new("--desk-listen")
    {
        Description = "Where the desk takes pages from browsers (default: \"desk.listen\" of tearsheet.json, else nowhere)",
        HelpName = "URL",
    };

    public ServeCommand()
        : base("serve", "Serve the newest edition, and make a new one when the log has moved") => Takes(Listen, DeskListen);

    public override IReadOnlyList<string> Examples => ["tearsheet serve", "tearsheet serve --listen http://0.0.0.0:8080", "tearsheet serve --desk-listen http://127.0.0.1:8081"];

    public override IReadOnlyList<string> ExitCodes =>
        [NoDeskCode, "4  another process holds the desk", "6  the address is taken, or the disk failed"];

    protected override async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        Folder(parsed, terminal) is { } folder
            ? MirrorFolder.IsOne(folder.Path)
                ? await MirrorServer.RunAsync(folder, parsed.GetValue(Listen), terminal, cancellationToken)
                : await DeskServer.RunAsync(folder, parsed.GetValue(Listen), parsed.GetValue(DeskListen), terminal, cancellationToken)
            : (int)ExitCode.Usage;
}
