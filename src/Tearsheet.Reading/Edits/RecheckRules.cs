namespace Tearsheet.Reading.Edits;

/// <summary>How often links are asked for again. All of it is a setting.</summary>
public sealed record RecheckPolicy
{
    /// <summary>The waits while nothing changes, each at least as long as the one before.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } =
    [
        TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(3),
        TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(91), TimeSpan.FromDays(182), TimeSpan.FromDays(365),
    ];

    /// <summary>How many steps of <see cref="Waits"/> an edit takes back: what was edited is likely to be edited again.</summary>
    public int StepsBackAfterEdit { get; init; } = 4;

    /// <summary>Nobody asks any more once a link has not changed for so long.</summary>
    public TimeSpan End { get; init; } = TimeSpan.FromDays(10 * 365);

    /// <summary>The first wait after a failure of the way or of the server; doubled with each failure that follows.</summary>
    public TimeSpan AfterFailure { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The first wait after the source said that it does not want to be asked (401, 403, 429); four times as long with each that follows.</summary>
    public TimeSpan AfterBlock { get; init; } = TimeSpan.FromDays(2);

    /// <summary>How often a source may say so in a row before the link is let alone for good.</summary>
    public int MostBlocks { get; init; } = 4;

    /// <summary>The wait between two looks at a link that is gone; doubled with each that finds it gone still.</summary>
    public TimeSpan AfterGone { get; init; } = TimeSpan.FromDays(30);

    /// <summary>No wait is longer.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromDays(365);

    /// <summary>Failures in a row before a link counts as unreachable: one bad night of a server is no news.</summary>
    public int FailuresUntilUnreachable { get; init; } = 3;

    /// <summary>The largest share of a wait that chance may add, 0 to 1, so that links of one day are not all asked for in one minute.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>What is wrong with the policy, as a sentence; null when nothing is.</summary>
    public string? Problem()
    {
        if (Waits.Count == 0 || Waits.Any(wait => wait < TimeSpan.FromMinutes(1)))
        {
            return "Re-checks need at least one wait, and none below a minute.";
        }

        if (Waits.Zip(Waits.Skip(1)).Any(pair => pair.Second < pair.First))
        {
            return "The waits of re-checks must not become shorter.";
        }

        return this switch
        {
            { Jitter: < 0 or > 1 or double.NaN } => "The jitter of re-checks is a share between 0 and 1.",
            { StepsBackAfterEdit: < 0 } or { MostBlocks: < 1 } or { FailuresUntilUnreachable: < 1 } => "Counts of re-checks must not be negative, and at least one of each must be allowed.",
            _ when AfterFailure <= TimeSpan.Zero || AfterBlock <= TimeSpan.Zero || AfterGone <= TimeSpan.Zero || LongestWait <= TimeSpan.Zero || End <= TimeSpan.Zero
                => "The waits of re-checks must be positive.",
            _ => null,
        };
    }
}

/// <summary>What is known of a link's checks. All counts are of the newest checks in a row.</summary>
public sealed record RecheckState
{
    /// <summary>When the link was first filed.</summary>
    public required DateTimeOffset Filed { get; init; }

    /// <summary>When it was last asked for; when it was filed, if never since.</summary>
    public required DateTimeOffset LastCheck { get; init; }

    /// <summary>When an edit was last found; null while none was.</summary>
    public DateTimeOffset? LastEdit { get; init; }

    /// <summary>Where in <see cref="RecheckPolicy.Waits"/> the link stands: one more with each check that found nothing, back with an edit.</summary>
    public int Step { get; init; }

    /// <summary>Checks in a row that failed: no answer, a fault of the server, a page that was not the article.</summary>
    public int Failures { get; init; }

    /// <summary>Checks in a row that were answered with 401, 403 or 429.</summary>
    public int Blocks { get; init; }

    /// <summary>Checks in a row that were answered with 404 or 410.</summary>
    public int Absences { get; init; }

