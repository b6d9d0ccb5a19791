namespace Tearsheet.Publishing.Pages;

/// <summary>Pictures: their room is kept and tinted before they come, so that nothing shifts.</summary>
internal static class PictureMarkup
{
    /// <summary>A picture without a caption.</summary>
    /// <param name="page">Where to.</param>
    /// <param name="picture">What.</param>
    /// <param name="folder">The folder of its files as seen from the page, with "/" at its end; "" for the page's own.</param>
    /// <param name="eager">Whether it stands where a reader begins.</param>
    public static void WriteImage(Markup page, PictureView picture, string folder, bool eager)
    {
        var shown = picture.Large ?? picture.Small;
        page.Write($"<img class=\"{Tints.ClassOf(picture.Colour)}\" src=\"{Address.Inside(folder, picture.Small.Name)}\"");
        if (picture.Large is { } large)
        {
            page.Write($"""
                 srcset="{Address.Inside(folder, picture.Small.Name)} {picture.Small.Width}w, {Address.Inside(folder, large.Name)} {large.Width}w" sizes="(min-width: 52rem) 48rem, 100vw"
                """);
        }

        page.Write($" width=\"{shown.Width}\" height=\"{shown.Height}\" alt=\"{picture.Alt}\"");
        page.Either(eager, " fetchpriority=\"high\">", " decoding=\"async\" loading=\"lazy\">");
    }

    /// <summary>A picture with its caption and credit.</summary>
    public static void WriteFigure(Markup page, PictureView picture, string folder, bool eager, string? cssClass = null)
    {
        page.Write("<figure");
        if (cssClass is not null)
        {
            page.Write($" class=\"{cssClass}\"");
        }

        page.Write(">\n");
        WriteImage(page, picture, folder, eager);
        if (picture.Caption is not null || picture.Credit is not null)
        {
            page.Write($"\n<figcaption>{picture.Caption}");
            if (picture.Credit is { } credit)
            {
                page.Either(picture.Caption is null, "", " · ");
                page.Write($"<span class=\"credit\">{credit}</span>");
            }

            page.Write("</figcaption>");
        }

        page.Write("\n</figure>\n");
    }
}
