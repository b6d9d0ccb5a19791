using System.Globalization;

namespace Tearsheet.Reading.Feeds;

/// <summary>Gathers what a feed says of how often it wants to be asked.</summary>
internal sealed class RhythmDraft
{
    private readonly SortedSet<int> _hours = [];
    private readonly List<DayOfWeek> _days = [];
    private int? _minutes;
    private TimeSpan? _period;
    private int _frequency = 1;

    public void Take(FeedField field, string text)
    {
        var number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : -1;
        switch (field)
        {
            case FeedField.Minutes when number is > 0 and <= 525_600:
                _minutes = number;
                break;
            case FeedField.Frequency when number is > 0 and <= 1000:
                _frequency = number;
                break;
            case FeedField.Hour when number is >= 0 and <= 24:
                _hours.Add(number % 24);
                break;
            case FeedField.Day when Enum.TryParse<DayOfWeek>(text, ignoreCase: true, out var day) && number < 0 && !_days.Contains(day):
                _days.Add(day);
                break;
            case FeedField.Period:
                _period = text.ToLowerInvariant() switch
                {
                    "hourly" => TimeSpan.FromHours(1),
                    "daily" => TimeSpan.FromDays(1),
                    "weekly" => TimeSpan.FromDays(7),
                    "monthly" => TimeSpan.FromDays(30),
                    "yearly" => TimeSpan.FromDays(365),
                    _ => null,
                };
                break;
        }
    }

    public FeedRhythm Made() => new(_minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : _period / _frequency, [.. _hours], _days);
}
