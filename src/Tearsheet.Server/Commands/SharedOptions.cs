using System.CommandLine;

namespace Tearsheet.Server.Commands;

/// <summary>The options that every command has, or many.</summary>
internal static class SharedOptions
{
    public static readonly Option<string> Data = new("--data")
    {
        Description = "The desk's data folder (default: TEARSHEET_DATA, else the platform's data folder)",
        HelpName = "DIR",
    };

    public static readonly Option<bool> Json = new("--json")
    {
        Description = "Print the result as JSON, for machines",
    };

    /// <summary>Words of <c>--policy</c>, the strictest first.</summary>
    public static readonly string[] Policies = ["headline", "excerpt", "full"];

    public static Option<string> IgnoreRobots(string description) => new("--ignore-robots") { Description = description, HelpName = "NAME" };

    public static Option<string> Policy(string description)
    {
        var option = new Option<string>("--policy") { Description = description, HelpName = "headline|excerpt|full" };
        option.AcceptOnlyFromAmong(Policies);
        return option;
    }
}
