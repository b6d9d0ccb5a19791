using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using Tearsheet.Reading.Feeds;

namespace Tearsheet.Reading.Tests.Feeds;

/// <summary>What a feed may cost, whoever wrote it.</summary>
public sealed class FeedAttackTests
{
    [Fact]
    public void Entities_that_a_document_declares_are_never_expanded_or_fetched()
    {
        const string Text = """
            <!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>
            <rss version="2.0"><channel><title>x&b;&f;y</title><item><link>https://news.example/1</link></item></channel></rss>
            """;

        var feed = Read(Encoding.UTF8.GetBytes(Text));

        Assert.Equal("x&b;&f;y", feed.Title!.Value);
        Assert.Single(feed.Entries);
        Assert.False(feed.IsWellFormed);
    }

    [Fact]
    public void Elements_inside_one_another_cost_no_stack_and_the_entries_after_them_are_read()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 200_000)) + string.Concat(Enumerable.Repeat("</a>", 200_000));

        var feed = Read(Encoding.UTF8.GetBytes($"<rss><channel>{deep}<item><title>One</title></item></channel></rss>"));

        Assert.Equal("One", Assert.Single(feed.Entries).Title!.Value);
    }

    [Fact]
    public void Entries_over_the_limit_are_left_out_and_the_feed_says_so()
    {
        var items = string.Concat(Enumerable.Repeat("<item><title>x</title></item>", 11));

        var outcome = FeedReader.Read(
            Encoding.UTF8.GetBytes($"<rss><channel>{items}</channel></rss>"), contentType: null, address: null, new FeedLimits { MaxEntries = 10 });

        var feed = Assert.IsType<FeedOutcome.Read>(outcome).Feed;
        Assert.Equal(10, feed.Entries.Count);
        Assert.True(feed.IsCut);
    }

    [Fact]
    public void A_feed_over_the_limit_of_bytes_is_refused()
    {
        var outcome = FeedReader.Read(new byte[2000], contentType: null, address: null, new FeedLimits { MaxBytes = 1000 });

        Assert.Equal(FeedRefusal.TooLarge, Assert.IsType<FeedOutcome.Refused>(outcome).Why);
    }

    [Fact]
    public void Every_attack_of_the_table_ends_in_time_and_shows_nothing_of_this_machine()
    {
        foreach (var line in SharedData.Lines("feeds", "cases.jsonl"))
        {
            if (!line.TryGetProperty("attack", out _) || line.TryGetProperty("headers", out _))
            {
                continue;
            }

            var name = line.GetProperty("file").GetString()!;
            var bytes = File.ReadAllBytes(SharedData.File(["feeds", .. name.Split('/')]));
            bytes = name.EndsWith(".gz", StringComparison.Ordinal) ? Inflate(bytes) : bytes;
            var watch = Stopwatch.StartNew();

            var outcome = FeedReader.Read(bytes, contentType: null, line.GetProperty("url").GetString());

            // The table allows two seconds; a crowded machine is given more.
            Assert.True(watch.ElapsedMilliseconds < 10_000, $"{line.GetProperty("id")}: {watch.ElapsedMilliseconds} ms");
            if (outcome is FeedOutcome.Read { Feed: var feed })
            {
                Assert.DoesNotContain("root:", feed.Title?.Value + string.Concat(feed.Entries.Select(entry => entry.Title + entry.Summary?.Value)), StringComparison.Ordinal);
                Assert.False(line.TryGetProperty("expect", out var expect) && expect.GetProperty("entry_count").GetInt32() != feed.Entries.Count, line.GetProperty("id").ToString());
            }
        }
    }

    [Fact]
    public void No_prefix_of_a_feed_and_no_byte_changed_in_it_makes_the_reader_fail()
    {
        const string Text = """
            <?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>D</title>
            <item><title><![CDATA[a & b]]></title><dc:creator>Ann</dc:creator><guid isPermaLink='false'>g&#38;1</guid><enclosure url="a.mp3"/></item></channel></rss>
            """;
        var whole = Encoding.UTF8.GetBytes(Text);
        for (var at = 0; at < whole.Length; at++)
        {
            _ = FeedReader.Read(whole.AsSpan(0, at), contentType: null, "https://news.example/f");
            foreach (var octet in "<>&\"'/\0\xFF"u8)
            {
                var changed = whole.ToArray();
                changed[at] = octet;
                Assert.NotNull(FeedReader.Read(changed, contentType: null, "https://news.example/f"));
            }
        }
    }

    private static Feed Read(byte[] bytes) => Assert.IsType<FeedOutcome.Read>(FeedReader.Read(bytes, contentType: null, address: null)).Feed;

    private static byte[] Inflate(byte[] bytes)
    {
        using var target = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        gzip.CopyTo(target);
        return target.ToArray();
    }
}
