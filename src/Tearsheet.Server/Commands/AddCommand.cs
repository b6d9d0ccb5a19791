using System.CommandLine;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet add</c>: links into the archive, from the network or from pages that somebody saved.</summary>
internal sealed class AddCommand : DeskVerb
{
    private static readonly Argument<string[]> Inputs = new("INPUT")
    {
        Description = "Addresses, saved pages (.gz too), folders of them; - reads a list of addresses from standard input",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string> Topic = new("--topic") { Description = "Path of the topic, made when it is new", HelpName = "PATH" };

    private static readonly Option<string> Note = new("--note") { Description = "The editor's note: plain text with addresses", HelpName = "TEXT" };

    private static readonly Option<string> Policy = SharedOptions.Policy("How much of these links may leave the archive");

    private static readonly Option<bool> Hold = new("--hold") { Description = "File without letting it into an edition; file ID --release does" };

    private static readonly Option<string> Url = new("--url")
    {
        Description = "Where the one saved page came from; with - the page itself is read from standard input",
        HelpName = "URL",
    };

    private static readonly Option<string> Index = new("--index")
    {
        Description = "One JSON object a line: file or url, and topic, note, policy, hold; files lie in the folder INPUT, else beside the index",
        HelpName = "LINKS.JSONL",
    };

    private static readonly Option<string> IgnoreRobots = SharedOptions.IgnoreRobots(
        "Fetch the pages even where robots.txt disallows them, in this person's name, which is recorded");

    private static readonly Option<bool> Images = new("--images") { Description = "Fetch the images of saved pages from the network too" };

    private static readonly Option<bool> Render = new("--render")
    {
        Description = "Show the pages to a headless Chromium first, for those that only scripts make whole; keeps a picture and a print too",
    };

    public AddCommand()
        : base("add", "Read links and file them; a link that is filed already gets a new capture")
    {
        Takes(Inputs, Topic, Note, Policy, Hold, Url, Index, IgnoreRobots, Images, Render);
        Validators.Add(result =>
        {
            var inputs = result.GetValue(Inputs) ?? [];
            if (inputs.Length == 0 && result.GetValue(Index) is null)
            {
                result.AddError("Nothing to add: name an address, a file, a folder, - or --index.");
            }

            if (result.GetValue(Url) is not null && inputs.Length != 1)
            {
                result.AddError("--url is the address of one saved page: name exactly one file, or - for standard input.");
            }

            if (result.GetValue(Index) is not null && inputs.Length > 1)
            {
                result.AddError("--index takes one folder at most, in which its files lie.");
            }
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet add https://example.org/news/1 --topic \"Korea/North Korea\"",
        "tearsheet add https://example.org/news/1 --policy full --hold",
        "tearsheet add https://example.org/news/1 --render",
        "tearsheet add page.html --url https://example.org/news/1",
        "tearsheet add pages/ --index links.jsonl",
        "grep -v '^#' reading-list.txt | tearsheet add - --topic Inbox",
    ];

    public override IReadOnlyList<string> ExitCodes =>
    [
        "1  some were refused; each line says which and why, the others are filed",
        NoDeskCode,
        HeldCode,
        StorageCode,
        "130  stopped; what was printed is kept",
    ];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var inputs = new AddInputs(
            new AddRequest
            {
                Input = "",
                Url = parsed.GetValue(Url),
                Topic = parsed.GetValue(Topic),
                Note = parsed.GetValue(Note),
                Policy = PolicyWord.Parse(parsed.GetValue(Policy)),
                Hold = parsed.GetValue(Hold),
                IgnoreRobots = parsed.GetValue(IgnoreRobots),
                FetchImages = parsed.GetValue(Images),
                Render = parsed.GetValue(Render),
            },
            parsed.GetValue(Inputs) ?? [],
            parsed.GetValue(Index));
        if (inputs.Problem() is { } problem)
        {
            return Task.FromResult(terminal.Fail(ExitCode.Usage, "bad-input", problem));
        }

        return WriteAsync(parsed, terminal, desk => AddAsync(desk, inputs, terminal, cancellationToken), cancellationToken);
    }

    private static async Task<int> AddAsync(IDesk desk, AddInputs inputs, Terminal terminal, CancellationToken cancellationToken)
    {
        terminal.NoteRuleFaults(desk is LocalDesk local ? local.RuleFaults : []);
        var tally = new Tally();
        try
        {
            await terminal.WithProgressAsync("Adding links", await inputs.CountAsync(cancellationToken), async report =>
            {
                await foreach (var answer in desk.AddAsync(inputs.ReadAsync(Say, CancellationToken.None), cancellationToken))
                {
                    Say(answer);
                }

                return true;

                void Say(AddAnswer answer)
                {
                    terminal.Value(answer, DeskJson.Wire.AddAnswer);
                    terminal.Line(InWords(answer));
                    report(tally.Count(answer.Result));
                }
            });
        }
        catch (Exception fault) when (StorageWords.Of(fault) is not null)
        {
            terminal.Note($"Stopped by the disk: {tally}; these are kept.");
            throw;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            terminal.Note($"Stopped: {tally}; these are kept, the rest was not begun. Run the command again for the rest.");
            return (int)ExitCode.Interrupted;
        }

        if (tally.All > 1)
        {
            terminal.Note($"{tally}.");
        }

        return (int)(tally.Refused > 0 ? ExitCode.Refused : ExitCode.Done);
    }

    private static string InWords(AddAnswer answer) => answer.Result switch
    {
        AddResult.Added => $"added {answer.Id} {answer.Headline}{Remark(answer)}",
        AddResult.Recaptured => $"captured again {answer.Id} {answer.Headline}{Remark(answer)}",
        _ => $"refused {answer.Input}: {answer.Message}",
    };

    private static string Remark(AddAnswer answer)
    {
        var held = answer.Held is true ? " [held]" : "";
        return held + answer.Kind switch
        {
            "paywallStub" => " [only a paywall's stub]",
            "botWall" => " [only a wall against robots]",
            "consentWall" => " [only a consent page]",
            "errorPage" => " [an error page]",
            "notHtml" => " [no web page: kept without an article]",
            "empty" => " [an empty page]",
            _ => "",
        };
    }

    private sealed class Tally
    {
        private long _added;
        private long _recaptured;

        public long Refused { get; private set; }

        public long All => _added + _recaptured + Refused;

        public long Count(AddResult result)
        {
            switch (result)
            {
                case AddResult.Added:
                    _added++;
                    break;
                case AddResult.Recaptured:
                    _recaptured++;
                    break;
                default:
                    Refused++;
                    break;
            }

            return All;
        }

        public override string ToString() => $"{_added} added, {_recaptured} captured again, {Refused} refused";
    }
}
