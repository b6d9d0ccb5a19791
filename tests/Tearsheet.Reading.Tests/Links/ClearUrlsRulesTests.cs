using System.Diagnostics;
using System.Text;
using CsCheck;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Tests.Links;

public class ClearUrlsRulesTests
{
    // Written for these tests in ClearURLs' format; none of their rules are in it.
    private const string Small = """
        {"providers": {
          "shop": {
            "urlPattern": "^https?:\\/\\/(?:[a-z0-9-]+\\.)*?shop\\.example",
            "completeProvider": false,
            "rules": ["from", "x[0-9]+"],
            "referralMarketing": ["tag"],
            "rawRules": ["\\/ref=[^/?]*"],
            "exceptions": ["^https?:\\/\\/shop\\.example\\/search"],
            "redirections": []
          },
          "out": {
            "urlPattern": "^https?:\\/\\/out\\.example",
            "redirections": ["^https?:\\/\\/out\\.example\\/\\?u=([^&]+)"]
          },
          "look": {"urlPattern": "^https?:\\/\\/look\\.example", "rules": ["(?!keep)k[a-z]+"]}
        }}
        """;

    [Theory]
    [InlineData("https://www.shop.example/item/1?from=home&id=2&x7=1&tag=us", "https://www.shop.example/item/1?id=2")]
    [InlineData("https://shop.example/item/ref=sr_1/2?FROM=a", "https://shop.example/item/2")]
    [InlineData("https://shop.example/search?from=a", "https://shop.example/search?from=a")]
    [InlineData("https://shop.example/item?fromage=1&x=2&utm_source=y", "https://shop.example/item?fromage=1&x=2")]
    [InlineData("https://other.example/item?from=a", "https://other.example/item?from=a")]
    [InlineData("https://out.example/?u=https%3A%2F%2Fshop.example%2Fitem%2F1%3Ffrom%3Da&v=1", "https://shop.example/item/1")]
    [InlineData("https://out.example/?u=javascript%3Aalert(1)", "https://out.example/?u=javascript%3Aalert(1)")]
    [InlineData("https://look.example/?keeper=1&kill=2", "https://look.example/?keeper=1")]
    public void Rules_that_were_loaded_hold_beside_our_own(string text, string canonical)
    {
        var rules = Read(Small, out var faults);

        Assert.Empty(faults);
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(text, rules, out var address));
        Assert.Equal((canonical, text), (address!.Canonical, address.Raw));
        Assert.Equal(rules.Mark, address.RulesMark);
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(text, out var plain));
        Assert.Equal(plain!.Canonical, address.CanonicalByOurs);
    }

    [Fact]
    public void A_claim_and_a_destination_are_cleaned_by_the_same_rules()
    {
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse("https://shop.example/a", Read(Small, out _), out var address));

        Assert.Equal("https://shop.example/b", address!.WithCanonical("https://shop.example/b?from=x").Canonical);
        Assert.Equal("https://shop.example/c", address.WithDestination(new Uri("https://shop.example/c?from=x")).Canonical);
    }

    [Fact]
    public void A_bad_rule_is_named_and_the_others_hold()
    {
        var rules = Read(
            """{"providers": {"bad": {"urlPattern": "("}, "odd": [], "good": {"urlPattern": "example", "rules": ["a", "(", 7, "b"], "exceptions": "none"}}}""",
            out var faults);

        Assert.Equal(5, faults.Count);
        Assert.Contains(faults, fault => fault.Contains("\"bad\": urlPattern", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("\"odd\"", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("\"good\": rules, the 2. of them", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("\"good\": exceptions", StringComparison.Ordinal));
        Assert.Equal("https://news.example/?c=1", rules.Clean("https://news.example/?a=1&b=2&c=1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"providers\": []}")]
    [InlineData("{\"providers\": {\"a\": ")]
    public void What_is_no_file_of_rules_is_refused_with_a_sentence(string text)
    {
        Assert.False(ClearUrlsRules.TryRead(Encoding.UTF8.GetBytes(text), out var rules, out var faults));
        Assert.Null(rules);
        Assert.EndsWith(".", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_beyond_its_bound_is_refused() =>
        Assert.False(ClearUrlsRules.TryRead(new byte[ClearUrlsRules.MaxBytes + 1], out _, out _));

    [Fact]
    public void A_rule_that_would_backtrack_for_ever_ends()
    {
        // The look-ahead keeps it from the engine that never backtracks.
        var rules = Read("""{"providers": {"evil": {"urlPattern": "(?=h)h(?:t|t)*(?:[^#]+)+#$"}}}""", out _);
        var address = "https://news.example/" + new string('a', 5000);
        var clock = Stopwatch.StartNew();

        Assert.Equal(address, rules.Clean(address));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"took {clock.Elapsed}");
    }

    [Fact]
    public void Any_address_is_cleaned_without_an_exception()
    {
        var rules = Read(Small, out _);
        Gen.Char["https://shop.out example?u=&%#from"].Array[0, 40].Sample(
            characters =>
            {
                _ = LinkAddress.TryParse("https://out.example/?u=" + new string(characters), rules, out _);
            },
            iter: 5_000);
    }

    [Fact]
    public void The_rules_that_ClearURLs_publishes_are_read_without_a_fault()
    {
        Assert.True(ClearUrlsRules.TryRead(File.ReadAllBytes(SharedData.File("urls", "clearurls-rules.json")), out var rules, out var faults));

        Assert.Empty(faults);
        Assert.True(rules!.Count > 1000);
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse("https://www.amazon.com/dp/B000/ref=sr_1?qid=1&keywords=x", rules, out var address));
        Assert.Equal("https://www.amazon.com/dp/B000", address!.Canonical);
    }

    private static ClearUrlsRules Read(string text, out IReadOnlyList<string> faults)
    {
        Assert.True(ClearUrlsRules.TryRead(Encoding.UTF8.GetBytes(text), out var rules, out faults));
        return rules!;
    }
}
