using System.Text;
using System.Text.Json;
using Tearsheet.Gateway.Denylists;

namespace Tearsheet.Gateway.Tests.Denylists;

public sealed class DenylistTests
{
    private const string Page = "bafkreihvvulpp4evxj7x7armbqcyg6uezzuig6jp3lktpbovlqfkuqeuoq";

    [Fact]
    public void What_the_reference_list_blocks_is_blocked_and_nothing_else()
    {
        using var file = File.OpenRead(Path.Combine(SharedData.Folder(), "ipfs", "denylist", "test.deny"));
        var list = Denylist.Read([("test.deny", file)], out var faults);

        Assert.Empty(faults);
        using var cases = Shared();
        var wrong = cases.RootElement.GetProperty("cases").EnumerateArray()
            .Where(one => list.Find(one.GetProperty("path").GetString()!) is not null != one.GetProperty("blocked").GetBoolean());
        Assert.Empty(wrong.Select(one => one.ToString()));
    }

    [Fact]
    public void Hashed_rules_fit_what_the_format_says_is_hashed()
    {
        using var cases = Shared();
        foreach (var example in cases.RootElement.GetProperty("hashRules").EnumerateArray().Select(rule => rule.GetProperty("example")))
        {
            var text = example.GetProperty("text").GetString()!.TrimEnd('/');
            var path = text.StartsWith("/ipns/", StringComparison.Ordinal) ? text : (text.StartsWith("12D3", StringComparison.Ordinal) ? "/ipns/" : "/ipfs/") + text;
            Assert.NotNull(Read(example.GetProperty("entry").GetString()!).Find(path));
            Assert.Null(Read(example.GetProperty("entry").GetString()!).Find(path + "/other"));
        }
    }

    [Theory]
    [InlineData("version: {\nname: ours\nhints:\n  gateway_status: 451\n")]
    [InlineData("version: 1\nhints: [\n")]
    [InlineData("- 1\n")]
    [InlineData("version:\n  !!!!!!![s: 451\n")]
    public void A_header_that_is_no_mapping_is_named_and_none_of_its_rules_counts(string header)
    {
        var list = Denylist.Read([("list", new MemoryStream(Encoding.UTF8.GetBytes($"{header}---\n/ipfs/{Page}\n")))], out var faults);
        Assert.Contains("no YAML mapping", Assert.Single(faults).Message, StringComparison.Ordinal);
        Assert.Equal(0, list.Count);
    }

    [Theory]
    [InlineData("/ipfs/CID", "/ipfs/CID", true)]
    [InlineData("/ipfs/CID", "/ipfs/CID/", true)]
    [InlineData("/ipfs/CID", "/ipfs/CID/a", false)]
    [InlineData("/ipfs/CID/a/", "/ipfs/CID/a", true)]
    [InlineData("/ipfs/CID/a b", "/ipfs/CID/a", true)]
    [InlineData("/ipfs/CID/a%20b", "/ipfs/CID/a b", true)]
    [InlineData("/ipfs/CID/a", "/ipfs/CID//%61//", true)]
    [InlineData("/ipfs/CID/*", "/ipfs/CID", true)]
    [InlineData("/ipfs/CID/ab*", "/ipfs/CID/abc/d", true)]
    [InlineData("/ipfs/CID/ab*\n!/ipfs/CID/abc*", "/ipfs/CID/abc/d", false)]
    [InlineData("!/ipfs/CID/abc*\n/ipfs/CID/ab*", "/ipfs/CID/abc/d", true)]
    [InlineData("/ipns/a-b.example", "/ipns/A-B.EXAMPLE", true)]
    [InlineData("/ipns/a-b.example", "/ipns/a--b-example", true)]
    [InlineData("/ipns/CID", "/ipfs/CID", false)]
    [InlineData("# /ipfs/CID\r\n\r\n", "/ipfs/CID", false)]
    public void A_rule_denies_what_the_format_says_it_does(string rules, string path, bool isDenied) =>
        Assert.Equal(isDenied, Read(rules).Find(path.Replace("CID", Page, StringComparison.Ordinal)) is not null);

