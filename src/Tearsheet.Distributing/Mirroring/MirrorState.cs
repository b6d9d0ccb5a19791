using System.Text.Json.Serialization;

namespace Tearsheet.Distributing.Mirroring;

/// <summary>An edition that is here whole.</summary>
/// <param name="Root">Its root CID.</param>
/// <param name="At">When it was complete.</param>
public sealed record MirroredEdition(string Root, DateTimeOffset At);

/// <summary>What a mirror knows of itself: <c>mirror.json</c>.</summary>
public sealed record MirrorState
{
    /// <summary>Version of the format.</summary>
    public const int Version = 1;

    /// <summary>Which version this is.</summary>
    public int V { get; set; } = Version;

    /// <summary>What is mirrored: an IPNS name, a domain with a DNSLink, or a CID.</summary>
    public required string Source { get; set; }

    /// <summary>Addresses of the gateways.</summary>
    public IReadOnlyList<string> From { get; set; } = [];

    /// <summary>How many editions are kept.</summary>
    public int Keep { get; set; } = 1;

    /// <summary>The name that the site goes by, in base36; null where there is none.</summary>
    public string? Name { get; set; }

    /// <summary>Newest last.</summary>
    public IReadOnlyList<MirroredEdition> Editions { get; set; } = [];
}

[JsonSerializable(typeof(MirrorState))]
[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class MirrorJson : JsonSerializerContext;
