using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Packing;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet export warc|wacz</c>: captures as the files that archivists' own tools read.</summary>
internal sealed class ExportCaptures : DeskVerb
{
    private const string Everything = "everything";

    private readonly Argument<string> _file = new("FILE") { Description = "The file to write, in place of an older one" };

    private readonly Argument<string[]> _links = new("LINK-ID")
    {
        Description = "Links by their ids, or the word everything",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> _topic = new("--topic") { Description = "The links of this topic and of those below it", HelpName = "TOPIC" };

    private readonly Option<string[]> _captures = new("--capture")
    {
        Description = "Of these links one capture only, by its CID as `show` prints it; may be given more than once",
        HelpName = "CID",
    };

    public ExportCaptures(string format, string description)
        : base(format, description)
    {
        Takes(_file, _links, _topic, _captures);
        Validators.Add(result =>
        {
            var links = result.GetValue(_links) ?? [];
            if (links.Length == 0 == (result.GetValue(_topic) is null))
            {
                result.AddError($"Say what to export: the ids of links, --topic TOPIC, or the word {Everything}.");
            }

            if (result.GetValue(_captures) is { Length: > 0 } && (links.Length == 0 || links[0] == Everything))
            {
                result.AddError("--capture needs the LINK-ID whose capture it is.");
            }

            if (links.Contains(Everything, StringComparer.Ordinal) && links.Length > 1)
            {
                result.AddError($"{Everything} stands alone: it holds all other links.");
            }
        });
    }

    public override IReadOnlyList<string> Examples =>
    [
        $"tearsheet export {Name} archive.{Ending} everything",
        $"tearsheet export {Name} korea.{Ending} --topic Korea",
        $"tearsheet export {Name} two.{Ending} 2026/11/b 2026/11/d",
        $"tearsheet export {Name} one.{Ending} 2026/11/b --capture bafyrei...",
    ];

    public override IReadOnlyList<string> ExitCodes =>
    [
        "1  there is no such link, topic or capture, or it was retracted",
        NoDeskCode,
        "5  a capture is missing: tearsheet verify names what is wrong",
        "6  the file cannot be written",
    ];

    private string Ending => Name == "warc" ? "warc.gz" : "wacz";

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        ReadAsync(parsed, terminal, reader => ExportAsync(parsed, reader, terminal, cancellationToken));

    private async Task<int> ExportAsync(ParseResult parsed, DeskReader reader, Terminal terminal, CancellationToken cancellationToken)
    {
        if (!TrySelect(reader, parsed.GetValue(_links) ?? [], parsed.GetValue(_topic), out var selection, out var why))
        {
            return terminal.Fail(ExitCode.Refused, why!.Reason, why.Message);
        }

        if (parsed.GetValue(_captures) is { Length: > 0 } captures)
        {
            var there = selection!.Ids!.SelectMany(reader.Archive.Captures).Select(capture => capture.Cid.ToString()).ToHashSet(StringComparer.Ordinal);
            if (captures.FirstOrDefault(capture => !there.Contains(capture)) is { } stray)
            {
                return terminal.Fail(ExitCode.Refused, "no-such-capture", $"{stray} is no capture of these links. `tearsheet show ID` lists them.");
            }

            selection = selection with { Captures = captures };
        }

        var target = parsed.GetRequiredValue(_file);
        if (Directory.Exists(target))
        {
            return terminal.Fail(ExitCode.Refused, "target-exists", $"{target} is a folder; name a file.");
        }

        try
        {
            var view = await terminal.WithProgressAsync("Exporting", total: null, async report =>
            {
                var export = new CaptureExport(reader.Archive, selection!, report);
                await using var file = PartialFile.Begin(target);
                if (Name == "warc")
                {
                    await export.WriteWarcAsync(file.Stream, cancellationToken);
                }
                else
                {
                    using var key = SiteKeyFile.Read(Folder(parsed, terminal)!);
                    await export.WriteWaczAsync(
                        file.Stream, hash => new WaczSignature(key.PublicKey.ToSpki(), key.Sign(Encoding.UTF8.GetBytes(hash))), cancellationToken);
                }

                file.Stream.Position = 0;
                var sha256 = await SHA256.HashDataAsync(file.Stream, cancellationToken);
                var bytes = file.Stream.Length;
                await file.CommitAsync(cancellationToken);
                return new WarcExportView(Name, target, export.Links, export.Captures, bytes, Convert.ToHexStringLower(sha256));
            });
            terminal.Value(view, DeskJson.Wire.WarcExportView);
            terminal.Line(Invariant($"wrote {view.Captures} captures of {view.Links} links to {target}: {view.Bytes / 1_000_000.0:0.0} MB"));
            return (int)ExitCode.Done;
        }
        catch (MissingCaptureException fault)
        {
            return terminal.Fail(ExitCode.Corrupt, "corrupt", $"{fault.Message} Nothing was written. Run tearsheet verify: it names the pack.");
        }
    }

    private static bool TrySelect(DeskReader reader, string[] links, string? topic, out CaptureSelection? selection, out Refusal? why)
    {
        (selection, why) = (null, null);
        if (topic is not null)
        {
            if (reader.Archive.FindTopicNamed(topic) is not { } found)
            {
                why = DeskReader.NoSuchTopic(topic);
                return false;
            }

            selection = new CaptureSelection(Ids: null, found);
            return true;
        }

        if (links is [Everything])
        {
            selection = new CaptureSelection(Ids: null, Topic: null);
            return true;
        }

        var ids = new List<string>();
        foreach (var id in links)
        {
            var link = reader.Archive.FindLink(id);
            if (link is { State: LinkState.Merged, MergedInto: { } into })
            {
                link = reader.Archive.FindLink(into);
            }

            if (link is null)
            {
                why = DeskReader.NoSuchLink(id);
                return false;
            }

            if (link.State == LinkState.Retracted)
            {
                why = new Refusal("retracted", $"{id} was retracted; what was taken back does not leave the archive.");
                return false;
            }

            if (!ids.Contains(link.Id, StringComparer.Ordinal))
            {
                ids.Add(link.Id);
            }
        }

        selection = new CaptureSelection(ids, Topic: null);
        return true;
    }
}
