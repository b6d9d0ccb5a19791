namespace Tearsheet.Reading.Links;

/// <summary>What a page claims to be its address, as a claim: nothing here says that it is true.</summary>
/// <remarks>Spec: RFC 6596, The Canonical Link Relation.</remarks>
internal static class CanonicalClaim
{
    // What a template leaves behind when it has nothing to fill in.
    private static readonly string[] Unfilled = ["undefined", "null", "none", "nan", "false", "[object object]"];

    private static readonly string[] Marks = ["{{", "}}", "<%", "%>", "${"];

    /// <summary>The absolute address that is claimed, without its fragment.</summary>
    /// <param name="text">Untrusted, as written; null when there is none.</param>
    /// <param name="context">What it is relative to; null when nobody knows.</param>
    /// <returns>null when it is no http or https address, or nothing that somebody meant.</returns>
    public static string? Read(string? text, HttpUrl? context)
    {
        text = text?.Trim();
        return text is { Length: > 0 and <= LinkAddress.MaxLength }
            && !Array.Exists(Marks, mark => text.Contains(mark, StringComparison.Ordinal))
            && !Unfilled.Contains(text, StringComparer.OrdinalIgnoreCase)
            && HttpUrl.TryRead(text, context, out var url) == LinkAddressStatus.Ok && !url!.HasCredentials
            ? (url with { Fragment = null }).ToString()
            : null;
    }
}
