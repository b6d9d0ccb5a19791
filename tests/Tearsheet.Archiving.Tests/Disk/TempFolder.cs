namespace Tearsheet.Archiving.Tests.Disk;

/// <summary>A folder of a test's own, gone when the test ends.</summary>
public sealed class TempFolder : IDisposable
{
    public TempFolder() => Path = Directory.CreateTempSubdirectory("tearsheet-test-").FullName;

    public string Path { get; }

    /// <summary>Copies everything in <paramref name="from"/>, as a backup or a crash would find it.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
        {
            Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        }

        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            if (System.IO.Path.GetFileName(file) == "lock")
            {
                // A writer holds it, and it is empty.
                continue;
            }

            File.Copy(file, file.Replace(from, to, StringComparison.Ordinal));
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
