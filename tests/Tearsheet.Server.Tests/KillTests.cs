using System.Globalization;
using Tearsheet.Server.Tests.Support;

namespace Tearsheet.Server.Tests;

/// <summary>The process may end at any moment: what was acknowledged is there, and the next start repairs nothing by hand.</summary>
public sealed class KillTests : IDisposable
{
    private const int Pages = 400;

    private readonly string _pages = Directory.CreateTempSubdirectory("ts-kill-").FullName;

    public KillTests()
    {
        for (var number = 0; number < Pages; number++)
        {
            File.WriteAllText(Path.Combine(_pages, $"{number:000}.html"), NewsServer.Page($"Page {number}"));
        }
    }

    /// <summary>30 in the suite; TEARSHEET_KILL_ROUNDS=1000 for a long look.</summary>
    private static int Rounds =>
        int.TryParse(Environment.GetEnvironmentVariable("TEARSHEET_KILL_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : 30;

    public void Dispose() => Directory.Delete(_pages, recursive: true);

    [Fact]
    public async Task Killed_at_any_moment_of_adds_and_editions_no_acknowledged_link_is_lost()
    {
        // The seed is printed with a failure through the message of the assertion: the moments can be drawn again.
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        using var desk = await TempDesk.MadeAsync();
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        var root = "";
        for (var round = 0; round < Rounds; round++)
        {
            var adding = round % 3 != 2;
            await using (var running = adding ? desk.Start("add", _pages) : desk.Start("edition"))
            {
                await MomentAsync(running, adding, random);
                running.Kill();
                var ran = await running.EndAsync();
                foreach (var line in ran.Lines)
                {
                    if (line.StartsWith("added ", StringComparison.Ordinal))
                    {
                        acknowledged.Add(line.Split(' ')[1]);
                    }
                    else if (line.StartsWith("captured again ", StringComparison.Ordinal))
                    {
                        Assert.Contains(line.Split(' ')[2], acknowledged);
                    }
                    else if (line.StartsWith("bafy", StringComparison.Ordinal))
                    {
                        root = line;
                    }
                }
            }

            // The next start, whatever it is, simply works; and reading works without any writer having started first.
            var there = await ThereAsync(desk);
            Assert.True(acknowledged.IsSubsetOf(there), $"seed {seed}, round {round}: lost {string.Join(", ", acknowledged.Except(there, StringComparer.Ordinal))}");

            // A link may have been written without being acknowledged; from now on it is there to stay.
            acknowledged.UnionWith(there);
            if (root.Length > 0)
            {
                Assert.Contains(root, (await desk.RunAsync("export", "car", desk.Beside("probe.car"), "--json")).Ends(0).Output, StringComparison.Ordinal);
                root = "";
            }

            if (round % 10 == 9)
            {
                (await desk.RunAsync("verify")).Ends(0);
            }
        }

        var edition = (await desk.RunAsync("edition", "--json")).Ends(0).Json;
        (await desk.RunAsync("verify")).Ends(0);
        (await desk.RunAsync("reindex")).Ends(0);
        Assert.Equal(
            edition.GetProperty("root").GetString(), (await desk.RunAsync("edition", "--json")).Ends(0).Json.GetProperty("root").GetString());
        Assert.Equal(acknowledged, await ThereAsync(desk));
    }

    /// <summary>Somewhere between the first instruction and well after the first acknowledgement.</summary>
    private static async Task MomentAsync(Running running, bool adding, Random random)
    {
        if (adding && random.Next(4) > 0)
        {
            var lines = random.Next(1, 60);
            await running.UntilAsync(printed => printed.Count >= lines);
        }

        using var moment = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(0, adding ? 60 : 900)));
        await Task.WhenAny(running.EndedAsync(), Task.Delay(Timeout.Infinite, moment.Token));
    }

    private static async Task<HashSet<string>> ThereAsync(TempDesk desk)
    {
        var all = new HashSet<string>(StringComparer.Ordinal);
        string[] after = [];
        while (true)
        {
            var page = (await desk.RunAsync(["list", "--limit", "1000", "--json", .. after])).Ends(0).Json;
            all.UnionWith(page.GetProperty("links").EnumerateArray().Select(link => link.GetProperty("id").GetString()!));
            if (!page.TryGetProperty("next", out var next))
            {
                return all;
            }

            after = ["--after", next.GetString()!];
        }
    }
}
