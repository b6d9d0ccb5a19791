using System.ComponentModel.DataAnnotations;
using Tearsheet.Reading.Feeds.Polling;

namespace Tearsheet.Server.Settings;

/// <summary>Between which bounds feeds are asked, as <c>tearsheet.json</c> writes them.</summary>
internal sealed record FeedSettings
{
    [Range(1, 43_200, ErrorMessage = "feeds.leastMinutes must lie between 1 and 43200.")]
    public int? LeastMinutes { get; init; }

    [Range(1, 720, ErrorMessage = "feeds.mostHours must lie between 1 and 720.")]
    public int? MostHours { get; init; }

    public PollPolicy ToPolicy()
    {
        var usual = PollPolicy.Usual;
        return usual with
        {
            Least = LeastMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : usual.Least,
            Most = MostHours is { } hours ? TimeSpan.FromHours(hours) : usual.Most,
        };
    }
}
