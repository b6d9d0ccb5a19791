using System.CommandLine;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet source [HOST]</c>: the publishers that links point to.</summary>
internal sealed class SourceCommand : DeskVerb
{
    private static readonly Argument<string?> Host = new("HOST")
    {
        Description = "The source's host, without www.; all sources when it is left out",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> SourceName = new("--name") { Description = "What the source is called on the site", HelpName = "TEXT" };

    private static readonly Option<string> Policy = new("--policy")
    {
        Description = "The most that leaves the archive of its pages; \"site\" leaves it to the site",
        HelpName = "headline|excerpt|full|site",
    };

    private static readonly Option<string> IgnoreRobots = SharedOptions.IgnoreRobots(
        "Fetch its pages even where its robots.txt disallows them, in this person's name; \"\" obeys it again");

    public SourceCommand()
        : base("source", "List sources, show one, or set its name, its policy, and whose word stands against its robots.txt")
    {
        Policy.AcceptOnlyFromAmong([.. SharedOptions.Policies, "site"]);
        Takes(Host, SourceName, Policy, IgnoreRobots);
        Validators.Add(result =>
        {
            if (result.GetValue(Host) is null && (result.GetValue(SourceName) ?? result.GetValue(Policy) ?? result.GetValue(IgnoreRobots)) is not null)
            {
                result.AddError("--name, --policy and --ignore-robots need the HOST that they are for.");
            }
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet source",
        "tearsheet source dailymail.co.uk --name \"Daily Mail\" --policy headline",
        "tearsheet source example.org --ignore-robots \"M. Okafor\"   # they have agreed",
    ];

    public override IReadOnlyList<string> ExitCodes => ["1  no such source, or refused", NoDeskCode, HeldCode, StorageCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var host = parsed.GetValue(Host);
        var policy = parsed.GetValue(Policy) is "site" ? "" : parsed.GetValue(Policy);
        var change = new SourceChange(parsed.GetValue(SourceName), policy, parsed.GetValue(IgnoreRobots));
        if (host is not null && change != new SourceChange(null, null, null))
        {
            return WriteAsync(
                parsed,
                terminal,
                async desk => Say(
                    terminal, await desk.ChangeSourceAsync(host, change, cancellationToken), DeskJson.Wire.SourceView, InWords),
                cancellationToken);
        }

        return ReadAsync(parsed, terminal, reader =>
        {
            if (host is not null)
            {
                return Task.FromResult(Say(terminal, reader.Source(host), DeskJson.Wire.SourceView, InWords));
            }

            var sources = reader.Sources();
            terminal.Value(sources, DeskJson.Wire.SourceList);
            foreach (var source in sources.Sources)
            {
                terminal.Line(InWords(source));
            }

            return Task.FromResult((int)ExitCode.Done);
        });
    }

    private static string InWords(SourceView source) => $"{source.Host}  {source.Name}  {source.Policy ?? "(the site's policy)"}"
        + (source.RobotsIgnoredBy is null ? "" : $"  robots.txt ignored by {source.RobotsIgnoredBy}");
}
