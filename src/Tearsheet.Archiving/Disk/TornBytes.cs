using System.Globalization;

namespace Tearsheet.Archiving.Disk;

/// <summary>
/// Sets aside what lies past the acknowledged length. A crash leaves such bytes; nobody was told that they are saved, but they may be
/// all that is left of somebody's work, so they are moved to <c>DATA/torn</c> and never just cut.
/// </summary>
internal sealed class TornBytes(DataPaths paths, TimeProvider clock)
{
    private readonly List<string> _moved = [];

    /// <summary>What was set aside, as paths below the data folder.</summary>
    public IReadOnlyList<string> Moved => _moved;

    /// <summary>Moves the bytes of <paramref name="path"/> from <paramref name="acknowledged"/> on, if there are any.</summary>
    /// <remarks>They are durable in their new place before the file is cut; a crash in between only moves them twice.</remarks>
    /// <exception cref="StorageException">The file ends before its acknowledged length: that is no torn end, but damage.</exception>
    public void SetAsideEnd(string path, long acknowledged)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var length = RandomAccess.GetLength(file);
        if (length < acknowledged)
        {
            throw StorageException.Corrupt(paths.Short(path), length, default,
                FormattableString.Invariant($"the file ends here, but was acknowledged up to byte {acknowledged}"));
        }

        if (length == acknowledged)
        {
            return;
        }

        var place = NewPlace(path, acknowledged);
        using (var torn = Durable.CreateFile(place))
        {
            var buffer = new byte[1 << 18];
            for (var at = acknowledged; at < length;)
            {
                var read = RandomAccess.Read(file, buffer, at);
                if (read == 0)
                {
                    break;
                }

                RandomAccess.Write(torn, buffer.AsSpan(0, read), at - acknowledged);
                at += read;
            }

            RandomAccess.FlushToDisk(torn);
        }

        Durable.SyncFolder(paths.Torn);
        RandomAccess.SetLength(file, acknowledged);
        RandomAccess.FlushToDisk(file);
        _moved.Add(paths.Short(place));
    }

    /// <summary>Moves a whole file of which nothing was acknowledged.</summary>
    public void SetAsideFile(string path)
    {
        var place = NewPlace(path, 0);
        Durable.Rename(path, place);
        Durable.SyncFolder(Path.GetDirectoryName(path)!);
        _moved.Add(paths.Short(place));
    }

    // Such as torn/packs-000001.car-from-4711-at-20261124T034900123Z
    private string NewPlace(string path, long offset)
    {
        Durable.CreateFolder(paths.Torn);
        var time = clock.GetUtcNow().ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{paths.Short(path).Replace('/', '-')}-from-{offset}-at-{time}");
        var place = Path.Combine(paths.Torn, name);
        for (var count = 2; File.Exists(place); count++)
        {
            place = Path.Combine(paths.Torn, string.Create(CultureInfo.InvariantCulture, $"{name}-{count}"));
        }

        return place;
    }
}
