using System.CommandLine;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet import warc|wacz FILE…</c>.</summary>
internal sealed class ImportCaptures : DeskVerb
{
    private readonly Argument<string[]> _files = new("FILE") { Description = "Files of one crawl; pages and images may be in different ones", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string> _topic = new("--topic") { Description = "File the links under this topic", HelpName = "PATH" };
    private readonly Option<string> _policy = SharedOptions.Policy("How much of the pages may be public");
    private readonly Option<bool> _hold = new("--hold") { Description = "Keep the links out of editions until they are released" };

    public ImportCaptures(string format, string description)
        : base(format, description) => Takes(_files, _topic, _policy, _hold);

    public override IReadOnlyList<string> Examples =>
    [
        $"tearsheet import {Name} crawl.{(Name == "warc" ? "warc.gz" : "wacz")} --topic \"Korea/North Korea\"",
        $"tearsheet import {Name} 2019-*.{(Name == "warc" ? "warc.gz" : "wacz")} --hold",
    ];

    public override IReadOnlyList<string> ExitCodes =>
    [
        "1  a file or some records were bad, or some pages were refused; each line says which and why, the others are filed",
        NoDeskCode,
        HeldCode,
        StorageCode,
        "130  stopped; what was printed is kept",
    ];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        ImportFile[] files = [.. parsed.GetRequiredValue(_files).Select(file => new ImportFile(file, Path.GetFullPath(file), File.Exists(file)))];
        var request = new ImportRequest(Name, files, parsed.GetValue(_topic), parsed.GetValue(_policy), parsed.GetValue(_hold));
        return WriteAsync(parsed, terminal, desk => ImportAsync(desk, request, terminal, cancellationToken), cancellationToken);
    }

    private static async Task<int> ImportAsync(IDesk desk, ImportRequest request, Terminal terminal, CancellationToken cancellationToken)
    {
        var pages = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Action<long>? report = null;
        var answered = 0L;
        var importing = desk.ImportAsync(request, Tell, cancellationToken);

        // 1. What is in the files. 2. Its pages, one by one.
        var bytes = request.Files.Where(file => file.IsThere).Sum(file => new FileInfo(file.Path).Length);
        await terminal.WithProgressAsync("Reading files (bytes)", bytes, async read =>
        {
            report = read;
            await Task.WhenAny(pages.Task, importing);
            return true;
        });
        if (pages.Task.IsCompletedSuccessfully)
        {
            await terminal.WithProgressAsync("Importing pages", await pages.Task, async done =>
            {
                report = done;
                await importing;
                return true;
            });
        }

        if (await importing is DeskAnswer<ImportView>.Refused refused)
        {
            return terminal.Fail(ExitCode.Refused, refused.Why.Reason, refused.Why.Message);
        }

        var view = ((DeskAnswer<ImportView>.Done)await importing).Value;
        terminal.Value(view, DeskJson.Wire.ImportView);
        terminal.Note(Invariant(
            $"{view.Records} records, {view.BadRecords} faults; {view.Added} added, {view.Recaptured} captured again, {view.Known} here already, {view.Refused} refused."));
        return (int)(cancellationToken.IsCancellationRequested ? ExitCode.Interrupted : view.Refused + view.BadRecords > 0 ? ExitCode.Refused : ExitCode.Done);

        void Tell(ImportLine line)
        {
            switch (line)
            {
                case { Fault: { } fault }:
                    terminal.Value(fault, DeskJson.Wire.WarcFaultView);
                    terminal.Note(fault.Offset is { } at ? Invariant($"{fault.File} at {at}: {fault.Message}") : $"{fault.File}: {fault.Message}");
                    break;
                case { Answer: { } answer }:
                    terminal.Value(answer, DeskJson.Wire.AddAnswer);
                    terminal.Line(InWords(answer));
                    report?.Invoke(++answered);
                    break;
                case { Pages: { } count }:
                    pages.TrySetResult(count);
                    break;
                case { Read: { } read }:
                    report?.Invoke(read);
                    break;
            }
        }
    }

    private static string InWords(AddAnswer answer) => answer.Result switch
    {
        AddResult.Added => $"added {answer.Id} {answer.Headline}",
        AddResult.Recaptured => $"captured again {answer.Id} {answer.Headline}",
        AddResult.Known => $"here already {answer.Id} {answer.Headline}",
        _ => $"refused {answer.Input} {answer.Url}: {answer.Message}",
    };
}
