using System.Text;
using Tearsheet.Ipld.UnixFs;
using static System.FormattableString;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>The same files and folders, given to ipfs-unixfs-importer on disk and to our importers.</summary>
public sealed class InteropTests
{
    private const int MiB = 1024 * 1024;

    /// <summary>Each case: files by path; a path that ends in a slash is an empty folder.</summary>
    private static readonly Dictionary<string, Func<IEnumerable<(string Path, int Size)>>> Inputs = new(StringComparer.Ordinal)
    {
        ["an empty file"] = () => [("", 0)],
        ["a file of one byte"] = () => [("", 1)],
        ["a file one below 256 KiB"] = () => [("", (256 * 1024) - 1)],
        ["a file one above 256 KiB"] = () => [("", (256 * 1024) + 1)],
        ["a file one below a MiB"] = () => [("", MiB - 1)],
        ["a file of a MiB"] = () => [("", MiB)],
        ["a file one above a MiB"] = () => [("", MiB + 1)],
        ["a file of 50 MiB and a bit"] = () => [("", (50 * MiB) + 12345)],
        ["an empty folder"] = () => [("empty/", 0)],
        ["a folder of files"] = () => [("a.txt", 10), ("b/c.txt", 300_000), ("b/d/e.bin", 2 * MiB), (".hidden", 3)],
        ["empty folders in folders"] = () => [("a/b/c/", 0), ("a/d/", 0), ("e", 1)],
        ["names of many scripts"] = () =>
            [("日本語.txt", 5), ("é", 1), ("e\u0301", 2), ("\U0001F4F0", 3), ("\uFF5E", 4), ("a b", 5), ("%41", 6), ("ÿ/Ā", 7)],
        ["a folder of 1,000 long names"] = () => Many(1000),
        ["a sharded folder in a folder with folders in it"] = () =>
            Many(1300).Select(file => ("site/links/" + file.Path, file.Size))
                .Concat(Enumerable.Range(0, 50).Select(i => (Invariant($"site/links/f{i}/index.html"), i))),
    };

    /// <summary>Files that take a while; only where <c>./test --interop</c> asks for them.</summary>
    private static readonly Dictionary<string, int> HeavyFiles = new(StringComparer.Ordinal)
    {
        ["174 chunks of a MiB and one byte"] = (174 * MiB) + 1,
        ["300 MB"] = 300_000_000,
    };

    public static TheoryData<string, string> HeavyCases =>
        [.. HeavyFiles.Keys.SelectMany(input => new[] { "unixfs-v1-2025", "unixfs-v0-2015", "ipfs-car" }, (input, peer) => (input, peer))];

    public static TheoryData<string, string> Cases =>
        [.. Inputs.Keys.SelectMany(input => new[] { "unixfs-v1-2025", "unixfs-v0-2015" }, (input, profile) => (input, profile))];

    [Theory, MemberData(nameof(Cases))]
    public async Task An_input_gets_the_root_CID_that_the_npm_importer_prints(string input, string profileName)
    {
        var cancel = TestContext.Current.CancellationToken;
        Assert.True(ImportProfile.TryFind(profileName, out var profile));
        using var folder = new TemporaryFolder();
        WriteAll(folder.Input, Inputs[input]());

        var theirs = await InteropTool.CidsOfAsync(folder.Input, profileName, cancel);
        var ours = await ImportAsync(profile, folder.Input, cancel);

        Assert.Equal(theirs[profileName], ours.Cid.ToString());
    }

