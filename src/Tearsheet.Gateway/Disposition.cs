using System.Text;

namespace Tearsheet.Gateway;

/// <summary>Content-Disposition.</summary>
/// <remarks>Spec: RFC 6266; path-gateway, "Content-Disposition".</remarks>
internal static class Disposition
{
    /// <summary>The header for a name that may hold anything: letters beyond ASCII stand as "_" and, in a second form, as they are.</summary>
    public static string Of(bool isAttachment, string name)
    {
        var text = new StringBuilder(isAttachment ? "attachment; filename=\"" : "inline; filename=\"");
        var isAscii = true;
        foreach (var rune in name.EnumerateRunes())
        {
            var plain = rune.IsAscii && rune.Value is >= 0x20 and not ('"' or '\\' or 0x7F);
            isAscii &= plain;
            text.Append(plain ? (char)rune.Value : '_');
        }

        text.Append('"');
        return isAscii ? text.ToString() : text.Append("; filename*=UTF-8''").Append(Uri.EscapeDataString(name)).ToString();
    }
}
