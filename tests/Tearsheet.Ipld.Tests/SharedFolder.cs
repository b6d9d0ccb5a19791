namespace Tearsheet.Ipld.Tests;

/// <summary>The folder of shared material that lies beside the clone, where it does.</summary>
internal static class SharedFolder
{
    /// <summary>The folder that holds Tearsheet.slnx.</summary>
    public static string? Repository { get; } = FindRepository();

    /// <summary>A path below ../shared; the test is skipped when it is not there.</summary>
    public static string PathTo(params ReadOnlySpan<string> names)
    {
        if (Repository is { } root)
        {
            var path = Path.Combine([Path.GetDirectoryName(root)!, "shared", .. names]);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        Assert.Skip("needs ../shared/data: not beside this clone");
        return "";
    }

    private static string? FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tearsheet.slnx")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
