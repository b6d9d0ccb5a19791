using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

public sealed class InterruptTests : IDisposable
{
    private readonly string _pages = Directory.CreateTempSubdirectory("ts-int-").FullName;

    public InterruptTests()
    {
        for (var number = 0; number < 1500; number++)
        {
            File.WriteAllText(Path.Combine(_pages, $"{number:0000}.html"), NewsServer.Page($"Page {number}"));
        }
    }

    public void Dispose() => Directory.Delete(_pages, recursive: true);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ctrl_C_in_a_bulk_add_keeps_what_was_acknowledged_and_says_how_much(bool whileServing)
    {
        using var desk = await TempDesk.MadeAsync();
        await using var serving = whileServing ? await desk.ServeAsync() : null;
        await using var adding = desk.Start("add", _pages);
        await adding.UntilAsync(lines => lines.Count >= 20);
        adding.Interrupt();
        var ran = (await adding.EndAsync()).Ends(130);

        var acknowledged = ran.Lines.Select(line => line.Split(' ')[1]).ToArray();
        Assert.InRange(acknowledged.Length, 20, 1499);
        Assert.Contains($"Stopped: {acknowledged.Length} added", ran.Error, StringComparison.Ordinal);
        var there = (await desk.RunAsync("list", "--limit", "1000", "--json")).Ends(0).Json
            .GetProperty("links").EnumerateArray().Select(link => link.GetProperty("id").GetString()!).ToArray();
        Assert.Empty(acknowledged.Except(there, StringComparer.Ordinal));
        if (!whileServing)
        {
            // Here nothing else was going on: what is there is exactly what was said.
            Assert.Equal(acknowledged.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
        }

        (await desk.RunAsync("verify")).Ends(0);
    }
}
