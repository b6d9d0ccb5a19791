using System.CommandLine;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet list</c>: what is filed, newest first.</summary>
internal sealed class ListCommand : DeskVerb
{
    private static readonly Option<string> Topic = new("--topic")
    {
        Description = "Only links under this topic and below (its path, address or id)",
        HelpName = "TOPIC",
    };

    private static readonly Option<string> Source = new("--source") { Description = "Only links to this source", HelpName = "HOST" };

    private static readonly Option<string> State = new("--state")
    {
        Description = "Only links in this state (default: live and held)",
        HelpName = "live|held|retracted|merged|all",
    };

    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "How many at most",
        HelpName = "N",
        DefaultValueFactory = _ => LinkSelection.UsualLimit,
    };

    private static readonly Option<string> After = new("--after")
    {
        Description = "Go on after this id: the last one printed, or \"next\" of --json",
        HelpName = "ID",
    };

    public ListCommand()
        : base("list", "List filed links, newest first")
    {
        State.AcceptOnlyFromAmong("live", "held", "retracted", "merged", "all");
        Limit.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > LinkSelection.MaxLimit)
            {
                result.AddError($"--limit must lie between 1 and {LinkSelection.MaxLimit}.");
            }
        });
        Takes(Topic, Source, State, Limit, After);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet list",
        "tearsheet list --topic Korea --state held",
        "tearsheet list --source bbc.co.uk --limit 500 --json",
    ];

    public override IReadOnlyList<string> ExitCodes => ["1  no such topic or id", NoDeskCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var selection = new LinkSelection(
            parsed.GetValue(Topic), parsed.GetValue(Source), parsed.GetValue(State), parsed.GetValue(After), parsed.GetValue(Limit));
        return ReadAsync(
            parsed, terminal, reader => Task.FromResult(Say(terminal, reader.Links(selection), DeskJson.Wire.LinkPage, InWords)));
    }

    private static string InWords(LinkPage page)
    {
        if (page.Links.Count == 0)
        {
            return "No links.";
        }

        var lines = page.Links.Select(link => $"{link.Id}  {(link.State == "live" ? "" : $"[{link.State}] ")}{link.Headline}");
        return string.Join('\n', page.Next is null ? lines : lines.Append($"More: --after {page.Next}"));
    }
}
