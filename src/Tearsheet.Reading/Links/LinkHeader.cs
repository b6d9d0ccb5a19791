namespace Tearsheet.Reading.Links;

/// <summary>One link of a Link header.</summary>
/// <param name="Target">As written between the angle brackets, usually relative to the page.</param>
/// <param name="Relations">In lower case.</param>
/// <param name="Type">The media type that the target is said to have; null for none.</param>
/// <param name="Title">null for none.</param>
internal sealed record HeaderLink(string Target, IReadOnlyList<string> Relations, string? Type, string? Title)
{
    public bool Is(string relation) => Relations.Contains(relation, StringComparer.Ordinal);
}

/// <summary>Reads the Link header of a response.</summary>
/// <remarks>Spec: RFC 8288, "Link Serialisation in HTTP Headers".</remarks>
internal static class LinkHeader
{
    private const int Most = 200;

    /// <summary>The target of the one link whose relation is canonical; null when there is none, or several that differ.</summary>
    /// <param name="header">Untrusted; lines joined with commas. null when it was not sent.</param>
    public static string? Canonical(string? header)
    {
        var targets = Read(header).Where(link => link.Is("canonical")).Select(link => link.Target).Distinct(StringComparer.Ordinal).ToList();
        return targets.Count == 1 ? targets[0] : null;
    }

    /// <summary>The links in their order; those that are said of another page than the one that came with the header are left out.</summary>
    /// <param name="header">Untrusted; lines joined with commas. null when it was not sent.</param>
    public static IReadOnlyList<HeaderLink> Read(string? header)
    {
        var links = new List<HeaderLink>();
        var rest = (header ?? "").AsSpan();
        while (links.Count < Most && rest.IndexOf('<') is >= 0 and var open)
        {
            rest = rest[(open + 1)..];
            var close = rest.IndexOf('>');
            if (close < 0)
            {
                break;
            }

            var target = rest[..close].Trim().ToString();
            var parameters = ReadParameters(rest[(close + 1)..], out var length);
            rest = rest[(close + 1 + length)..];
            if (!parameters.ContainsKey("anchor"))
            {
                links.Add(new HeaderLink(
                    target,
                    (parameters.GetValueOrDefault("rel") ?? "").ToLowerInvariant().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries),
                    parameters.GetValueOrDefault("type"),
                    parameters.GetValueOrDefault("title")));
            }
        }

        return links;
    }

    /// <summary>Reads up to the comma that ends the link; a comma or semicolon in quotes ends nothing. The first of two of a name counts.</summary>
    private static Dictionary<string, string> ReadParameters(ReadOnlySpan<char> text, out int length)
    {
        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var start = 0;
        var quoted = false;
        for (length = 0; length <= text.Length; length++)
        {
            if (length == text.Length || (!quoted && text[length] is ',' or ';'))
            {
                var parameter = text[start..length];
                var equals = parameter.IndexOf('=');
                if (equals > 0)
                {
                    parameters.TryAdd(parameter[..equals].Trim().ToString(), parameter[(equals + 1)..].Trim().Trim('"').ToString());
                }

                start = length + 1;
                if (length == text.Length || text[length] == ',')
                {
                    break;
                }
            }
            else if (text[length] == '"')
            {
                quoted = !quoted;
            }
            else if (quoted && text[length] == '\\')
            {
                length = Math.Min(length + 1, text.Length - 1);
            }
        }

        return parameters;
    }
}
