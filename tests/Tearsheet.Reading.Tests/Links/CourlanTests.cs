using System.Text.Json;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Tests.Links;

/// <summary>
/// courlan's unit tests are opinions about addresses, not a standard: the agreement is computed, and docs/addresses.md lists by
/// category where ours are others. What asks for a language, a crawler's taste or a list of public suffixes has no counterpart here.
/// </summary>
public class CourlanTests
{
    [Fact]
    public void The_agreement_with_courlan_is_what_the_documentation_says()
    {
        var (agreed, asked) = (0, 0);
        var others = new List<string>();
        foreach (var line in SharedData.Lines("urls", "courlan.jsonl"))
        {
            if (Compare(line) is not var (same, shown))
            {
                continue;
            }

            asked++;
            agreed += same ? 1 : 0;
            others.AddRange(same ? [] : [$"{line.GetProperty("id").GetString()} {line.GetProperty("args")} {line.GetProperty("kwargs")}: {line.GetProperty("expect")} | {shown}"]);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{agreed} of {asked} agree\n{string.Join('\n', others)}");
        Assert.True(agreed * 100 >= asked * 60, $"{agreed} of {asked} agree\n{string.Join('\n', others)}");
    }

    /// <summary>null where there is no counterpart.</summary>
    private static (bool Same, string? Shown)? Compare(JsonElement line)
    {
        var arguments = line.GetProperty("args");
        var expected = line.GetProperty("expect");
        if (arguments[0].ValueKind != JsonValueKind.String)
        {
            return null;
        }

        var text = arguments[0].GetString()!;
        var isPlain = !line.GetProperty("kwargs").EnumerateObject().Any();
        switch (line.GetProperty("fn").GetString())
        {
            case "clean_url" or "normalize_url" when isPlain:
                var address = Address(text);
                return (Same(address?.Uri?.OriginalString, expected), address?.Uri?.OriginalString);
            case "fix_relative_urls":
                var joined = HttpUrl.TryRead(text, context: null, out var context) == LinkAddressStatus.Ok
                    && HttpUrl.TryRead(arguments[1].GetString()!, context, out var url) == LinkAddressStatus.Ok
                    ? url!.ToString()
                    : null;
                return (Same(joined, expected), joined);
            case "is_valid_url":
                return ((Address(text) is not null) == expected.GetBoolean(), Address(text)?.Canonical);
            case "validate_url":
                return ((Address(text) is not null) == expected[0].GetBoolean(), Address(text)?.Canonical);
            case "check_url" when isPlain:
                var known = Address(text);
                var wanted = expected.ValueKind == JsonValueKind.Array ? expected[0] : expected;
                return (Same(known?.Uri?.OriginalString, wanted), known?.Uri?.OriginalString);
            default:
                return null;
        }
    }

    // The slash of an empty path is written by us and not by courlan: that is no other address.
    private static bool Same(string? ours, JsonElement theirs) => theirs.ValueKind == JsonValueKind.String
        ? ours?.TrimEnd('/') == theirs.GetString()!.TrimEnd('/')
        : ours is null;

    private static LinkAddress? Address(string text) => LinkAddress.TryParse(text, out var address) == LinkAddressStatus.Ok ? address : null;
}
