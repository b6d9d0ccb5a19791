using System.ComponentModel.DataAnnotations;

namespace Tearsheet.Reading.Rendering;

/// <summary>The bounds of every rendering of a page in a browser.</summary>
public sealed record RenderPolicy
{
    /// <summary>The browser's file; null looks for one on the PATH.</summary>
    public string? Browser { get; init; }

    /// <summary>From the start of the browser to its end; a page that is not done by then is not captured.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a page may go on loading; then its scripts are stopped and it is taken as it is.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ParseLimitsInInvariantCulture = true)]
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests of one page that are answered, its document's included; the others are refused.</summary>
    [Range(1, 10_000)]
    public int MaxRequests { get; init; } = 400;

    /// <summary>Bytes of all bodies of one page as received.</summary>
    [Range(1, 1L << 30)]
    public long MaxBytes { get; init; } = 64L << 20;

    /// <summary>Memory of all processes of the browser that is theirs alone, in bytes; a browser that has more is killed.</summary>
    [Range(256L << 20, 64L << 30)]
    public long MaxMemoryBytes { get; init; } = 1536L << 20;

    /// <summary>The screenshot's height at most, in CSS pixels; what lies below is cut off.</summary>
    [Range(100, 16_000)]
    public int MaxHeight { get; init; } = 12_000;

    /// <summary>The width of the page, in CSS pixels.</summary>
    public const int Width = 1280;

    /// <summary>The height of the window before anybody scrolls, in CSS pixels.</summary>
    public const int WindowHeight = 900;

    /// <summary>Bytes of one answer to the page, as received.</summary>
    internal const long MaxAnswerBytes = 16L << 20;

    /// <summary>Bytes of the PDF; a larger one is left out.</summary>
    internal const int MaxPdfBytes = 32 << 20;

    /// <summary>How long nothing may be asked before a page counts as loaded.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(600);
}
