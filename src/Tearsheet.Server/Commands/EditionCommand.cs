using System.CommandLine;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet edition</c>: the site as it now is, under one root CID.</summary>
internal sealed class EditionCommand : DeskVerb
{
    private static readonly Option<bool> DryRun = new("--dry-run")
    {
        Description = "Only show what would become public, and what would be withdrawn",
    };

    public EditionCommand()
        : base("edition", "Make the next edition of the site; with nothing new, print the one that stands") => Takes(DryRun);

    public override IReadOnlyList<string> Examples =>
        ["tearsheet edition --dry-run   # the words and pictures: --json", "tearsheet edition", "tearsheet edition --json   # {\"root\":\"bafy...\", ...}"];

    public override IReadOnlyList<string> ExitCodes => ["1  refused; the edition that stands stays", NoDeskCode, HeldCode, StorageCode];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        parsed.GetValue(DryRun)
            ? ReadAsync(parsed, terminal, async reader =>
            {
                var preview = await reader.PreviewAsync(cancellationToken);
                return Say(terminal, new DeskAnswer<PreviewView>.Done(preview), DeskJson.Wire.PreviewView, InWords);
            })
            : WriteAsync(
                parsed,
                terminal,
                async desk => Say(terminal, await desk.CutEditionAsync(cancellationToken), DeskJson.Wire.EditionView, InWords),
                cancellationToken);

    private static string InWords(EditionView edition) =>
        Invariant($"edition {edition.Number}{(edition.Made ? "" : " stands; nothing is new")}\n{edition.Root}");

    private static string InWords(PreviewView preview)
    {
        if (preview.Root is null)
        {
            return "Nothing is new.";
        }

        var lines = preview.Added.Select(link => InWords("public", link))
            .Concat(preview.Changed.Select(link => InWords("changed", link)))
            .Concat(preview.Withdrawn.Select(id => $"{"withdrawn",-9}  {id}"))
            .Append(Invariant($"{preview.Files.Count} files would be new, other or gone."));
        return string.Join('\n', lines);
    }

    /// <summary>The link, and how much of it everybody could read.</summary>
    private static string InWords(string what, LinkPreviewView link)
    {
        var words = link.Text.Sum(paragraph => paragraph.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length);
        return Invariant($"{what,-9}  {link.Id}  {link.Policy}, {words} words, {link.Pictures.Count} pictures  {link.Headline}");
    }
}
