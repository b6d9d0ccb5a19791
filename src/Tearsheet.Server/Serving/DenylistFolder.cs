using Tearsheet.Gateway;
using Tearsheet.Gateway.Denylists;

namespace Tearsheet.Server.Serving;

/// <summary>The operator's denylists: all <c>*.deny</c> of a folder in the order of their names, read again when one changes.</summary>
/// <remarks>A list that cannot be read as a whole never opens what was closed: <c>serve</c> does not start with it, or keeps the lists that it had.</remarks>
internal sealed class DenylistFolder : IDisposable
{
    private const int MostToldOf = 20;

    // Whoever writes a list writes it in several steps.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(300);

    private readonly string _folder;
    private readonly BlockGateway _gateway;
    private readonly ILogger _logger;
    private readonly FileSystemWatcher _watcher;
    private readonly ITimer _settled;
    private readonly Lock _reading = new();

    private DenylistFolder(string folder, BlockGateway gateway, TimeProvider clock, ILogger logger)
    {
        _folder = folder;
        _gateway = gateway;
        _logger = logger;
        _settled = clock.CreateTimer(_ => ReadAgain(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watcher = new FileSystemWatcher(folder, "*.deny");
        _watcher.Changed += (_, _) => Settle();
        _watcher.Created += (_, _) => Settle();
        _watcher.Deleted += (_, _) => Settle();
        _watcher.Renamed += (_, _) => Settle();
        _watcher.Error += (_, _) => Settle();
    }

    /// <summary>Reads the lists, and follows the folder from then on.</summary>
    /// <param name="folder">Is made when it is not there.</param>
    /// <param name="gateway">Gives out nothing that they name.</param>
    /// <param name="clock">For the moment that a writer is given.</param>
    /// <param name="logger">Told of every line that is not understood.</param>
    /// <param name="problem">Why <c>serve</c> must not start; null when it may.</param>
    public static DenylistFolder? Open(string folder, BlockGateway gateway, TimeProvider clock, ILogger logger, out string? problem)
    {
        Directory.CreateDirectory(folder);
        var opened = new DenylistFolder(folder, gateway, clock, logger);
        opened._watcher.EnableRaisingEvents = true;
        problem = opened.Read();
        if (problem is null)
        {
            return opened;
        }

        opened.Dispose();
        return null;
    }

    public void Dispose()
    {
        _watcher.Dispose();
        _settled.Dispose();
    }

    private void Settle() => _settled.Change(Settling, Timeout.InfiniteTimeSpan);

    private void ReadAgain()
    {
        if (Read() is { } problem)
        {
            _logger.DenylistsKept(problem);
        }
    }

    /// <summary>Reads all lists.</summary>
    /// <returns>What is wrong with one as a whole, in which case nothing changes.</returns>
    private string? Read()
    {
        lock (_reading)
        {
            var open = new List<(string Name, Stream Text)>();
            try
            {
                foreach (var path in Directory.GetFiles(_folder, "*.deny").Order(StringComparer.Ordinal))
                {
                    open.Add((Path.GetFileName(path), new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete)));
                }

                var denylist = Denylist.Read(open, out var faults);
                if (faults.FirstOrDefault(fault => fault.Line == 0) is { } whole)
                {
                    return $"{Path.Combine(_folder, whole.List)}: {whole.Message}";
                }

                foreach (var fault in faults.Take(MostToldOf))
                {
                    _logger.DenylistLine(fault.List, fault.Line, fault.Message);
                }

                _gateway.Deny(denylist);
                _logger.DenylistsRead(denylist.Count, open.Count, faults.Count);
                return null;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                return $"A denylist cannot be read: {fault.Message}";
            }
            finally
            {
                open.ForEach(list => list.Text.Dispose());
            }
        }
    }
}
