namespace Tearsheet.Gateway.Tests;

/// <summary>The folder ../shared/data, which lies beside the clone, not in it.</summary>
internal static class SharedData
{
    /// <summary>Its path; skips the test when it is missing.</summary>
    public static string Folder()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Tearsheet.slnx")))
        {
            root = root.Parent;
        }

        var data = root is null ? "" : Path.Combine(root.FullName, "..", "shared", "data");
        Assert.SkipUnless(Directory.Exists(data), "needs ../shared/data: not beside this clone");
        return data;
    }
}
