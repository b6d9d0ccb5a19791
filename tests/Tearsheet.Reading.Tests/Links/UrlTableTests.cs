using System.Text;
using System.Text.Json;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Tests.Links;

/// <summary>The shared tables of addresses, each as a whole: a case that fails is named, none is left out.</summary>
public class UrlTableTests
{
    [Fact]
    public void Tracking_parameters_go_and_every_other_byte_stays()
    {
        var wrong = SharedData.Lines("urls", "tracking.jsonl")
            .Where(line => TrackingParameters.Remove(Text(line, "in")) != Text(line, "out"))
            .Select(line => $"{Text(line, "id")}: {TrackingParameters.Remove(Text(line, "in"))}");

        NoneWrong(wrong);
    }

    [Fact]
    public void The_list_of_tracking_parameters_is_the_shared_one()
    {
        using var list = JsonDocument.Parse(File.ReadAllText(SharedData.File("urls", "tracking-params.json")));
        var kept = list.RootElement.GetProperty("everywhere").EnumerateArray()
            .Select(name => name.GetString()!.Replace("*", "x", StringComparison.Ordinal))
            .Where(name => TrackingParameters.RemoveFrom(name + "=1") is not null);

        Assert.Empty(kept);
    }

    [Fact]
    public void Two_addresses_of_one_story_have_one_canonical_form_and_others_do_not()
    {
        var wrong = SharedData.Lines("urls", "identity.jsonl")
            .Where(line => (Canonical(Text(line, "a")) == Canonical(Text(line, "b"))) != line.GetProperty("same").GetBoolean())
            .Select(line => $"{Text(line, "id")}: {Canonical(Text(line, "a"))} {Canonical(Text(line, "b"))}");

        NoneWrong(wrong);
    }

    [Fact]
    public void What_a_page_claims_and_how_far_it_is_believed_is_what_the_table_says()
    {
        var wrong = new List<string>();
        foreach (var line in SharedData.Lines("urls", "canonical.jsonl"))
        {
            var article = ArticleReader.Read(Encoding.UTF8.GetBytes(Text(line, "html")), "text/html; charset=utf-8", Text(line, "url"));
            var header = line.TryGetProperty("headers", out var headers)
                ? string.Join(", ", headers.EnumerateArray().Where(pair => pair[0].GetString() == "Link").Select(pair => pair[1].GetString()))
                : null;
            var claim = article.CanonicalAddress ?? LinkHeader.Canonical(header);
            Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(Text(line, "url"), out var address));
            var trust = claim is null ? CanonicalTrust.No : address!.TrustOf(claim);
            var expected = line.GetProperty("canonical").GetString();
            var believed = line.TryGetProperty("trust", out var given) ? given.GetString() : expected is null ? "no" : "yes";

            // A weak claim is followed where there is no better one.
            var fits = claim == expected && trust == (believed switch
            {
                "yes" or "same" or "weak" => CanonicalTrust.Yes,
                "part" => CanonicalTrust.Part,
                "syndication" => CanonicalTrust.Syndication,
                _ => CanonicalTrust.No,
            });
            if (!fits)
            {
                wrong.Add($"{Text(line, "id")}: {claim} {trust}, not {expected} {believed}");
            }
        }

        NoneWrong(wrong);
    }

    [Fact]
    public void Http_addresses_are_read_as_the_standard_says()
    {
        var wrong = new List<string>();
        foreach (var line in SharedData.Lines("urls", "wpt-parse.jsonl"))
        {
            HttpUrl? context = null;
            if (line.TryGetProperty("base", out var given) && given.GetString() is { } page
                && (HttpUrl.TryRead(page, context: null, out context) != LinkAddressStatus.Ok || context!.HasCredentials))
            {
                // Relative to something that is not http, or that holds a password: no address of ours.
                continue;
            }

            var expected = line.TryGetProperty("href", out var href) ? href.GetString() : null;
            if (expected is not null && !expected.StartsWith("http:", StringComparison.Ordinal)
                && !expected.StartsWith("https:", StringComparison.Ordinal))
            {
                expected = null;
            }

            var status = HttpUrl.TryRead(Text(line, "input"), context, out var url);
            var found = status == LinkAddressStatus.Ok ? url!.ToString() : null;
            if (url is { HasCredentials: true } ? expected is null || !expected.Contains('@', StringComparison.Ordinal) : found != expected)
            {
                wrong.Add($"{Text(line, "id")}: {line.GetProperty("input")} | {expected ?? "failure"} | {found ?? status.ToString()}");
            }
        }

        NoneWrong(wrong);
    }

    // The exceptions are what IdnMapping does otherwise: it refuses labels over 63 bytes, empty or with a hyphen at an end
    // beside one that is not ASCII, and its mapping table is older than the standard's.
    [Fact]
    public void Names_are_written_in_ascii_as_the_standard_says_but_for_the_exceptions_listed()
    {
        string[] exceptions = ["006", "008", "010", "022", "029", "034", "067", "070", "074", "075", "076", "080", "081"];
        var wrong = new List<string>();
        foreach (var line in SharedData.Lines("urls", "wpt-toascii.jsonl"))
        {
            var expected = line.TryGetProperty("output", out var output) ? output.GetString() : null;
            var found = HttpUrl.TryRead($"https://{Text(line, "input")}/x", context: null, out var url) == LinkAddressStatus.Ok
                ? url!.Host
                : null;
            if (found != expected != exceptions.Contains(Text(line, "id")["url:toascii/".Length..]))
            {
                wrong.Add($"{Text(line, "id")}: {line.GetProperty("input")} | {expected ?? "failure"} | {found ?? "failure"}");
            }
        }

        NoneWrong(wrong);
    }

    private static void NoneWrong(IEnumerable<string> wrong)
    {
        var list = string.Join('\n', wrong);
        Assert.True(list.Length == 0, list);
    }

    private static string? Canonical(string text) =>
        LinkAddress.TryParse(text, out var address) == LinkAddressStatus.Ok ? address!.Canonical : null;

    private static string Text(JsonElement line, string name) => line.GetProperty(name).GetString()!;
}
