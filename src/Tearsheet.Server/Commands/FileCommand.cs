using System.CommandLine;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet file ID</c>: topic, note, policy, hold and release.</summary>
internal sealed class FileCommand : DeskVerb
{
    private static readonly Argument<string> Id = new("ID") { Description = "The link's id, as add and list print it" };

    private static readonly Option<string> Topic = new("--topic")
    {
        Description = "Path of the topic, made when it is new; an empty one takes the link out of its topic",
        HelpName = "PATH",
    };

    private static readonly Option<string> Note = new("--note")
    {
        Description = "The editor's note: plain text with addresses; an empty one removes it",
        HelpName = "TEXT",
    };

    private static readonly Option<string> Policy = new("--policy")
    {
        Description = "How much may leave the archive; \"source\" leaves it to the source and the site",
        HelpName = "headline|excerpt|full|source",
    };

    private static readonly Option<string> Override = new("--override")
    {
        Description = "Set aside what the page asks (noarchive and its like), in this person's name",
        HelpName = "NAME",
    };

    private static readonly Option<bool> Hold = new("--hold") { Description = "Keep the link out of editions from now on" };

    private static readonly Option<bool> Release = new("--release") { Description = "Let a held link into the next edition" };

    public FileCommand()
        : base("file", "Change where and how a link is filed")
    {
        Policy.AcceptOnlyFromAmong([.. SharedOptions.Policies, "source"]);
        Takes(Id, Topic, Note, Policy, Override, Hold, Release);
        Validators.Add(result =>
        {
            if (result.GetValue(Hold) && result.GetValue(Release))
            {
                result.AddError("--hold and --release exclude each other.");
            }
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet file 2026/11/aeba --topic \"Korea/North Korea\"",
        "tearsheet file 2026/11/aeba --policy full --override \"M. Okafor\"   # the page asks for less",
        "tearsheet file 2026/11/aeba --release",
    ];

    public override IReadOnlyList<string> ExitCodes => ["1  refused; nothing was changed", NoDeskCode, HeldCode, StorageCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var change = new LinkChange
        {
            Topic = parsed.GetValue(Topic),
            Note = parsed.GetValue(Note),
            Policy = parsed.GetValue(Policy) is "source" ? "" : parsed.GetValue(Policy),
            OverrideBy = parsed.GetValue(Override),
            Held = parsed.GetValue(Hold) ? true : parsed.GetValue(Release) ? false : null,
        };
        if (change == new LinkChange())
        {
            return Task.FromResult(terminal.Fail(
                ExitCode.Usage, "nothing-to-change", "Nothing to change: name a topic, note, policy, --hold or --release."));
        }

        return WriteAsync(
            parsed,
            terminal,
            async desk => Say(
                terminal,
                await desk.ChangeLinkAsync(parsed.GetRequiredValue(Id), change, cancellationToken),
                DeskJson.Wire.LinkView,
                link => $"filed {link.Id} {link.Headline}"),
            cancellationToken);
    }
}
