using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>What house style a machine can hold.</summary>
public sealed partial class TheStyle
{
    private static readonly System.Reflection.Assembly[] Assemblies =
        [.. new[] { "Ipld", "Reading", "Archiving", "Publishing", "Gateway", "Distributing", "Server" }.Select(TheMap.Load)];

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Assert.Empty(Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => NothingName().IsMatch(type.Name) && type.FullName!.StartsWith("Tearsheet.", StringComparison.Ordinal))
            .Select(type => type.FullName));

    [Fact]
    public void An_interface_stands_only_where_there_are_two_implementations()
    {
        var types = Assemblies.SelectMany(assembly => assembly.GetTypes()).ToArray();
        var lonely = types.Where(type => type.IsInterface && type.FullName!.StartsWith("Tearsheet.", StringComparison.Ordinal))
            .Where(seam => types.Count(type => type.IsClass && seam.IsAssignableFrom(type)) < 2);
        Assert.Empty(lonely.Select(seam => seam.FullName));
    }

    [Fact]
    public void Catching_everything_is_kept_to_the_edges_that_say_so() =>
        Assert.Empty(Repository.Sources("src")
            .Where(path => CatchesAll().IsMatch(File.ReadAllText(path)))
            .Select(Relative)
            .Except(Edges, StringComparer.Ordinal));

    [Fact]
    public void No_source_names_a_path_of_somebodys_machine_or_leaves_work_behind() =>
        Assert.Empty(Repository.Sources("src").Concat(Repository.Sources("tests")).Concat(Repository.Sources("bench"))
            .Where(path => Path.GetFileName(path) != "TheStyle.cs" && LeftBehind().IsMatch(File.ReadAllText(path)))
            .Select(Relative));

    [Fact]
    public void A_source_file_stops_before_eight_hundred_lines() =>
        Assert.Empty(Repository.Sources("src").Where(path => File.ReadLines(path).Count() > 800).Select(Relative));

    [Fact]
    public void Tests_never_sleep_to_wait() =>
        Assert.Empty(Repository.Sources("tests")
            .Where(path => Path.GetFileName(path) != "TheStyle.cs" && File.ReadAllText(path).Contains("Thread.Sleep", StringComparison.Ordinal))
            .Select(Relative));

    [Fact]
    public void Every_type_that_the_architecture_page_names_exists()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "architecture.md"));
        var names = Assemblies.SelectMany(assembly => assembly.GetTypes()).Select(type => type.Name.Split('`')[0]).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], TypeName().Matches(page).Select(match => match.Groups[1].Value).Distinct(StringComparer.Ordinal).Except(names, StringComparer.Ordinal));
    }

    /// <summary>The work loop and the request edge, where whatever happens is logged and recorded; nowhere else.</summary>
    private static readonly string[] Edges =
    [
        "src/Tearsheet.Server/Desk/NameClock.cs",
        "src/Tearsheet.Server/Serving/ApiAnswers.cs",
        "src/Tearsheet.Server/Serving/EditionClock.cs",
        "src/Tearsheet.Server/Work/WorkClock.cs",
        "src/Tearsheet.Server/Serving/SiteApplication.cs",
        "src/Tearsheet.Archiving/WriteLoop.cs",
    ];

    private static string Relative(string path) => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/');

    [GeneratedRegex("(Manager|Helper|Helpers|Util|Utils|Utility|Processor|Service)$")]
    private static partial Regex NothingName();

    [GeneratedRegex(@"catch\s*(\(\s*(System\.)?Exception(\s+\w+)?\s*\))?\s*\{")]
    private static partial Regex CatchesAll();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|/home/\w|C:\\Users")]
    private static partial Regex LeftBehind();

    /// <summary>On that page a type stands as `TypeName` in the "Types" columns: capitalised, no dot, no slash, no space.</summary>
    [GeneratedRegex(@"`([A-Z][a-z]+(?:[A-Z][A-Za-z0-9]*)+)`")]
    private static partial Regex TypeName();
}
