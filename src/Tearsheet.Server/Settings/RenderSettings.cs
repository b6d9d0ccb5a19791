using System.ComponentModel.DataAnnotations;
using Tearsheet.Reading.Rendering;

namespace Tearsheet.Server.Settings;

/// <summary>The bounds of <c>add --render</c> as <c>tearsheet.json</c> writes them: what is absent keeps <see cref="RenderPolicy"/>'s default.</summary>
internal sealed record RenderSettings
{
    /// <summary>The file of Chromium or one like it, or its name on the PATH.</summary>
    [StringLength(4096, MinimumLength = 1, ErrorMessage = "render.browser must name a file.")]
    public string? Browser { get; init; }

    [Range(5, 3600, ErrorMessage = "render.totalSeconds must lie between 5 and 3600.")]
    public int? TotalSeconds { get; init; }

    [Range(1, 3600, ErrorMessage = "render.settleSeconds must lie between 1 and 3600.")]
    public int? SettleSeconds { get; init; }

    [Range(1, 10_000, ErrorMessage = "render.maxRequests must lie between 1 and 10000.")]
    public int? MaxRequests { get; init; }

    [Range(1, 1024, ErrorMessage = "render.maxMegabytes must lie between 1 and 1024.")]
    public int? MaxMegabytes { get; init; }

    [Range(256, 65_536, ErrorMessage = "render.maxMemoryMegabytes must lie between 256 and 65536.")]
    public int? MaxMemoryMegabytes { get; init; }

    /// <summary>The policy that these settings come to. They have been checked.</summary>
    public RenderPolicy ToPolicy()
    {
        var usual = new RenderPolicy();
        return usual with
        {
            Browser = Browser,
            TotalTimeout = TotalSeconds is { } total ? TimeSpan.FromSeconds(total) : usual.TotalTimeout,
            SettleTimeout = SettleSeconds is { } settle ? TimeSpan.FromSeconds(settle) : usual.SettleTimeout,
            MaxRequests = MaxRequests ?? usual.MaxRequests,
            MaxBytes = ((long?)MaxMegabytes << 20) ?? usual.MaxBytes,
            MaxMemoryBytes = ((long?)MaxMemoryMegabytes << 20) ?? usual.MaxMemoryBytes,
        };
    }
}
