using System.Globalization;
using System.Text;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary>A feed in words.</summary>
internal static class FeedWords
{
    /// <summary>All that counts of a feed, in one line.</summary>
    public static string Line(FeedView feed)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{feed.Id}  {feed.State}  {feed.Title ?? feed.Url}");
        if (feed.Topic is not null)
        {
            line += $"  [{feed.Topic}]";
        }

        if (feed.Waiting > 0)
        {
            line += string.Create(CultureInfo.InvariantCulture, $"  {feed.Waiting} waiting");
        }

        return feed.Problem is { } problem ? $"{line}  {problem.Kind}: {problem.Message}" : line;
    }

    /// <summary>A line for each thing that is known.</summary>
    public static string Details(FeedView feed)
    {
        var text = new StringBuilder();
        Add("number", feed.Id.ToString(CultureInfo.InvariantCulture));
        Add("url", feed.Url);
        Add("moved to", feed.AskedAt);
        Add("topic", feed.Topic);
        Add("policy", feed.Policy);
        Add("held", feed.Hold is true ? "yes" : null);
        Add("every", feed.Every);
        Add("state", feed.State);
        if (feed.Problem is { } problem)
        {
            Add("problem", problem.Message);
            Add("since", string.Create(CultureInfo.InvariantCulture, $"{Time(problem.Since)}, {problem.Failures} polls in vain"));
        }

        Add("notice", feed.Notice);
        Add("last poll", Time(feed.LastPoll));
        Add("next poll", Time(feed.NextPoll));
        Add("waiting", feed.Waiting == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{feed.Waiting} pages"));
        Add("given up", feed.GivenUp == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{feed.GivenUp} pages; the latest: {feed.LastGivenUp}"));
        return text.ToString().TrimEnd('\n');

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(name.PadRight(11)).Append(value).Append('\n');
            }
        }
    }

    private static string? Time(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
