using System.CommandLine;
using System.Globalization;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet show ID</c>: all that is known of one link.</summary>
internal sealed class ShowCommand : DeskVerb
{
    private static readonly Argument<string> Id = new("ID") { Description = "The link's id, or its address" };

    public ShowCommand()
        : base("show", "Show one link: where it is filed, its policy, its captures") => Takes(Id);

    public override IReadOnlyList<string> Examples =>
        ["tearsheet show 2026/11/aeba", "tearsheet show https://example.org/news/1 --json"];

    public override IReadOnlyList<string> ExitCodes => ["1  no such link", NoDeskCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        ReadAsync(parsed, terminal, async reader =>
            Say(terminal, await reader.LinkAsync(parsed.GetRequiredValue(Id), cancellationToken), DeskJson.Wire.LinkView, InWords));

    private static string InWords(LinkView link) => string.Join('\n', Lines(link));

    private static IEnumerable<string> Lines(LinkView link)
    {
        yield return link.Headline;
        yield return $"  id        {link.Id} ({link.State})";
        yield return $"  url       {link.Url}";
        if (link.RawUrl != link.Url)
        {
            yield return $"  as given  {link.RawUrl}";
        }

        yield return $"  source    {link.Source}";
        yield return $"  topic     {link.Topic ?? "(none)"}";
        yield return $"  policy    {link.EffectivePolicy}{(link.Policy is null ? "" : $" ({link.Policy} on the link)")}"
            + (link.OverriddenBy is null ? "" : $", the page's wishes set aside by {link.OverriddenBy}");
        yield return $"  filed     {Moment(link.FiledAt)}";
        if (link.Note is not null)
        {
            yield return $"  note      {link.Note.ReplaceLineEndings(" ")}";
        }

        if (link.MergedInto is not null)
        {
            yield return $"  merged    into {link.MergedInto}";
        }

        if (link.Retraction is { } gone)
        {
            yield return $"  retracted {Moment(gone.At)}: {gone.Reason}{(gone.Erased ? " (bytes erased)" : "")}";
            yield return $"  hash      {gone.Hash}";
        }

        foreach (var capture in link.Captures ?? [])
        {
            yield return $"  capture   {Moment(capture.At)}  {capture.Cid}  {capture.Provenance}";
            if (capture.Article is not null)
            {
                yield return $"  article   {capture.Article}";
            }

            foreach (var robots in capture.Robots ?? [])
            {
                yield return $"  robots    {InWords(robots)}";
            }
        }
    }

    private static string InWords(RobotsView robots) => (robots.Ground switch
    {
        "line" => FormattableString.Invariant($"{(robots.Allowed ? "allowed" : "disallowed")} by line {robots.Line} of {robots.File}: {robots.Text}"),
        "no-line" => $"allowed: no line of {robots.File} is about it",
        "no-file" => $"allowed: there is no {robots.File}",
        _ => $"not known: {robots.File} could not be had",
    }) + (robots.OverriddenBy is null ? "" : $"; asked all the same in the name of {robots.OverriddenBy}");

    private static string Moment(DateTimeOffset at) =>
        at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