    [Theory, MemberData(nameof(HeavyCases))]
    public async Task A_large_file_gets_the_root_CID_that_the_peer_prints(string input, string peer)
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("TEARSHEET_INTEROP") == "1", "takes minutes: only in ./test --interop");
        var cancel = TestContext.Current.CancellationToken;
        Assert.True(ImportProfile.TryFind(peer == "unixfs-v0-2015" ? peer : "unixfs-v1-2025", out var profile));
        using var folder = new TemporaryFolder();
        Write(folder.Input, "", HeavyFiles[input]);

        Assert.Equal((await InteropTool.CidsOfAsync(folder.Input, peer, cancel))[peer], (await ImportAsync(profile, folder.Input, cancel)).Cid.ToString());
    }

    [Theory]
    [InlineData("an empty file")]
    [InlineData("a file of one byte")]
    [InlineData("a file one above a MiB")]
    [InlineData("a file of 50 MiB and a bit")]
    public async Task A_file_gets_the_root_CID_that_ipfs_car_prints(string input)
    {
        var cancel = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        WriteAll(folder.Input, Inputs[input]());

        var theirs = await InteropTool.CidsOfAsync(folder.Input, "ipfs-car", cancel);
        Assert.Equal(theirs["ipfs-car"], (await ImportAsync(ImportProfile.UnixFsV1_2025, folder.Input, cancel)).Cid.ToString());
    }

    /// <summary>
    /// The one difference: when ipfs-unixfs-importer 17.1.1 looks at a folder's size, folders in it have no CID yet and
    /// count nothing, so a folder of folders is never sharded (flat-to-shard.js). Kubo counts every entry, and so do
    /// we.
    /// </summary>
    [Fact]
    public async Task A_large_folder_of_folders_is_sharded_as_Kubo_does_it_though_the_npm_importer_leaves_it_whole()
    {
        var cancel = TestContext.Current.CancellationToken;
        var profile = ImportProfile.UnixFsV1_2025;
        using var folder = new TemporaryFolder();
        WriteAll(folder.Input, Many(1300).Select(file => (file.Path + "/x", 1)));

        var theirs = await InteropTool.CidsOfAsync(folder.Input, profile.Name, cancel);
        var whole = await ImportAsync(profile with { HamtThreshold = long.MaxValue }, folder.Input, cancel);
        var ours = await ImportAsync(profile, folder.Input, cancel);

        Assert.Equal(theirs[profile.Name], whole.Cid.ToString());
        Assert.NotEqual(whole.Cid, ours.Cid);
    }

    // Names of 212 bytes: the threshold of 256 KiB lies near 1,030 entries in one profile and near 1,070 in the other.
    private static IEnumerable<(string Path, int Size)> Many(int count) =>
        Enumerable.Range(0, count).Select(i => (Invariant($"entry-{i:D6}{new string('-', 200)}"), i % 3));

    private static void WriteAll(string top, IEnumerable<(string Path, int Size)> files)
    {
        foreach (var (path, size) in files)
        {
            Write(top, path, size);
        }
    }

    private static void Write(string top, string path, int size)
    {
        var target = path.Length == 0 ? top : Path.Combine(top, path);
        Directory.CreateDirectory(path.EndsWith('/') ? target : Path.GetDirectoryName(target)!);
        if (!path.EndsWith('/'))
        {
            File.WriteAllBytes(target, size < 10 ? Encoding.UTF8.GetBytes(new string('x', size)) : ImporterTests.Pattern(size));
        }
    }

    private static async Task<Imported> ImportAsync(ImportProfile profile, string path, CancellationToken cancellationToken)
    {
        var sink = new NullSink();
        if (File.Exists(path))
        {
            await using var stream = File.OpenRead(path);
            return await new FileImporter(profile, sink).ImportAsync(stream, cancellationToken);
        }

        var entries = new List<DirectoryEntry>();
        foreach (var below in Directory.EnumerateFileSystemEntries(path))
        {
            entries.Add(new DirectoryEntry(Path.GetFileName(below), await ImportAsync(profile, below, cancellationToken)));
        }

        return new DirectoryImporter(profile, sink).Import(entries);
    }

    private sealed class TemporaryFolder : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tearsheet-interop-");

        public string Input => Path.Combine(_folder.FullName, "input");

        public void Dispose() => _folder.Delete(recursive: true);
    }
}
