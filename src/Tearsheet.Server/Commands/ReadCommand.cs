using System.CommandLine;
using System.Globalization;
using Tearsheet.Publishing.Pages;
using Tearsheet.Reading;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Printing;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet read URL|FILE</c>: what would be read out of a page, and why. Keeps nothing and needs no desk.</summary>
internal sealed class ReadCommand : Verb
{
    private const string Markdown = "markdown";
    private const string Html = "html";
    private const string JsonForm = "json";

    /// <summary>Letters of a block that <c>--why</c> shows.</summary>
    private const int MostShown = 100;

    private static readonly Argument<string> Input = new("URL|FILE")
    {
        Description = "An address, a saved page (.gz too), or - for a page on standard input",
    };

    private static readonly Option<string> As = new Option<string>("--as")
    {
        Description = "The form of the article (default: markdown; json is the same as --json)",
        HelpName = "markdown|json|html",
    }.AcceptOnlyFromAmong(Markdown, JsonForm, Html);

    private static readonly Option<bool> Why = new("--why")
    {
        Description = "Say which witness gave each field and why each block was kept or dropped: on standard error, or in the JSON",
    };

    private static readonly Option<string> IgnoreRobots = SharedOptions.IgnoreRobots("Fetch the page even where robots.txt disallows it, in this person's name");

    private static readonly Option<string> Url = new("--url") { Description = "Where the saved page came from", HelpName = "URL" };

    public ReadCommand()
        : base("read", "Print the article that is read out of a page, and why it came out so; keeps nothing")
    {
        Add(Input);
        Add(As);
        Add(Why);
        Add(Url);
        Add(IgnoreRobots);
        Add(SharedOptions.Data);
        Add(SharedOptions.Json);
        Validators.Add(result =>
        {
            if (result.GetValue(SharedOptions.Json) && result.GetValue(As) is Markdown or Html)
            {
                result.AddError("--json prints JSON; leave it out to have another form.");
            }

            if (result.GetValue(Url) is not null && IsAddress(result.GetValue(Input)))
            {
                result.AddError("--url is the address of a saved page: name a file, or - for standard input.");
            }
        });
        SetAction((parsed, cancellationToken) => RunAsync(
            parsed, Terminal.For(parsed, parsed.GetValue(SharedOptions.Json) || parsed.GetValue(As) == JsonForm), cancellationToken));
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet read https://example.org/news/1",
        "tearsheet read page.html --url https://example.org/news/1 --why",
        "tearsheet read page.html.gz --as html > article.html",
        "curl -s https://example.org/news/1 | tearsheet read - --json | jq -r .text",
    ];

    public override IReadOnlyList<string> ExitCodes =>
    [
        "1  the page could not be had; a page that holds no article is read all the same, and says so",
        "3  tearsheet.json of the data folder has a fault",
        "130  stopped",
    ];

    private static bool IsAddress(string? input) => input is not null && input.Contains("://", StringComparison.Ordinal) && !File.Exists(input);

    private static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var settings = new RunSettings();
        ClearUrlsRules? rules = null;
        if (DataFolder.Choose(parsed.GetValue(SharedOptions.Data)) is { } folder)
        {
            if (!RunSettings.TryLoad(folder.SettingsFile, out settings, out var fault))
            {
                return terminal.Fail(ExitCode.NoDesk, "bad-settings", fault);
            }

            if (settings.Links.TryLoad(folder, out rules, out var faults) is { } wrong)
            {
                return terminal.Fail(ExitCode.NoDesk, "bad-settings", $"{folder.SettingsFile}: {wrong}");
            }

            terminal.NoteRuleFaults(faults);
        }

        var input = parsed.GetRequiredValue(Input);
        var url = IsAddress(input) ? input : parsed.GetValue(Url);
        LinkAddress? address = null;
        if (url is not null && LinkAddress.TryParse(url, rules, out address) is var status && status != LinkAddressStatus.Ok)
        {
            return terminal.Fail(ExitCode.Refused, ReasonWord.Of(status), AddressWords.Of(status));
        }

        var why = parsed.GetValue(Why) ? new Explanation() : null;
        var policy = settings.Fetch.ToPolicy();
        var fetcher = new PageFetcher(policy, TimeProvider.System);
        var visit = new Visit(
            fetcher, TimeProvider.System, robots: policy.AskRobots ? new RobotsGate(fetcher, TimeProvider.System) : null);
        if (IsAddress(input))
        {
            return Say(parsed, terminal, await visit.LookAsync(address!, parsed.GetValue(IgnoreRobots), why, cancellationToken), why);
        }

        var page = input == "-" ? SavedPage.FromStream("standard input", Console.OpenStandardInput()) : SavedPage.FromFile(input);
        var (saved, bytes) = await page.ReadAsync(policy.MaxBodyBytes, policy.MaxDecodedBytes, cancellationToken);
        if (saved != SavedPageStatus.Ok)
        {
            var refused = Intake.Refused(new AddRequest { Input = input }, saved);
            return terminal.Fail(ExitCode.Refused, refused.Reason!, $"{input}: {refused.Message}");
        }

        return Say(
            parsed, terminal, await visit.ReadSavedAsync(bytes, address, page.MediaType, fetchImages: false, why, cancellationToken), why);
    }

    private static int Say(ParseResult parsed, Terminal terminal, VisitOutcome outcome, Explanation? why)
    {
        if (outcome is VisitOutcome.Refused refused)
        {
            return terminal.Fail(ExitCode.Refused, ReasonWord.Of(refused.Why), refused.Message);
        }

        var article = ((VisitOutcome.Read)outcome).Article;
        if (terminal.Json)
        {
            terminal.Value(ReadView.Of(article, why), ReadJson.Wire.ReadView);
            return (int)ExitCode.Done;
        }

        terminal.Document(parsed.GetValue(As) == Html ? ArticlePage.Write(article) : MarkdownArticle.Of(article) + "\n");
        if (article.KindReason is { } reason)
        {
            terminal.Note($"No whole article ({Views.Of(article.Kind)}): {reason}");
        }

        foreach (var line in why is null ? [] : Reasons(why))
        {
            terminal.Note(line);
        }

        return (int)ExitCode.Done;
    }

    private static IEnumerable<string> Reasons(Explanation why)
    {
        foreach (var field in why.Fields)
        {
            yield return $"{field.Field}: {field.Value}";
            yield return $"    by {field.Witness}";
        }

        foreach (var block in why.Blocks)
        {
            var text = block.Text.Length > MostShown ? string.Concat(block.Text.AsSpan(0, MostShown), "...") : block.Text;
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{(block.Kept ? '+' : '-')} {block.Score,5}  {text.ReplaceLineEndings(" ")}  ({block.Reason})");
        }
    }
}
