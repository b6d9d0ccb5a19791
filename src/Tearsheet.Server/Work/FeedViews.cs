using Tearsheet.Reading.Feeds.Polling;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Work;

/// <summary>Feeds as the API and <c>--json</c> show them.</summary>
internal static class FeedViews
{
    public static FeedList All(WorkBook book, PollPolicy policy) => new([.. book.Feeds().Select(feed => Of(feed, book, policy))]);

    public static FeedView Of(FollowedFeed feed, WorkBook book, PollPolicy policy)
    {
        var state = feed.State;
        var backlog = book.Backlog(feed.Id);
        return new FeedView
        {
            Id = feed.Id,
            Url = feed.Address,
            AskedAt = state.Address == feed.Address ? null : state.Address,
            Title = state.Title,
            Topic = feed.Topic,
            Policy = PolicyWord.Of(feed.Policy),
            Hold = feed.Hold ? true : null,
            Every = feed.Every is { } every ? PollInterval.Write(every) : null,
            State = state switch
            {
                { IsEnded: true } => "ended",
                _ when PollRules.IsDead(state, policy) => "dead",
                { Problem: not null } => "failing",
                { LastSuccess: null } => "new",
                _ => "ok",
            },
            Problem = state.Problem is { } problem
                ? new FeedProblemView(FeedProblem.Name(problem.Kind), problem.Message, problem.Status, problem.Since, state.Failures)
                : null,
            Notice = state.Notice,
            LastPoll = state.LastPoll,
            LastSuccess = state.LastSuccess,
            NextPoll = state.IsEnded ? null : state.NextPoll,
            Waiting = backlog.Waiting,
            GivenUp = backlog.GivenUp,
            LastGivenUp = backlog.LastProblem,
        };
    }
}
