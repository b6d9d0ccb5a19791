using System.Reflection;
using System.Text;

namespace Tearsheet.Publishing.Pages;

/// <summary>The files of the site that are the same in every edition of this generator.</summary>
internal static class Assets
{
    public static ReadOnlyMemory<byte> Style { get; } = MakeStyle();

    public static ReadOnlyMemory<byte> Script { get; } = Read("site.js");

    public static ReadOnlyMemory<byte> Icon { get; } = Read("favicon.svg");

    private static byte[] MakeStyle()
    {
        var tints = new Markup();
        Tints.WriteRules(tints);
        return [.. WithoutMargins(Read("style.css")), .. tints.Bytes.Span];
    }

    /// <summary>The style sheet as readers load it: without comments and indentation, a third of which would be for people only.</summary>
    private static byte[] WithoutMargins(byte[] style)
    {
        var text = Encoding.UTF8.GetString(style);
        var lean = new StringBuilder(text.Length);
        foreach (var line in text.Split('\n'))
        {
            var bare = line.Trim();
            if (bare.Length > 0 && !(bare.StartsWith("/*", StringComparison.Ordinal) && bare.EndsWith("*/", StringComparison.Ordinal)))
            {
                lean.Append(bare).Append('\n');
            }
        }

        return Encoding.UTF8.GetBytes(lean.ToString());
    }

    private static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Tearsheet.Publishing.Pages.Assets." + name)
            ?? throw new InvalidOperationException("The program was built without " + name);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
