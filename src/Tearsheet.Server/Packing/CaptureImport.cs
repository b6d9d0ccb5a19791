using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Captures.Wacz;
using Tearsheet.Reading.Captures.Warc;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Packing;

/// <summary>One import of WARC or WACZ files: two passes, one that finds what is there and one that reads it page by page.</summary>
internal sealed class CaptureImport : IDisposable
{
    private const long BetweenReports = 4L << 20;

    private readonly ImportRequest _request;
    private readonly PublicationPolicy? _policy;
    private readonly long _maxBytes;
    private readonly Action<ImportLine> _tell;
    private readonly ArchiveContents _contents;
    private readonly List<IDisposable> _open = [];
    private readonly Dictionary<AddResult, long> _tally = [];
    private long _bad;
    private long _before;
    private long _reported;

    /// <summary>Prepares one.</summary>
    /// <param name="request">What is to be imported.</param>
    /// <param name="policy">The request's policy, read.</param>
    /// <param name="maxBytes">Of one page or image.</param>
    /// <param name="tell">Told of everything as it comes, by one thread at a time; may take its time.</param>
    public CaptureImport(ImportRequest request, PublicationPolicy? policy, long maxBytes, Action<ImportLine> tell)
    {
        (_request, _policy, _maxBytes, _tell) = (request, policy, maxBytes, tell);
        _contents = new ArchiveContents((source, fault) => Tell(source.Name, fault.Offset, ReasonWord.Of(fault.Kind), fault.Message, IsBad(fault.Kind)));
    }

    /// <summary>Runs it once.</summary>
    /// <param name="addAsync">Files pages in their order.</param>
    /// <param name="cancellationToken">Ends it after what was begun.</param>
    public async Task<ImportView> RunAsync(
        Func<IAsyncEnumerable<AddRequest>, CancellationToken, IAsyncEnumerable<AddAnswer>> addAsync, CancellationToken cancellationToken)
    {
        foreach (var file in _request.Files)
        {
            await AddAsync(file, cancellationToken);
        }

        var pages = _contents.Pages.ToArray();
        _tell(new ImportLine { Pages = pages.LongLength });
        await foreach (var answer in addAsync(pages.Select(Request).ToAsyncEnumerable(), cancellationToken))
        {
            _tally[answer.Result] = _tally.GetValueOrDefault(answer.Result) + 1;
            _tell(new ImportLine { Answer = answer });
        }

        return new ImportView(_contents.Records, _bad, Count(AddResult.Added), Count(AddResult.Recaptured), Count(AddResult.Known), Count(AddResult.Refused));
    }

    public void Dispose() => _open.ForEach(one => one.Dispose());

    private long Count(AddResult result) => _tally.GetValueOrDefault(result);

    private AddRequest Request(ArchiveContents.Kept page) => new()
    {
        Input = page.Place.ToString(),
        Url = page.TargetUri,
        Topic = _request.Topic,
        Policy = _policy,
        Hold = _request.Hold,
        Archived = new ArchivedPage(() => Read(page), image => _contents.FindImage(image, page.Date, _maxBytes)),
    };

    private ArchivedPage.Hops Read(ArchiveContents.Kept page) =>
        page.Date > TimeProvider.System.GetUtcNow().AddDays(1)
            ? new ArchivedPage.Hops([], "The record's date lies in the future; as a capture it would stand before every other for ever.")
            : _contents.Read(page, _maxBytes);

    private async Task AddAsync(ImportFile file, CancellationToken cancellationToken)
    {
        if (!File.Exists(file.Path))
        {
            Tell(file.Name, null, "file-missing", file.IsThere
                ? "The serve process that holds the desk does not see this file: its unit or container may hide the folder (PrivateTmp, ProtectHome). Put it where serve can read it, or stop serve for the import."
                : "There is no such file.");
            return;
        }

        try
        {
            await (_request.Format == "wacz" ? AddPackageAsync(file, cancellationToken) : AddWarcAsync(file, cancellationToken));
        }
        catch (InvalidDataException fault)
        {
            Tell(file.Name, null, "bad-package", fault.Message);
        }
        catch (UnauthorizedAccessException)
        {
            Tell(file.Name, null, "file-not-readable", "The user that holds the desk may not read the file. Check its owner and mode.");
        }
        finally
        {
            _before += new FileInfo(file.Path).Length;
        }
    }

    private Task AddWarcAsync(ImportFile file, CancellationToken cancellationToken)
    {
        var source = WarcSource.OfFile(file.Path, file.Name);
        _open.Add(source);
        return Task.Run(() => _contents.Add(source, Report, cancellationToken), cancellationToken);
    }

    private async Task AddPackageAsync(ImportFile file, CancellationToken cancellationToken)
    {
        var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
        _open.Add(stream);
        var wacz = WaczReader.Open(stream);
        var description = wacz.Describe();
        if (description.Problem is { } problem)
        {
            Tell(file.Name, null, "no-description", problem, isBad: false);
        }

        foreach (var (path, verdict) in description.Resources.Where(resource => resource.Verdict != ResourceVerdict.Ok))
        {
            Tell(file.Name, null, "hash-" + ReasonWord.Of(verdict), $"{path} is not as the package's description says; its records are checked one by one.", isBad: false);
        }

        if (wacz.Pages() is { Count: > 0 } pages)
        {
            _contents.AddPages(pages);
        }

        if (wacz.Warcs.Count == 0)
        {
            Tell(file.Name, null, "no-warc", "The package holds no archive/*.warc or *.warc.gz.");
        }

        var gate = new Lock();
        foreach (var entry in wacz.Warcs)
        {
            var source = await WarcSource.OfEntryAsync(file.Name, wacz, entry, gate, cancellationToken);
            _open.Add(source);
            await Task.Run(() => _contents.Add(source, Report, cancellationToken), cancellationToken);
        }
    }

    private static bool IsBad(WarcFaultKind kind) => kind is not (WarcFaultKind.SharedMember or WarcFaultKind.UnknownVersion);

    private void Report(long offset)
    {
        if (_before + offset >= _reported + BetweenReports)
        {
            _reported = _before + offset;
            _tell(new ImportLine { Read = _reported });
        }
    }

    private void Tell(string file, long? offset, string fault, string message, bool isBad = true)
    {
        _bad += isBad ? 1 : 0;
        _tell(new ImportLine { Fault = new WarcFaultView(file, offset, fault, message) });
    }
}
