using System.Xml.Linq;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Architecture.Tests;

/// <summary>The map of docs/architecture.md: who may see whom, and which packages stand where.</summary>
public sealed class TheMap
{
    private static readonly Dictionary<string, string[]> MayUse = new(StringComparer.Ordinal)
    {
        ["Ipld"] = [],
        ["Reading"] = [],
        ["Archiving"] = ["Ipld", "Reading"],
        ["Publishing"] = ["Ipld", "Reading", "Archiving"],
        ["Gateway"] = ["Ipld"],
        ["Distributing"] = ["Ipld"],
        ["Server"] = ["Ipld", "Reading", "Archiving", "Publishing", "Gateway", "Distributing"],
    };

    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["Ipld"] = ["Blake3", "NSec.Cryptography"],
        ["Reading"] =
        [
            "AngleSharp", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies", "ZstdSharp.Port",
            "Microsoft.Extensions.Logging.Abstractions",
        ],
        ["Archiving"] = ["Microsoft.Data.Sqlite", "SQLitePCLRaw.bundle_e_sqlite3", "Microsoft.Extensions.Logging.Abstractions"],
        ["Publishing"] = [],
        ["Gateway"] = ["YamlDotNet"],
        ["Distributing"] = ["DnsClient"],
        ["Server"] = ["Microsoft.Data.Sqlite", "Microsoft.Orleans.Sdk", "Microsoft.Orleans.Server", "System.CommandLine", "Spectre.Console"],
    };

    /// <summary>Within a project a folder sees only the folders before it; the project's root files see all.</summary>
    private static readonly Dictionary<string, string[]> FolderOrder = new(StringComparer.Ordinal)
    {
        ["Ipld"] = ["Cids", "Codecs", "UnixFs", "Cars", "Keys", "Ipns"],
        ["Reading"] = ["Links", "Robots", "Fetching", "Rendering", "Captures", "Articles", "Edits", "Feeds"],
        ["Archiving"] = ["Disk", "Filing", "Log", "Packs", "Index"],
        ["Publishing"] = ["Editions", "Pages", "Sites"],
        ["Distributing"] = ["Holding", "Gateways", "Naming", "Pushing", "Mirroring"],
    };

    private static readonly ArchUnitNET.Domain.Architecture Desk =
        new ArchLoader().LoadAssemblies([.. MayUse.Keys.Select(Load)]).Build();

    public static TheoryData<string, string> ForbiddenPairs()
    {
        var pairs = new TheoryData<string, string>();
        foreach (var user in MayUse.Keys)
        {
            foreach (var used in MayUse.Keys.Where(used => used != user && !MayUse[user].Contains(used, StringComparer.Ordinal)))
            {
                pairs.Add(user, used);
            }
        }

        return pairs;
    }

    public static TheoryData<string, string, string> ForbiddenFolders()
    {
        var pairs = new TheoryData<string, string, string>();
        foreach (var (project, folders) in FolderOrder)
        {
            for (var user = 0; user < folders.Length; user++)
            {
                for (var used = user + 1; used < folders.Length; used++)
                {
                    pairs.Add(project, folders[user], folders[used]);
                }
            }
        }

        return pairs;
    }

    public static TheoryData<string> Projects() => [.. MayUse.Keys];

    [Theory]
    [MemberData(nameof(ForbiddenPairs))]
    public void A_project_uses_only_what_the_map_allows(string user, string used) =>
        Types().That().ResideInAssembly(Load(user))
            .Should().NotDependOnAny(Types().That().ResideInAssembly(Load(used)))
            .WithoutRequiringPositiveResults().Check(Desk);

    [Theory]
    [MemberData(nameof(ForbiddenFolders))]
    public void A_folder_sees_only_the_folders_before_it(string project, string user, string used) =>
        Types().That().ResideInNamespaceMatching($@"^Tearsheet\.{project}\.{user}($|\.)")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching($@"^Tearsheet\.{project}\.{used}($|\.)"))
            .WithoutRequiringPositiveResults().Check(Desk);

    [Theory]
    [InlineData("Ipld")]
    [InlineData("Publishing")]
    [InlineData("Reading.Captures")]
    [InlineData("Reading.Articles")]
    [InlineData("Reading.Edits")]
    [InlineData("Reading.Links")]
    [InlineData("Reading.Robots")]
    [InlineData("Reading.Feeds")]
    public void What_must_be_deterministic_sees_no_network_clock_or_chance(string place) =>
        Types().That().ResideInNamespaceMatching($@"^Tearsheet\.{place.Replace(".", @"\.", StringComparison.Ordinal)}($|\.)")
            .Should().NotDependOnAnyTypesThat()
            .HaveFullNameMatching(@"^System\.(Net\.(Http|Sockets)|TimeProvider|TimeZoneInfo|Random|IO\.(File|Directory|FileStream|FileInfo)$|Security\.Cryptography\.RandomNumberGenerator)")
            .WithoutRequiringPositiveResults().Check(Desk);

    // The compiler's own iterators ask Environment for the thread they are on, so its uses are looked for in the sources.
    [Theory]
    [InlineData("src/Tearsheet.Ipld")]
    [InlineData("src/Tearsheet.Publishing")]
    [InlineData("src/Tearsheet.Reading/Captures")]
    [InlineData("src/Tearsheet.Reading/Articles")]
    [InlineData("src/Tearsheet.Reading/Edits")]
    [InlineData("src/Tearsheet.Reading/Links")]
    [InlineData("src/Tearsheet.Reading/Robots")]
    [InlineData("src/Tearsheet.Reading/Feeds")]
    public void What_must_be_deterministic_never_asks_the_environment(string folder) =>
        Assert.DoesNotContain(Repository.Sources(folder), path =>
            File.ReadAllText(path).Contains("Environment.", StringComparison.Ordinal));

    [Fact]
    public void Only_the_keys_folder_touches_the_signing_library() =>
        Types().That().ResideInNamespaceMatching(@"^Tearsheet\.").And().DoNotResideInNamespaceMatching(@"^Tearsheet\.Ipld\.Keys($|\.)")
            .Should().NotDependOnAnyTypesThat().HaveFullNameMatching(@"^NSec\.")
            .WithoutRequiringPositiveResults().Check(Desk);

    [Fact]
    public void Only_the_articles_folder_parses_pages() =>
        Types().That().ResideInNamespaceMatching(@"^Tearsheet\.").And().DoNotResideInNamespaceMatching(@"^Tearsheet\.Reading\.Articles($|\.)")
            .Should().NotDependOnAnyTypesThat().HaveFullNameMatching(@"^AngleSharp\.")
            .WithoutRequiringPositiveResults().Check(Desk);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_file_names_only_its_own_packages_and_neighbours(string project)
    {
        var file = XDocument.Load(Path.Combine(Repository.Root, "src", $"Tearsheet.{project}", $"Tearsheet.{project}.csproj"));
        var packages = Included(file, "PackageReference");
        var neighbours = Included(file, "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path)["Tearsheet.".Length..]);

        Assert.Empty(packages.Except(Packages[project], StringComparer.Ordinal));
        Assert.Empty(neighbours.Except(MayUse[project], StringComparer.Ordinal));
    }

    [Fact]
    public void Every_project_under_src_is_on_the_map() =>
        Assert.Equal(
            MayUse.Keys.Order(StringComparer.Ordinal),
            Directory.GetDirectories(Path.Combine(Repository.Root, "src"))
                .Select(folder => Path.GetFileName(folder)["Tearsheet.".Length..]).Order(StringComparer.Ordinal));

    internal static System.Reflection.Assembly Load(string project) =>
        System.Reflection.Assembly.Load(project == "Server" ? "tearsheet" : "Tearsheet." + project);

    private static IEnumerable<string> Included(XDocument file, string element) =>
        file.Descendants(element).Select(item => item.Attribute("Include")!.Value);
}
