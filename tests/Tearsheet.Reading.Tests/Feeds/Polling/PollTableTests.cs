namespace Tearsheet.Reading.Tests.Feeds.Polling;

/// <summary>The shared table of polling as a whole.</summary>
public sealed class PollTableTests
{
    [Fact]
    public async Task Every_exchange_of_the_table_teaches_what_it_says()
    {
        var wrong = new List<string>();
        var cases = 0;
        foreach (var line in SharedData.Lines("feeds", "polling.jsonl"))
        {
            cases++;
            wrong.AddRange((await new ScriptedFeed(line).PlayAsync()).Select(text => $"{line.GetProperty("id")} {text}"));
        }

        Assert.True(cases > 50);
        Assert.Equal([], wrong);
    }
}
