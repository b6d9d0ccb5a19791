using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Tests.Fetching;

/// <summary>What an answer is known by goes back to where it came from, and nowhere else.</summary>
public sealed class ConditionalTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_not_changed_is_answered_with_304_and_no_body()
    {
        await using var server = BareServer.Answering(_ => "HTTP/1.1 304 Not Modified\r\nETag: \"a1\"\r\n\r\n");
        var known = new Validators { Address = server.Address().OriginalString, EntityTag = "\"a1\"", LastModified = "Mon, 06 Jan 2025 10:00:00 GMT" };

        var outcome = await FetchFixture.Fetcher().FetchAsync(server.Address(), "*/*", known, turn: null, Stop);

        var answer = Assert.IsType<FetchOutcome.Captured>(outcome).Answer;
        Assert.Equal(304, answer.Status);
        Assert.Equal(0, answer.Body.Length);
        Assert.Contains(answer.RequestHeaders, header => header is { Name: "If-None-Match", Value: "\"a1\"" });
        Assert.Contains(answer.RequestHeaders, header => header is { Name: "If-Modified-Since", Value: "Mon, 06 Jan 2025 10:00:00 GMT" });
    }

    [Fact]
    public async Task Validators_of_one_address_are_not_sent_to_another()
    {
        await using var server = BareServer.Answering(_ => "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx");
        var known = new Validators { Address = server.Address("/elsewhere").OriginalString, EntityTag = "\"a1\"" };

        var outcome = await FetchFixture.Fetcher().FetchAsync(server.Address(), "*/*", known, turn: null, Stop);

        Assert.DoesNotContain(Assert.IsType<FetchOutcome.Captured>(outcome).Answer.RequestHeaders, header => header.Name == "If-None-Match");
    }
}
