namespace Tearsheet.Reading.Links;

/// <summary>Reads the Link header of a response.</summary>
/// <remarks>Spec: RFC 8288, "Link Serialisation in HTTP Headers".</remarks>
internal static class LinkHeader
{
    /// <summary>The target of the one link whose relation is canonical; null when there is none, or several that differ.</summary>
    /// <param name="header">Untrusted; lines joined with commas. null when it was not sent.</param>
    public static string? Canonical(string? header)
    {
        string? found = null;
        var rest = (header ?? "").AsSpan();
        while (rest.IndexOf('<') is >= 0 and var open)
        {
            rest = rest[(open + 1)..];
            var close = rest.IndexOf('>');
            if (close < 0)
            {
                break;
            }

            var target = rest[..close].Trim().ToString();
            var isCanonical = ReadParameters(rest[(close + 1)..], out var length);
            rest = rest[(close + 1 + length)..];
            if (!isCanonical)
            {
                continue;
            }

            if (found is not null && found != target)
            {
                return null;
            }

            found = target;
        }

        return found;
    }

    /// <summary>Reads up to the comma that ends the link; a comma or semicolon in quotes ends nothing.</summary>
    private static bool ReadParameters(ReadOnlySpan<char> text, out int length)
    {
        var isCanonical = false;
        var start = 0;
        var quoted = false;
        for (length = 0; length <= text.Length; length++)
        {
            var end = length == text.Length || (!quoted && text[length] is ',' or ';');
            if (end)
            {
                isCanonical |= NamesCanonical(text[start..length]);
                start = length + 1;
                if (length == text.Length || text[length] == ',')
                {
                    return isCanonical;
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

        return isCanonical;
    }

    private static bool NamesCanonical(ReadOnlySpan<char> parameter)
    {
        var equals = parameter.IndexOf('=');
        return equals >= 0
            && parameter[..equals].Trim().Equals("rel", StringComparison.OrdinalIgnoreCase)
            && parameter[(equals + 1)..].Trim().Trim('"').ToString().Split(' ').Contains("canonical", StringComparer.OrdinalIgnoreCase);
    }
}
