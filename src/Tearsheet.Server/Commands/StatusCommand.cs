using System.CommandLine;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet status</c>: how much is kept, and how things stand.</summary>
internal sealed class StatusCommand : DeskVerb
{
    public StatusCommand()
        : base("status", "Show what the desk holds and the edition that stands") => Takes();

    public override IReadOnlyList<string> Examples => ["tearsheet status", "tearsheet status --json"];

    public override IReadOnlyList<string> ExitCodes => [NoDeskCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        ReadAsync(parsed, terminal, reader =>
            Task.FromResult(Say(terminal, new DeskAnswer<StatusView>.Done(reader.Status()), DeskJson.Wire.StatusView, InWords)));

    private static string InWords(StatusView status)
    {
        var stands = status.Unpublished > 0 ? Invariant($"{status.Unpublished} links changed since") : "up to date";
        var latest = status.Edition is { } edition
            ? Invariant($"{edition.Number}, root {edition.Root}, {stands}")
            : "none yet; tearsheet edition makes one";
        return Invariant($"""
            folder    {status.Folder}
            site      {status.Title}
            key       {status.Key}
            links     {status.Live} live, {status.Held} held, {status.Retracted} retracted
            topics    {status.Topics}
            sources   {status.Sources}
            captures  {status.Captures}
            log       {status.LastEntry} entries
            blocks    {status.Blocks} in {status.Packs} packs, {status.Bytes / 1_000_000.0:0.0} MB
            edition   {latest}
            """);
    }
}
