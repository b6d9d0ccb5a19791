using System.CommandLine;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet retract ID</c>: a tombstone for the link; with <c>--erase</c> its bytes go too.</summary>
internal sealed class RetractCommand : DeskVerb
{
    private static readonly Argument<string> Id = new("ID") { Description = "The link's id, as add and list print it" };

    private static readonly Option<string> Reason = new("--reason")
    {
        Description = "Why; the tombstone shows it to everybody",
        HelpName = "TEXT",
        Required = true,
    };

    private static readonly Option<bool> Erase = new("--erase")
    {
        Description = "Remove the captured bytes from the archive as well; this cannot be undone",
    };

    public RetractCommand()
        : base("retract", "Withdraw a link: it leaves the next edition and a tombstone stays")
    {
        Takes(Id, Reason, Erase);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet retract 2026/11/aeba --reason \"The source withdrew the piece\"",
        "tearsheet retract 2026/11/aeba --reason \"Court order 12 O 34/26\" --erase",
    ];

    public override IReadOnlyList<string> ExitCodes => ["1  refused; nothing was changed", NoDeskCode, HeldCode, StorageCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        WriteAsync(
            parsed,
            terminal,
            async desk => Say(
                terminal,
                await desk.RetractAsync(
                    parsed.GetRequiredValue(Id),
                    new RetractionRequest(parsed.GetRequiredValue(Reason), parsed.GetValue(Erase)),
                    cancellationToken),
                DeskJson.Wire.LinkView,
                link => $"retracted {link.Id}{(link.Retraction is { Erased: true } ? " and erased its bytes" : "")}; "
                    + "the next edition carries the tombstone"),
            cancellationToken);
}
