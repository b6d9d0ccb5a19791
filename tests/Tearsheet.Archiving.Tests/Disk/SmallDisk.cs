using System.Diagnostics;
using System.Globalization;

namespace Tearsheet.Archiving.Tests.Disk;

/// <summary>A real file system in memory that is soon full. Only root can mount one; other users skip the test.</summary>
public sealed class SmallDisk : IDisposable
{
    private readonly TempFolder _folder;

    private SmallDisk(TempFolder folder) => _folder = folder;

    public string Path => _folder.Path;

    public static SmallDisk Mount(int bytes)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("needs root on Linux, to mount a small disk");
        }

        var folder = new TempFolder();
        if (Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={bytes}"), "tmpfs", folder.Path) != 0)
        {
            folder.Dispose();
            Assert.Skip("needs the right to mount a small disk");
        }

        return new SmallDisk(folder);
    }

    public void Dispose()
    {
        Run("umount", _folder.Path);
        _folder.Dispose();
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode;
    }
}
