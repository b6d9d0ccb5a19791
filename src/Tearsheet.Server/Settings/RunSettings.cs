using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using static System.FormattableString;

namespace Tearsheet.Server.Settings;

/// <summary>What <c>tearsheet.json</c> may say: how this process runs, never what the site shows (that is in the log).</summary>
/// <remarks>
/// What has a default is set and not init: the generated reader would put null where the file says nothing.
/// </remarks>
internal sealed record RunSettings
{
    /// <summary>Where <c>serve</c> listens: <c>http://ADDRESS:PORT</c>; port 0 lets the system choose.</summary>
    public string Listen { get; set; } = "http://127.0.0.1:8080";

    /// <summary>The desk's own listener, beside the public one.</summary>
    public DeskSettings Desk { get; set; } = new();

    public EditionSettings Edition { get; set; } = new();

    public FetchSettings Fetch { get; set; } = new();

    public FeedSettings Feeds { get; set; } = new();

    public RecheckSettings Recheck { get; set; } = new();

    public RenderSettings Render { get; set; } = new();

    public GatewaySettings Gateway { get; set; } = new();

    public LinkSettings Links { get; set; } = new();

    /// <summary>Where <c>tearsheet publish</c> brings editions, by the name that the operator gave each place.</summary>
    public IReadOnlyDictionary<string, TargetSettings> Publish { get; set; } = new Dictionary<string, TargetSettings>(StringComparer.Ordinal);

    /// <summary>Reads the settings; a missing file means the defaults.</summary>
    /// <param name="message">Empty, or what is wrong in the file, where, and what to do.</param>
    public static bool TryLoad(string file, out RunSettings settings, out string message)
    {
        settings = new RunSettings();
        message = "";
        if (!File.Exists(file))
        {
            return true;
        }

        try
        {
            using var stream = File.OpenRead(file);
            settings = JsonSerializer.Deserialize(stream, SettingsJson.Default.RunSettings) ?? settings;
        }
        catch (JsonException fault)
        {
            var line = fault.LineNumber is { } number ? Invariant($", line {number + 1}") : "";
            message = $"{file}{line}: {Words(fault)} docs/operating/running.md lists every setting.";
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            message = $"{file} may not be read by this user. Change its owner or its mode.";
            return false;
        }

        if (settings.Listen is null || settings.Desk is null || settings.Edition is null || settings.Feeds is null || settings.Recheck is null || settings.Render is null || settings.Links is null || settings.Fetch?.AllowedNetworks is null
            || settings.Publish is null || settings.Gateway?.Hosts is null || settings.Gateway.DnsLinkHosts is null)
        {
            message = $"{file}: a setting is null; leave it out to have its default. docs/operating/running.md lists every setting.";
            return false;
        }

        foreach (var part in new object[] { settings, settings.Edition, settings.Fetch, settings.Feeds, settings.Recheck, settings.Render })
        {
            var faults = new List<ValidationResult>();
            if (!Validator.TryValidateObject(part, new ValidationContext(part), faults, validateAllProperties: true))
            {
                message = $"{file}: {faults[0].ErrorMessage} docs/operating/running.md lists every setting.";
                return false;
            }
        }

        if (settings.Fetch.FaultyNetwork is { } faulty)
        {
            message = $"{file}: fetch.allowedNetworks holds \"{faulty}\", which is no network. Write one as 10.1.0.0/16 or ::1/128.";
            return false;
        }

        if (settings.Fetch.HasFaultyContact)
        {
            message = $"{file}: fetch.contact is \"{settings.Fetch.Contact}\". Write the address of a page, as https://desk.example/about, or a mail address.";
            return false;
        }

        if (settings.Recheck.Fault is { } recheck)
        {
            message = $"{file}: {recheck} docs/operating/running.md lists every setting.";
            return false;
        }

        if (settings.Gateway.FaultyHost is { } host)
        {
            message = $"{file}: gateway names \"{host}\", which is no host. Write one as ipfs.example.org, without a port.";
            return false;
        }

        if (settings.Gateway.FaultyAddress is { } wrong)
        {
            message = $"{file}: {wrong} docs/operating/running.md lists every setting.";
            return false;
        }

        foreach (var (name, target) in settings.Publish)
        {
            if (target?.Fault is not "")
            {
                message = $"{file}: publish.{name} {target?.Fault ?? "is null"}. docs/operating/running.md lists every setting.";
                return false;
            }
        }

        return true;
    }

    /// <summary>The library's sentence without its trailing position, which counts lines from zero.</summary>
    private static string Words(JsonException fault)
    {
        if (fault.Message.Contains("could not be mapped", StringComparison.Ordinal) && fault.Path is { Length: > 2 } path)
        {
            return $"{path[2..]} is no setting.";
        }

        var end = fault.Message.IndexOf(" Path: ", StringComparison.Ordinal);
        return end < 0 ? fault.Message : fault.Message[..end];
    }
}

/// <summary>When <c>serve</c> makes an edition by itself.</summary>
internal sealed record EditionSettings
{
    /// <summary>false leaves every edition to <c>tearsheet edition</c>.</summary>
    public bool Automatic { get; set; } = true;

    /// <summary>The least time between two editions that <c>serve</c> makes; a minute at least.</summary>
    [Range(60, 86_400, ErrorMessage = "edition.everySeconds must lie between 60 and 86400.")]
    public int EverySeconds { get; set; } = 60;
}

[JsonSerializable(typeof(RunSettings))]
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
internal sealed partial class SettingsJson : JsonSerializerContext;
