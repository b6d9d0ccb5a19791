using System.Globalization;

namespace Tearsheet.Publishing.Pages;

/// <summary>The frame of a picture takes the picture's average colour while it loads.</summary>
/// <remarks>A style of its own for each picture would need <c>unsafe-inline</c>; so 64 classes of the style sheet stand for
/// the colours, four steps a channel.</remarks>
internal static class Tints
{
    private const string Steps = "259c";

    /// <summary>The class of the step nearest to "#rrggbb"; the middle grey for whatever else is given.</summary>
    public static string ClassOf(string colour)
    {
        var known = colour is ['#', _, _, _, _, _, _];
        return string.Concat("t", Step(known, colour, 1), Step(known, colour, 3), Step(known, colour, 5));
    }

    /// <summary>The 64 rules, for the end of the style sheet.</summary>
    public static void WriteRules(Markup css)
    {
        foreach (var red in Steps)
        {
            foreach (var green in Steps)
            {
                foreach (var blue in Steps)
                {
                    ReadOnlySpan<char> name = [red, green, blue];
                    css.Write($".t{name}{{background:#{name}}}\n");
                }
            }
        }
    }

    private static string Step(bool known, string colour, int at)
    {
        var value = known && int.TryParse(colour.AsSpan(at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var read)
            ? read
            : 0x80;
        return value switch
        {
            < 0x3C => "2",
            < 0x77 => "5",
            < 0xB3 => "9",
            _ => "c",
        };
    }
}
