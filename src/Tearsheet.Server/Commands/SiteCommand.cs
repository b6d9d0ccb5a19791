using System.CommandLine;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet site</c>: what the site shows of itself. Each change is a log entry.</summary>
internal sealed class SiteCommand : DeskVerb
{
    private static readonly Option<string[]> Masthead = new("--masthead")
    {
        Description = "A topic in the row under the site's name; repeat it for more, \"\" empties the row",
        HelpName = "TOPIC",
    };

    private readonly SiteOptions _options = new();

    public SiteCommand()
        : base("site", "Show or change the site's title, address, language, about text, imprint and masthead")
    {
        Takes([.. _options.All, Masthead]);
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet site",
        "tearsheet site --title \"The Harbour Desk\" --address https://links.example.org/",
        "tearsheet site --about \"$(cat about.txt)\" --imprint \"$(cat imprint.txt)\"",
        "tearsheet site --masthead Korea --masthead \"Europe/Economy\"",
    ];

    public override IReadOnlyList<string> ExitCodes => ["1  refused; nothing was changed", NoDeskCode, HeldCode, StorageCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var masthead = parsed.GetValue(Masthead) is { Length: > 0 } topics
            ? topics.Where(topic => topic.Length > 0).ToArray()
            : null;
        var change = _options.Read(parsed) with { Masthead = masthead };
        return change.IsEmpty
            ? ReadAsync(parsed, terminal, reader =>
                Task.FromResult(Say(terminal, new DeskAnswer<SiteView>.Done(reader.Site()), DeskJson.Wire.SiteView, InWords)))
            : WriteAsync(
                parsed,
                terminal,
                async desk => Say(terminal, await desk.ChangeSiteAsync(change, cancellationToken), DeskJson.Wire.SiteView, InWords),
                cancellationToken);
    }

    private static string InWords(SiteView site) => string.Join('\n', new[]
    {
        $"title     {site.Title}",
        $"address   {site.Address ?? "(none: feeds and sitemap have no absolute addresses)"}",
        $"language  {site.Language}",
        $"policy    {site.Policy}",
        $"label     {site.Label}",
        $"masthead  {(site.Masthead.Count == 0 ? "(none)" : string.Join(" · ", site.Masthead))}",
        $"about     {OnOneLine(site.About)}",
        $"imprint   {OnOneLine(site.Imprint)}",
        $"key       {site.Key}",
    });

    private static string OnOneLine(string? text) => text is null ? "(none)" : text.ReplaceLineEndings(" ");
}