    /// <summary>Not before, as the server asked with Retry-After; null when it did not.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>A link that was just filed.</summary>
    public static RecheckState New(DateTimeOffset filed) => new() { Filed = filed, LastCheck = filed };
}

/// <summary>When a link is asked for again. Pure: time and chance come in.</summary>
public static class RecheckRules
{
    /// <summary>The time of the next check; null when there is to be none any more.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="policy">How often to ask; without a <see cref="RecheckPolicy.Problem"/>.</param>
    /// <param name="chance">A random number from 0 up to 1.</param>
    public static DateTimeOffset? Next(RecheckState state, RecheckPolicy policy, double chance)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        if (state.Blocks >= policy.MostBlocks || state.LastCheck - (state.LastEdit ?? state.Filed) >= policy.End)
        {
            return null;
        }

        var wait = state switch
        {
            { Blocks: > 0 } => Grown(policy.AfterBlock, 4, state.Blocks, policy.LongestWait),
            { Absences: > 0 } => Grown(policy.AfterGone, 2, state.Absences, policy.LongestWait),
            // A failure asks again soon, but never sooner than the link's own turn would be at its youngest.
            { Failures: > 0 } => Grown(policy.AfterFailure, 2, state.Failures, policy.LongestWait),
            _ => policy.Waits[Math.Clamp(state.Step, 0, policy.Waits.Count - 1)],
        };
        wait = wait > policy.LongestWait ? policy.LongestWait : wait;
        var share = double.IsNaN(chance) ? 0 : Math.Clamp(chance, 0, 1) * policy.Jitter;
        var next = After(state.LastCheck, wait + TimeSpan.FromTicks((long)(wait.Ticks * share)));
        return state.NotBefore is { } earliest && earliest > next ? earliest : next;
    }

    /// <summary>What is known after a check.</summary>
    /// <param name="state">What was known before.</param>
    /// <param name="verdict">What the check found.</param>
    /// <param name="at">When it was made.</param>
    /// <param name="policy">How often to ask.</param>
    /// <param name="notBefore">What the server asked with Retry-After; null when it did not.</param>
    public static RecheckState After(RecheckState state, CheckVerdict verdict, DateTimeOffset at, RecheckPolicy policy, DateTimeOffset? notBefore = null)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        var asked = state with { LastCheck = at, NotBefore = notBefore, Failures = 0, Blocks = 0, Absences = 0 };
        return verdict switch
        {
            CheckVerdict.Unchanged => asked with { Step = Math.Min(state.Step + 1, policy.Waits.Count - 1) },
            CheckVerdict.Changed => asked with { LastEdit = at, Step = Math.Max(0, state.Step - policy.StepsBackAfterEdit) },
            CheckVerdict.Lost { Reach: LinkReach.Blocked } => asked with { Blocks = state.Blocks + 1 },
            CheckVerdict.Lost { Reach: LinkReach.Gone } => asked with { Absences = state.Absences + 1 },
            _ => asked with { Failures = state.Failures + 1 },
        };
    }

    /// <summary>What of a check's finding is to be noted of the link; null when nothing is, because it may be a bad night only.</summary>
    /// <param name="verdict">What the check found.</param>
    /// <param name="after">What is known after it, by <see cref="After(RecheckState, CheckVerdict, DateTimeOffset, RecheckPolicy, DateTimeOffset?)"/>.</param>
    /// <param name="policy">How many failures make a link unreachable.</param>
    public static LinkReach? ToNote(CheckVerdict verdict, RecheckState after, RecheckPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(verdict);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(policy);
        return verdict switch
        {
            CheckVerdict.Lost { Reach: LinkReach.Unreachable } when after.Failures < policy.FailuresUntilUnreachable => null,
            CheckVerdict.Lost lost => lost.Reach,
            CheckVerdict.NotTheArticle => null,
            { MovedTo: not null } => LinkReach.Moved,
            _ => LinkReach.Back,
        };
    }

    private static TimeSpan Grown(TimeSpan first, int factor, int times, TimeSpan longest)
    {
        var wait = first;
        for (var time = 1; time < times && wait < longest; time++)
        {
            wait = wait.Ticks > longest.Ticks / factor ? longest : wait * factor;
        }

        return wait;
    }

    private static DateTimeOffset After(DateTimeOffset at, TimeSpan wait) =>
        wait > DateTimeOffset.MaxValue - at ? DateTimeOffset.MaxValue : at + wait;
}
