using System.CommandLine;
using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Reading.Captures.Warc;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Packing;
using Tearsheet.Server.Settings;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet import warc|wacz FILE…</c>: two passes, one that finds what is there and one that reads it.</summary>
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
        "4  another process holds the desk: an import needs it for itself",
        StorageCode,
        "130  stopped; what was printed is kept",
    ];

    protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
        WriteAsync(parsed, terminal, async desk =>
        {
            if (desk is not LocalDesk local)
            {
                return terminal.Fail(
                    ExitCode.Held, "desk-is-served", "A running serve holds the desk, and an import needs it for itself. Stop serve, import, and start it again.");
            }

            RunSettings.TryLoad(Folder(parsed, terminal)!.SettingsFile, out var settings, out _);
            using var import = new Import(terminal, settings.Fetch.ToPolicy().MaxBodyBytes);
            foreach (var file in parsed.GetRequiredValue(_files))
            {
                await import.AddAsync(file, isPackage: Name == "wacz", cancellationToken);
            }

            var terms = new AddRequest
            {
                Input = "",
                Topic = parsed.GetValue(_topic),
                Policy = PolicyWord.Parse(parsed.GetValue(_policy)),
                Hold = parsed.GetValue(_hold),
            };
            return await import.RunAsync(local, terms, cancellationToken);
        }, cancellationToken);

    /// <summary>One import: its files, what is wrong in them, and what became of their pages.</summary>
    private sealed class Import : IDisposable
    {
        private readonly Terminal _terminal;
        private readonly long _maxBytes;
        private readonly ArchiveContents _contents;
        private readonly List<IDisposable> _open = [];
        private readonly Dictionary<AddResult, long> _tally = [];
        private long _bad;

        public Import(Terminal terminal, long maxBytes)
        {
            (_terminal, _maxBytes) = (terminal, maxBytes);
            _contents = new ArchiveContents((source, fault) => Tell(source.Name, fault.Offset, ReasonWord.Of(fault.Kind), fault.Message, IsBad(fault.Kind)));
        }

        private long Filed => _tally.Values.Sum();

        public async Task AddAsync(string file, bool isPackage, CancellationToken cancellationToken)
        {
            if (!File.Exists(file))
            {
                Tell(file, null, "file-missing", "There is no such file.");
                return;
            }

            try
            {
                await (isPackage ? AddPackageAsync(file, cancellationToken) : Task.Run(() => AddWarc(file, cancellationToken), cancellationToken));
            }
            catch (InvalidDataException fault)
            {
                Tell(file, null, "bad-package", fault.Message);
            }
            catch (UnauthorizedAccessException)
            {
                Tell(file, null, "file-not-readable", "This user may not read the file. Check its owner and mode.");
            }
        }

        public async Task<int> RunAsync(LocalDesk desk, AddRequest terms, CancellationToken cancellationToken)
        {
            var pages = _contents.Pages.ToArray();
            await _terminal.WithProgressAsync("Importing pages", pages.LongLength, async report =>
            {
                await foreach (var answer in desk.AddAsync(pages.Select(page => Request(terms, page)).ToAsyncEnumerable(), cancellationToken))
                {
                    _tally[answer.Result] = _tally.GetValueOrDefault(answer.Result) + 1;
                    _terminal.Value(answer, DeskJson.Wire.AddAnswer);
                    _terminal.Line(InWords(answer));
                    report(Filed);
                }

                return true;
            });
            var view = new ImportView(
                _contents.Records, _bad, Count(AddResult.Added), Count(AddResult.Recaptured), Count(AddResult.Known), Count(AddResult.Refused));
            _terminal.Value(view, DeskJson.Wire.ImportView);
            _terminal.Note(Invariant(
                $"{view.Records} records, {view.BadRecords} faults; {view.Added} added, {view.Recaptured} captured again, {view.Known} here already, {view.Refused} refused."));
            return (int)(cancellationToken.IsCancellationRequested ? ExitCode.Interrupted : view.Refused + view.BadRecords > 0 ? ExitCode.Refused : ExitCode.Done);
        }

        public void Dispose() => _open.ForEach(one => one.Dispose());

        private long Count(AddResult result) => _tally.GetValueOrDefault(result);

        private AddRequest Request(AddRequest terms, ArchiveContents.Kept page) => terms with
        {
            Input = page.Place.ToString(),
            Url = page.TargetUri,
            Archived = new ArchivedPage(() => Read(page), image => _contents.FindImage(image, page.Date, _maxBytes)),
        };

        private ArchivedPage.Hops Read(ArchiveContents.Kept page) =>
            page.Date > TimeProvider.System.GetUtcNow().AddDays(1)
                ? new ArchivedPage.Hops([], "The record's date lies in the future; as a capture it would stand before every other for ever.")
                : _contents.Read(page, _maxBytes);

        private void AddWarc(string file, CancellationToken cancellationToken)
        {
            var source = WarcSource.OfFile(file);
            _open.Add(source);
            _contents.Add(source, cancellationToken);
        }

        private async Task AddPackageAsync(string file, CancellationToken cancellationToken)
        {
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            _open.Add(stream);
            var wacz = WaczReader.Open(stream);
            var description = wacz.Describe();
            if (description.Problem is { } problem)
            {
                Tell(file, null, "no-description", problem, isBad: false);
            }

            foreach (var (path, verdict) in description.Resources.Where(resource => resource.Verdict != ResourceVerdict.Ok))
            {
                Tell(file, null, "hash-" + ReasonWord.Of(verdict), $"{path} is not as the package's description says; its records are checked one by one.", isBad: false);
            }

            if (wacz.Pages() is { Count: > 0 } pages)
            {
                _contents.AddPages(pages);
            }

            if (wacz.Warcs.Count == 0)
            {
                Tell(file, null, "no-warc", "The package holds no archive/*.warc or *.warc.gz.");
            }

            var gate = new Lock();
            foreach (var entry in wacz.Warcs)
            {
                var source = await WarcSource.OfEntryAsync(file, wacz, entry, gate, cancellationToken);
                _open.Add(source);
                await Task.Run(() => _contents.Add(source, cancellationToken), cancellationToken);
            }
        }

        private static bool IsBad(WarcFaultKind kind) => kind is not (WarcFaultKind.SharedMember or WarcFaultKind.UnknownVersion);

        private void Tell(string file, long? offset, string fault, string message, bool isBad = true)
        {
            _bad += isBad ? 1 : 0;
            _terminal.Value(new WarcFaultView(file, offset, fault, message), DeskJson.Wire.WarcFaultView);
            _terminal.Note(offset is { } at ? Invariant($"{file} at {at}: {message}") : $"{file}: {message}");
        }

        private static string InWords(AddAnswer answer) => answer.Result switch
        {
            AddResult.Added => $"added {answer.Id} {answer.Headline}",
            AddResult.Recaptured => $"captured again {answer.Id} {answer.Headline}",
            AddResult.Known => $"here already {answer.Id} {answer.Headline}",
            _ => $"refused {answer.Input} {answer.Url}: {answer.Message}",
        };
    }
}
