using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Tearsheet.Gateway.Tests;

public sealed class RangeRequestTests
{
    [Theory]
    [InlineData("\"a\", W/\"b\" ,\t\"c.gzip\"", "a|b|c.gzip")]
    [InlineData("\"a\",W/", "a")]
    [InlineData("W/", "")]
    [InlineData("W/\t\t", "")]
    [InlineData("\"never closed", "")]
    [InlineData("\"a\" nonsense \"b\"", "a")]
    [InlineData(",, ,", "")]
    [InlineData("", "")]
    public void Tags_are_read_until_something_is_none(string list, string expected)
    {
        var rest = list.AsSpan();
        var tags = new List<string>();
        while (RangeRequest.TryNextTag(ref rest, out var tag))
        {
            tags.Add(tag.ToString());
        }

        Assert.Equal(expected, string.Join('|', tags));
    }

    [Theory]
    [InlineData("\"x\"", true)]
    [InlineData(" \"x\" ", true)]
    [InlineData("W/\"x\"", false)]
    [InlineData("W/\t\t", false)]
    [InlineData("\"y\"", false)]
    public void A_part_is_given_of_the_very_thing_that_is_held(string ifRange, bool isPart) => Assert.Equal(isPart, RangeRequest.TryRead(
        new HeaderDictionary { [HeaderNames.Range] = "bytes=0-4", [HeaderNames.IfRange] = ifRange }, "\"x\"", 10, out _, out _));

    [Theory]
    [InlineData("If-None-Match", "W/\t,")]
    [InlineData("If-Range", "W/\t,")]
    public async Task A_mark_that_no_tag_follows_is_answered_like_no_tag(string header, string value)
    {
        await using var site = await SmallSite.StartAsync(new Dictionary<string, byte[]>(StringComparer.Ordinal) { ["index.html"] = SmallSite.Bytes("<!doctype html><title>x</title>") });
        using var answer = await site.GetAsync("/", (header, value), ("Range", "bytes=0-2"));
        Assert.Equal(header == "If-Range" ? HttpStatusCode.OK : HttpStatusCode.PartialContent, answer.StatusCode);
    }
}
