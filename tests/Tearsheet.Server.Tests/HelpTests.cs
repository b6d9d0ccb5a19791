using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class HelpTests
{
    private static readonly string[] Verbs =
    [
        "init", "add", "file", "retract", "source", "topic", "site", "list", "show", "history", "edition", "serve", "read", "reread", "status", "verify", "reindex", "gc",
        "export", "name", "publish", "mirror", "pack", "cid", "token",
    ];

    public static TheoryData<string> EveryVerb() => [.. Verbs, "topic add", "topic rename", "topic merge", "topic list", "export car", "export site", "name show", "name sign", "name record", "name put", "name export", "name import", "name succeed", "token add", "token list", "token revoke"];

    [Fact]
    public async Task The_help_text_names_every_verb()
    {
        var help = (await Tool.RunAsync("--help")).Ends(0);
        Assert.All(Verbs, verb => Assert.Contains(help.Lines, line => line.StartsWith($"  {verb} ", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(EveryVerb))]
    public async Task Every_verb_explains_itself_with_examples_and_exit_codes(string verb)
    {
        var help = (await Tool.RunAsync([.. verb.Split(' '), "--help"])).Ends(0);
        Assert.Contains("Examples:\n  tearsheet " + verb.Split(' ')[0], help.Output, StringComparison.Ordinal);
        Assert.Contains("Exit codes:\n  0  done", help.Output, StringComparison.Ordinal);
        if (verb is not ("topic" or "export" or "name" or "token"))
        {
            Assert.Contains("--json", help.Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("no-such-verb")]
    [InlineData("add")]
    [InlineData("file", "2026/11/a", "--hold", "--release")]
    [InlineData("file", "2026/11/a", "--policy", "everything")]
    [InlineData("list", "--limit", "0")]
    [InlineData("add", "a.html", "b.html", "--url", "https://example.org/")]
    [InlineData("source", "--policy", "full")]
    [InlineData("init", "--allow-network", "everywhere")]
    [InlineData("retract", "2026/11/a")]
    [InlineData("topic")]
    [InlineData("reread", "2026/11/a", "--topic", "Korea")]
    [InlineData("read", "a.html", "--as", "docx")]
    [InlineData("read", "a.html", "--as", "html", "--json")]
    [InlineData("read", "https://example.org/a", "--url", "https://example.org/b")]
    public async Task A_wrong_command_line_ends_with_2_and_says_where_help_is(params string[] words)
    {
        var wrong = (await Tool.RunAsync(words)).Ends(2);
        Assert.Empty(wrong.Output);
        Assert.Contains("--help", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_verb_the_help_text_is_shown_and_the_end_is_2() =>
        Assert.Contains("Usage:", (await Tool.RunAsync()).Ends(2).Output, StringComparison.Ordinal);
}