    [Theory]
    [InlineData("/ipfs/CID", 410)]
    [InlineData("/ipfs/CID gateway_status:451", 451)]
    [InlineData("/ipfs/CID reason:copyright  gateway_status=451", 451)]
    [InlineData("hints:\n  gateway_status: 451\n---\n/ipfs/CID", 451)]
    [InlineData("hints:\n  gateway_status: 451\n---\n/ipfs/CID gateway_status:410", 410)]
    [InlineData("name: x\nunknown: [1, {a: b}]\nhints: {other: 1}\n---\n/ipfs/CID", 410)]
    [InlineData("---\n/ipfs/CID", 410)]
    [InlineData("/ipfs/CID gateway_status:200", 410)]
    public void The_status_is_the_one_that_the_rule_or_else_the_list_asks_for(string rules, int status) =>
        Assert.Equal(status, Read(rules).Find("/ipfs/" + Page)!.Status);

    [Fact]
    public void A_later_list_overrides_an_earlier_one() =>
        Assert.Null(Denylist.Read([("a", Text("/ipfs/CID")), ("b", Text("!/ipfs/CID"))], out _).Find("/ipfs/" + Page));

    [Theory]
    [InlineData("version: 2\n---\n/ipfs/CID", 0, "version 2")]
    [InlineData("name: [\n---\n/ipfs/CID", 0, "no YAML")]
    [InlineData("- a\n---\n/ipfs/CID", 0, "no YAML")]
    public void A_list_whose_header_is_not_understood_does_not_count_and_is_told_of(string text, int line, string message)
    {
        var list = Denylist.Read([("x.deny", Text(text))], out var faults);
        Assert.Equal(0, list.Count);
        Assert.Equal(line, Assert.Single(faults).Line);
        Assert.Contains(message, faults[0].Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("/ipfs/notacid")]
    [InlineData("/ipfs/")]
    [InlineData("/ipfs/CID/%zz")]
    [InlineData("//")]
    [InlineData("//0OIl")]
    [InlineData("!")]
    public void A_line_that_is_not_understood_is_told_of_by_its_number_and_the_others_count(string line)
    {
        var list = Denylist.Read([("x.deny", Text("\n" + line + "\n/ipfs/CID\n"))], out var faults);
        Assert.Equal(("x.deny", 2), (Assert.Single(faults).List, faults[0].Line));
        Assert.Equal(3, list.Find("/ipfs/" + Page)!.Line);
    }

    [Fact]
    public void No_list_and_no_path_however_broken_throws()
    {
        var random = new Random(7);
        var seeds = (string[])["/ipfs/CID/a*", "!/ipns/k51qzi5uqu5dhmzyv3zac033i7rl9hkgczxyl81lwoukda2htteop7d3x0y1mf/b",
            "//QmX9dhRcQcKUw3Ws8485T5a9dtjrSCQaUAHnG4iK9i4ceM", "hints:\n  a: b\n  gateway_status: 451\n---\n", "//d9d295bde21f422d471a90f2a37ec53049fdf3e5fa3ee2e8f20e10003da429e7 a:b"];
        for (var run = 0; run < 20_000; run++)
        {
            var text = new StringBuilder();
            for (var part = random.Next(1, 4); part > 0; part--)
            {
                text.Append(seeds[random.Next(seeds.Length)]).Append('\n');
            }

            for (var change = random.Next(4); change > 0; change--)
            {
                text[random.Next(text.Length)] = (char)random.Next(1, 300);
            }

            var broken = text.ToString();
            var list = Denylist.Read([("x", Text(broken))], out _);
            foreach (var line in broken.Split('\n'))
            {
                list.Find(line);
            }
        }
    }

    private static JsonDocument Shared() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SharedData.Folder(), "ipfs", "denylist", "cases.json")));

    private static Denylist Read(string rules)
    {
        var list = Denylist.Read([("x.deny", Text(rules))], out var faults);
        Assert.Empty(faults);
        return list;
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text.Replace("CID", Page, StringComparison.Ordinal)));
}
