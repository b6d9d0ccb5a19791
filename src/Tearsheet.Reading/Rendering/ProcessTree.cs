using System.Globalization;

namespace Tearsheet.Reading.Rendering;

/// <summary>A process and its descendants, as /proc tells.</summary>
internal static class ProcessTree
{
    /// <summary>Bytes of memory that the processes have for themselves or share among themselves: no file of the disk stands behind it.</summary>
    /// <param name="root">The first process.</param>
    /// <remarks>What several share is counted for each; too much rather than too little. See proc_pid_status(5), RssAnon and RssShmem.</remarks>
    public static long OwnMemory(int root) => Of(root).Sum(OwnMemoryOf);

    /// <summary>The ids of the process and its descendants.</summary>
    public static IReadOnlyList<int> Of(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ParentOf(folder) is { } parent)
            {
                parents[id] = parent;
            }
        }

        return [.. parents.Keys.Where(id => Descends(id, root, parents))];
    }

    private static bool Descends(int id, int root, Dictionary<int, int> parents)
    {
        // No process is its own ancestor, but these were not all read at one moment.
        for (var step = 0; step < 64; step++)
        {
            if (id == root)
            {
                return true;
            }

            if (!parents.TryGetValue(id, out id))
            {
                return false;
            }
        }

        return false;
    }

    private static int? ParentOf(string folder)
    {
        // The name in brackets may hold anything; what follows the last bracket are the state and the parent.
        if (Read(Path.Combine(folder, "stat")) is not { } stat)
        {
            return null;
        }

        var rest = stat[(stat.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return rest.Length > 1 && int.TryParse(rest[1], NumberStyles.None, CultureInfo.InvariantCulture, out var parent) ? parent : null;
    }

    private static long OwnMemoryOf(int id)
    {
        var sum = 0L;
        foreach (var line in (Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/status")) ?? "").Split('\n'))
        {
            if ((line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssShmem:", StringComparison.Ordinal))
                && long.TryParse(line.AsSpan(line.IndexOf(':', StringComparison.Ordinal) + 1).Trim().TrimEnd("kB").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes))
            {
                sum += kilobytes << 10;
            }
        }

        return sum;
    }

    private static string? Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // It ended between two looks.
            return null;
        }
    }
}
