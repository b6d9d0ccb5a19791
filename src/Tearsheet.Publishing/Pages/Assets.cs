using System.Reflection;

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
        return [.. Read("style.css"), .. tints.Bytes.Span];
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
