using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Reading.Feeds.WebSub;
using Tearsheet.Reading.Fetching;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Tests;

/// <summary>What is to be done stands in desk.db, in order, and nothing of it is lost.</summary>
public sealed class WorkBookTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private readonly string _root = Directory.CreateTempSubdirectory("ts-book-").FullName;

    private string File => Path.Combine(_root, "desk.db");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void A_feed_comes_back_as_it_was_stored_with_all_that_it_remembers()
    {
        var memory = new FeedMemory([new KnownEntry { Id = 1, Link = ulong.MaxValue, Title = 3, Words = 4, Published = -5, Updated = 6, Seen = 7, Changes = 8, Changed = 9 }]);
        var state = PollRules.Begin("https://a.example/feed") with
        {
            ETag = "W/\"x\"", Title = "A", NextPoll = Now.AddHours(1), LastSuccess = Now, Memory = memory,
            Problem = new FeedProblem(FeedProblemKind.Timeout, "It took long.", 200, Now),
        };
        using (var book = Open())
        {
            book.Follow(new FollowedFeed { Address = "https://a.example/feed", Topic = "A/B", Hold = true, Every = TimeSpan.FromHours(2), AddedAt = Now, State = state }, [], "a.example");
        }

        using var again = Open();
        var feed = again.FindFeed("https://a.example/feed")!;

        Assert.Equal(("A/B", true, TimeSpan.FromHours(2), Now), (feed.Topic, feed.Hold, feed.Every, feed.AddedAt));
        Assert.Equal(memory.Entries, feed.State.Memory.Entries);
        Assert.Equal(state with { Memory = feed.State.Memory, Rhythm = feed.State.Rhythm, Recent = feed.State.Recent, FormerAddresses = feed.State.FormerAddresses }, feed.State);
    }

    [Fact]
    public async Task A_book_that_several_begin_at_once_is_begun_once()
    {
        for (var round = 0; round < 20; round++)
        {
            var path = Path.Combine(_root, FormattableString.Invariant($"{round}.db"));
            using var start = new Barrier(4);
            await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    using var book = WorkBook.Open(path, mayWrite: true, out _)!;
                    Assert.True(book.AddToken(FormattableString.Invariant($"{number}"), new byte[32], Now));
                },
                TestContext.Current.CancellationToken,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));

            using var after = WorkBook.Open(path, mayWrite: false, out _)!;
            Assert.Equal(4, after.Tokens().Count);
        }
    }

    [Fact]
    public async Task Tokens_are_made_and_revoked_beside_a_process_that_writes_without_pause()
    {
        using var serving = Open();
        using var command = Open();
        using var done = new CancellationTokenSource();
        var written = 0;
        var writing = Task.Factory.StartNew(
            () =>
            {
                for (; !done.IsCancellationRequested || written < 50; written++)
                {
                    var address = FormattableString.Invariant($"https://a.example/{written}");
                    serving.Add([new WorkItem { Kind = WorkKind.Fetch, Key = address, Address = address, Host = "a.example", Due = Now, Since = Now }], "mark", address);
                }
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (var number = 0; number < 10; number++)
        {
            Assert.True(command.AddToken("a browser", SHA256.HashData(BitConverter.GetBytes(number)), Now));
            Assert.Equal(SHA256.HashData(BitConverter.GetBytes(number)), Assert.Single(serving.Tokens()).Hash.ToArray());
            Assert.NotNull(command.RevokeToken("a browser"));

            // From that moment on.
            Assert.Empty(serving.Tokens());
        }

        await done.CancelAsync();
        await writing;
        Assert.InRange(written, 50, int.MaxValue);
    }

    [Fact]
    public void Pages_of_a_host_come_in_the_order_in_which_they_were_wanted_and_once()
    {
        using var book = Open();
        foreach (var number in new[] { 1, 2, 1, 3 })
        {
            book.Add(Page("a.example", number));
        }

        var seen = new List<string>();
        while (book.NextAt("a.example", Now) is { } item)
        {
            seen.Add(item.Address);
            book.Done(item);
        }

        Assert.Equal(["https://a.example/1", "https://a.example/2", "https://a.example/3"], seen);
    }

    [Fact]
    public void A_host_that_is_held_has_nothing_due_until_its_time()
    {
        using var book = Open();
        book.Add(Page("a.example", 1));
        book.Add(Page("b.example", 1));
        book.Hold("a.example", Now.AddMinutes(5));
        book.Hold("a.example", Now.AddMinutes(2));

        var due = book.Due(Now);

        Assert.Equal(["b.example"], due.Hosts);
        Assert.Equal(Now.AddMinutes(5), due.Next);
        Assert.Null(book.NextAt("a.example", Now.AddMinutes(4)));
        Assert.NotNull(book.NextAt("a.example", Now.AddMinutes(5)));
    }

    [Fact]
    public void What_was_given_up_is_due_never_and_tried_anew_when_it_is_wanted_again()
    {
        using var book = Open();
        book.Add(Page("a.example", 1));
        book.GiveUp(book.NextAt("a.example", Now)!, Now, "It is gone.");

        Assert.Null(book.NextAt("a.example", Now.AddYears(100)));
        Assert.Null(book.Due(Now).Next);
        book.Add(Page("a.example", 1));
        Assert.NotNull(book.NextAt("a.example", Now));
    }

    [Fact]
    public void A_book_of_a_newer_program_is_refused_with_a_sentence()
    {
        using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "pragma user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Null(WorkBook.Open(File, mayWrite: true, out var problem));
        Assert.Contains("99", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_delivery_counts_only_when_it_is_signed_with_our_secret()
    {
        using var book = Open();
        var clock = new FakeTimeProvider(Now);
        var feed = book.Follow(
            new FollowedFeed { Address = "https://a.example/feed", AddedAt = Now, State = PollRules.Begin("https://a.example/feed") with { NextPoll = Now.AddDays(1) } }, [], "a.example");
        var hubs = new HubSubscriptions(
            book, new PageFetcher(new FetchPolicy(), clock), new HostQueue(TimeSpan.Zero, clock), () => "https://desk.example/", clock, NullLogger.Instance);
        hubs.Offer(feed.Id, new WebSubOffer(["https://hub.example/"], "https://a.example/feed"));
        var subscription = book.FindHub(feed.Id)!;
        var token = subscription.Callback[(subscription.Callback.LastIndexOf('/') + 1)..];
        book.Keep(feed.Id, token, subscription with { LeaseEnds = Now.AddDays(1) });
        var body = "news"u8.ToArray();

        Assert.True(hubs.Deliver(token, body, "sha256=" + new string('0', 64)));
        Assert.False(book.IsPollDue(feed.Id, Now));
        Assert.True(hubs.Deliver(token, body, "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(subscription.Secret!), body))));
        Assert.True(book.IsPollDue(feed.Id, Now));
    }

    [Theory]
    [InlineData("30m", 30)]
    [InlineData("2h", 120)]
    [InlineData("1d", 1440)]
    public void An_interval_is_read_and_written_as_people_write_it(string text, int minutes)
    {
        Assert.True(PollInterval.TryParse(text, out var interval));
        Assert.Equal(TimeSpan.FromMinutes(minutes), interval);
        Assert.Equal(text, PollInterval.Write(interval!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0m")]
    [InlineData("31d")]
    [InlineData("99999999999d")]
    [InlineData("2 hours")]
    [InlineData("-1h")]
    public void What_is_no_interval_is_refused(string text) => Assert.False(PollInterval.TryParse(text, out _));

    private static WorkItem Page(string host, int number) => new()
    {
        Kind = WorkKind.Fetch,
        Key = FormattableString.Invariant($"https://{host}/{number}"),
        Address = FormattableString.Invariant($"https://{host}/{number}"),
        Host = host,
        Due = Now,
        Since = Now,
    };

    private WorkBook Open() => WorkBook.Open(File, mayWrite: true, out _)!;
}
