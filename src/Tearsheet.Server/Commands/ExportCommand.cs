using System.CommandLine;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Packing;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet export car|site|denylist|warc|wacz</c>: an edition that others can keep, what they are asked not to, and captures.</summary>
internal sealed class ExportCommand : Verb
{
    public ExportCommand()
        : base("export", "Write an edition as one CAR or as plain files, what was retracted as a denylist, or captures as WARC or WACZ")
    {
        Add(new ToCar());
        Add(new ToFolder());
        Add(new ToDenylist());
        Add(new ExportOpml());
        Add(new ExportCaptures("warc", "Write captures as WARC 1.1, for archives and their tools"));
        Add(new ExportCaptures("wacz", "Write captures as WACZ 1.1.1, signed with the site's key, for replay in a browser"));
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet export car site.car   # ipfs dag import site.car",
        "tearsheet export site public/   # any web server can serve it",
        "tearsheet export denylist retracted.deny",
        "tearsheet export opml subscriptions.opml",
        "tearsheet export warc archive.warc.gz everything",
    ];

    private abstract class Export(string name, string description) : DeskVerb(name, description)
    {
        protected readonly Option<int?> Edition = new("--edition")
        {
            Description = "The number of the edition (default: the newest)",
            HelpName = "N",
        };

        public override IReadOnlyList<string> ExitCodes =>
        [
            "1  there is no such edition, or what it holds was retracted since",
            NoDeskCode,
            "5  a block is missing: tearsheet verify names what is wrong",
            "6  the file cannot be written",
        ];

        protected abstract string Target(ParseResult parsed);

        /// <summary>Why the target cannot be written to; null when it can.</summary>
        protected abstract string? Problem(string target);

        protected abstract Task WriteAsync(EditionExport export, string target, CancellationToken cancellationToken);

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            ReadAsync(parsed, terminal, async reader =>
            {
                var number = parsed.GetValue(Edition);
                var edition = number is null
                    ? reader.Archive.LatestEdition
                    : reader.Archive.Editions().FirstOrDefault(edition => edition.Number == number);
                if (edition is null)
                {
                    return terminal.Fail(ExitCode.Refused, "no-such-edition", number is null
                        ? "There is no edition yet; tearsheet edition makes one."
                        : Invariant($"There is no edition {number}."));
                }

                var target = Target(parsed);
                if (Problem(target) is { } problem)
                {
                    return terminal.Fail(ExitCode.Refused, "target-exists", problem);
                }

                return await ExportAsync(reader, edition, target, terminal, cancellationToken);
            });

        private async Task<int> ExportAsync(
            DeskReader reader, EditionRecord edition, string target, Terminal terminal, CancellationToken cancellationToken)
        {
            try
            {
                var view = await terminal.WithProgressAsync("Exporting", total: null, async report =>
                {
                    var export = new EditionExport(reader.Archive.PublicBlocks, edition.Root, report);
                    await WriteAsync(export, target, cancellationToken);
                    return new ExportView(edition.Root.ToString(), edition.Number, Name, target, export.Blocks, export.Bytes);
                });
                terminal.Value(view, DeskJson.Wire.ExportView);
                terminal.Line(
                    Invariant($"wrote edition {view.Number} to {target}: {view.Bytes / 1_000_000.0:0.0} MB\n{view.Root}"));
                return (int)ExitCode.Done;
            }
            catch (UnixFsException fault) when (fault.Fault.Kind == UnixFsFaultKind.Withdrawn)
            {
                return terminal.Fail(ExitCode.Refused, "withdrawn",
                    Invariant($"Edition {edition.Number} holds what was retracted since. Make a new edition first: tearsheet edition"));
            }
            catch (UnixFsException fault)
            {
                return terminal.Fail(ExitCode.Corrupt, "corrupt", $"{fault.Message} Run tearsheet verify: it names the pack.");
            }
        }
    }

    private sealed class ToCar : Export
    {
        private readonly Argument<string> _file = new("FILE") { Description = "The CAR to write, in place of an older one" };

        public ToCar()
            : base("car", "Write an edition as a CAR whose root is the edition's root CID") => Takes(_file, Edition);

        public override IReadOnlyList<string> Examples => ["tearsheet export car site.car", "tearsheet export car old.car --edition 12"];

        protected override string Target(ParseResult parsed) => parsed.GetRequiredValue(_file);

        protected override string? Problem(string target) => Directory.Exists(target) ? $"{target} is a folder; name a file." : null;

        protected override async Task WriteAsync(EditionExport export, string target, CancellationToken cancellationToken)
        {
            await using var file = PartialFile.Begin(target);
            await export.WriteCarAsync(file.Stream, cancellationToken);
            await file.CommitAsync(cancellationToken);
        }
    }

    private sealed class ToDenylist : DeskVerb
    {
        private readonly Argument<string> _file = new("FILE") { Description = "The list to write, in place of an older one; Kubo reads *.deny" };

        public ToDenylist()
            : base("denylist", "Write the blocks of retracted links as a denylist for other gateways and nodes") => Takes(_file);

        public override IReadOnlyList<string> Examples => ["tearsheet export denylist ~/.ipfs/denylists/retracted.deny"];

        public override IReadOnlyList<string> ExitCodes => [NoDeskCode, "6  the file cannot be written"];

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            ReadAsync(parsed, terminal, async reader =>
            {
                var target = parsed.GetRequiredValue(_file);
                var count = await RetractedList.WriteAsync(reader.Archive, target, cancellationToken);
                terminal.Value(new DenylistView(target, count), DeskJson.Wire.DenylistView);
                terminal.Line(Invariant($"wrote {count} blocks to {target}"));
                return (int)ExitCode.Done;
            });
    }

    private sealed class ToFolder : Export
    {
        private readonly Argument<string> _folder = new("DIR") { Description = "The folder to make; an empty one may stand there" };

        public ToFolder()
            : base("site", "Write an edition as plain files; added again under unixfs-v1-2025 they give the root CID") =>
            Takes(_folder, Edition);

        public override IReadOnlyList<string> Examples => ["tearsheet export site public/"];

        protected override string Target(ParseResult parsed) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetRequiredValue(_folder)));

        protected override string? Problem(string target) =>
            File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
                ? $"{target} is not empty. Name a new folder, so that no file of an older edition stays among the new ones."
                : null;

        protected override async Task WriteAsync(EditionExport export, string target, CancellationToken cancellationToken)
        {
            var partial = PartialFile.PartialName(target);
            Directory.CreateDirectory(partial);
            try
            {
                await export.WriteFilesAsync(partial, cancellationToken);
                if (Directory.Exists(target))
                {
                    Directory.Delete(target);
                }

                Directory.Move(partial, target);
            }
            finally
            {
                if (Directory.Exists(partial))
                {
                    Directory.Delete(partial, recursive: true);
                }
            }
        }
    }
}
