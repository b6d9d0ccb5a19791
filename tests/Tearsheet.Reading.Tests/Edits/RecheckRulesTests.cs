using CsCheck;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Reading.Tests.Edits;

public sealed class RecheckRulesTests
{
    private static readonly DateTimeOffset s_filed = new(2026, 11, 24, 8, 0, 0, TimeSpan.Zero);

    private static readonly RecheckPolicy s_policy = new();

    private static readonly CheckVerdict s_unchanged = new CheckVerdict.Unchanged();

    private static readonly CheckVerdict s_changed = new CheckVerdict.Changed(
        ArticleDiff.Compare(Drafts.Article("H: Rain ¶ One."), Drafts.Article("H: Snow ¶ One.")));

    private static readonly CheckVerdict s_blocked = new CheckVerdict.Lost(LinkReach.Blocked, 403, "no");

    private static readonly CheckVerdict s_gone = new CheckVerdict.Lost(LinkReach.Gone, 404, "no");

    private static readonly CheckVerdict s_failed = new CheckVerdict.Lost(LinkReach.Unreachable, 503, "no");

    private static readonly CheckVerdict s_wall = new CheckVerdict.NotTheArticle(InsteadOfArticle.BotWall, "no");

    [Fact]
    public void Waits_grow_from_an_hour_to_a_year_and_end() =>
        Assert.Equal(
            ["1:00", "3:00", "12:00", "24:00", "72:00", "168:00", "720:00", "2184:00", "4368:00", "8760:00", "8760:00"],
            Waits(Enumerable.Repeat(s_unchanged, 10)));

    [Fact]
    public void Nobody_asks_for_ever()
    {
        var waits = Waits(Enumerable.Repeat(s_unchanged, 100));

        Assert.InRange(waits.Count, 15, 25);
    }

    [Fact]
    public void A_link_that_was_edited_is_asked_for_sooner_again() =>
        Assert.Equal(["1:00", "3:00", "12:00", "24:00", "72:00", "168:00", "3:00", "12:00"], Waits([.. Enumerable.Repeat(s_unchanged, 5), s_changed, s_unchanged]));

    [Fact]
    public void A_source_that_does_not_want_to_be_asked_is_let_alone_soon() =>
        Assert.Equal(["1:00", "48:00", "192:00", "768:00"], Waits(Enumerable.Repeat(s_blocked, 10)));

    [Fact]
    public void A_link_that_is_gone_is_asked_for_rarely_and_less_and_less() =>
        Assert.Equal(["1:00", "720:00", "1440:00", "2880:00", "5760:00", "8760:00"], Waits(Enumerable.Repeat(s_gone, 5)));

    [Fact]
    public void A_failure_is_tried_again_soon_and_then_later_and_later() =>
        Assert.Equal(["1:00", "1:00", "2:00", "4:00", "3:00"], Waits([s_failed, s_wall, s_failed, s_unchanged]));

    [Fact]
    public void Retry_After_is_obeyed()
    {
        var after = RecheckRules.After(RecheckState.New(s_filed), s_failed, s_filed.AddHours(1), s_policy, s_filed.AddDays(4));

        Assert.Equal(s_filed.AddDays(4), RecheckRules.Next(after, s_policy, 0.5));
    }

    [Fact]
    public void One_bad_night_is_no_news_and_a_third_failure_is()
    {
        var state = RecheckState.New(s_filed);
        var noted = new List<LinkReach?>();
        foreach (var verdict in new[] { s_failed, s_failed, s_failed, s_unchanged, s_blocked, s_gone, s_wall, new CheckVerdict.Unchanged { MovedTo = "https://two.example/" } })
        {
            state = RecheckRules.After(state, verdict, state.LastCheck.AddHours(1), s_policy);
            noted.Add(RecheckRules.ToNote(verdict, state, s_policy));
        }

        Assert.Equal([null, null, LinkReach.Unreachable, LinkReach.Back, LinkReach.Blocked, LinkReach.Gone, null, LinkReach.Moved], noted);
    }

    [Fact]
    public void The_next_check_is_never_before_the_last_nor_farther_off_than_wait_and_jitter() =>
        Gen.Select(Gen.Int[0, 5].Array[0, 40], Gen.Double[-1, 2]).Sample((steps, chance) =>
        {
            CheckVerdict[] all = [s_unchanged, s_changed, s_blocked, s_gone, s_failed, s_wall];
            var state = RecheckState.New(s_filed);
            foreach (var step in steps)
            {
                state = RecheckRules.After(state, all[step], RecheckRules.Next(state, s_policy, chance) ?? state.LastCheck.AddDays(1), s_policy);
                Assert.InRange(state.Step, 0, s_policy.Waits.Count - 1);
                if (RecheckRules.Next(state, s_policy, chance) is { } next)
                {
                    Assert.InRange(next - state.LastCheck, TimeSpan.FromHours(1), s_policy.LongestWait * 1.2);
                }
            }
        }, iter: 2_000);

    [Fact]
    public void A_policy_that_cannot_be_is_named()
    {
        Assert.Null(s_policy.Problem());
        Assert.NotNull((s_policy with { Waits = [] }).Problem());
        Assert.NotNull((s_policy with { Waits = [TimeSpan.FromHours(2), TimeSpan.FromHours(1)] }).Problem());
        Assert.NotNull((s_policy with { Waits = [TimeSpan.FromSeconds(1)] }).Problem());
        Assert.NotNull((s_policy with { Jitter = 2 }).Problem());
        Assert.NotNull((s_policy with { MostBlocks = 0 }).Problem());
        Assert.NotNull((s_policy with { AfterGone = TimeSpan.Zero }).Problem());
    }

    private static List<string> Waits(IEnumerable<CheckVerdict> verdicts)
    {
        var state = RecheckState.New(s_filed);
        var waits = new List<string>();
        foreach (var verdict in verdicts)
        {
            if (RecheckRules.Next(state, s_policy, 0) is not { } next)
            {
                return waits;
            }

            waits.Add(Written(next - state.LastCheck));
            state = RecheckRules.After(state, verdict, next, s_policy);
        }

        if (RecheckRules.Next(state, s_policy, 0) is { } last)
        {
            waits.Add(Written(last - state.LastCheck));
        }

        return waits;
    }

    private static string Written(TimeSpan wait) => FormattableString.Invariant($"{(int)wait.TotalHours}:{wait.Minutes:00}");
}
