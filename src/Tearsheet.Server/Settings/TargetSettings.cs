namespace Tearsheet.Server.Settings;

/// <summary>One place that editions are brought to.</summary>
internal sealed record TargetSettings
{
    /// <summary><c>kubo</c>, <c>pinning</c> or <c>car</c>.</summary>
    public string Kind { get; set; } = "";

    /// <summary>A Kubo node's RPC, or where a pinning service's API begins.</summary>
    public string? Address { get; set; }

    /// <summary>The variable of the environment that holds the token; no secret stands in the settings.</summary>
    public string? TokenVariable { get; set; }

    /// <summary>The file whose first line is the token.</summary>
    public string? TokenFile { get; set; }

    /// <summary>A trustless gateway of a pinning service, from which a pushed edition is fetched back.</summary>
    public string? Gateway { get; set; }

    /// <summary>The CAR file to write.</summary>
    public string? File { get; set; }

    /// <summary>The name under which a Kubo node is given the site's key; absent: it is not given.</summary>
    public string? ImportKeyAs { get; set; }

    /// <summary>What is wrong, as the rest of a sentence; empty when nothing is.</summary>
    public string Fault => Kind switch
    {
        "kubo" or "pinning" when !IsWeb(Address) => "needs an address, such as http://127.0.0.1:5001",
        "kubo" when Gateway is not null => "has a gateway, which only a pinning service has",
        "pinning" when Gateway is not null && !IsWeb(Gateway) => "names a gateway that is no address",
        "pinning" when ImportKeyAs is not null => "has importKeyAs, which only a Kubo node knows",
        "car" when string.IsNullOrEmpty(File) => "needs a file",
        "kubo" or "pinning" or "car" => TokenVariable is not null && TokenFile is not null ? "has two tokens: name tokenVariable or tokenFile" : "",
        _ => "has no kind: kubo, pinning or car",
    };

    private static bool IsWeb(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.UserInfo.Length == 0;
}
