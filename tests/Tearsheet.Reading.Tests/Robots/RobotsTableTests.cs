using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Reading.Tests.Robots;

/// <summary>The shared tables of robots.txt, each as a whole; an exception is listed with its reason.</summary>
public class RobotsTableTests
{
    private static readonly Dictionary<string, string> Exceptions = new(StringComparer.Ordinal)
    {
        ["robots:google/ID_Encoding/03"] = "the address is not encoded; encoded as it must be, it is the rule's path",
        ["robots:google/ID_Encoding/05"] = "the same",
        ["robots:google/ID_Encoding/06"] = "Google compares unreserved octets as written, RFC 9309 decoded",
    };

    [Fact]
    public void Every_case_is_decided_as_the_table_says_but_for_the_exceptions_listed()
    {
        var wrong = new List<string>();
        foreach (var line in SharedData.Lines("robots", "cases.jsonl"))
        {
            var id = Text(line, "id");
            var decision = RobotsFile.Read(Encoding.UTF8.GetBytes(Text(line, "robots"))).Decide(Text(line, "agent"), Text(line, "url"));
            var fits = decision.Allowed == line.GetProperty("allowed").GetBoolean();
            if (fits == IsException(id, line))
            {
                wrong.Add($"{id}: {decision}");
            }
        }

        NoneWrong(wrong);
    }

    [Fact]
    public void The_path_of_an_address_is_what_the_table_says() => NoneWrong(
        SharedData.Lines("robots", "paths.jsonl")
            .Where(line => RobotsPath.OfAddress(Text(line, "url")) != Text(line, "path"))
            .Select(line => $"{Text(line, "id")}: {RobotsPath.OfAddress(Text(line, "url"))}"));

    [Fact]
    public void A_rule_is_written_one_way() => NoneWrong(
        SharedData.Lines("robots", "escape.jsonl")
            .Where(line => RobotsPath.Normalize(Encoding.UTF8.GetBytes(Text(line, "in")), isRule: true) != Text(line, "out"))
            .Select(line => Text(line, "id")));

    [Fact]
    public void A_product_token_is_letters_hyphens_and_underscores() => NoneWrong(
        SharedData.Lines("robots", "agents.jsonl")
            .Where(line => RobotsFile.IsProductToken(Text(line, "agent")) != line.GetProperty("valid").GetBoolean())
            .Select(line => Text(line, "id")));

    // Google takes a rule for index.html for one of its folder too; RFC 9309 knows nothing of it.
    private static bool IsException(string id, JsonElement line) =>
        Exceptions.ContainsKey(id)
        || (id.StartsWith("robots:google/GoogleOnly_IndexHTMLisDirectory/", StringComparison.Ordinal)
            && line.GetProperty("allowed").GetBoolean() && Text(line, "url").EndsWith('/'));

    private static void NoneWrong(IEnumerable<string> wrong)
    {
        var list = string.Join('\n', wrong);
        Assert.True(list.Length == 0, list);
    }

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
}
