using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Pages;

/// <summary>An article alone as a page, for whoever wants to see what was read. No page of the site: its pictures lie where the source has them.</summary>
public static class ArticlePage
{
    /// <summary>The page: HTML of our own elements and safe addresses only, and no script.</summary>
    public static string Write(Article article)
    {
        ArgumentNullException.ThrowIfNull(article);
        var page = new Markup();
        WriteHead(page, article);
        page.Write($"<body>\n<article>\n<h1>{article.Headline}</h1>\n");
        if (article.Standfirst is { } standfirst)
        {
            page.Write($"<p class=\"standfirst\">{standfirst}</p>\n");
        }

        WriteByline(page, article);
        if (article.LeadImage is { } lead && !article.Body.Any(block => block is BodyBlock.Figure figure && figure.Image == lead))
        {
            WriteFigure(page, article.Images[lead]);
        }

        new BodyMarkup(page, index => WriteFigure(page, article.Images[index])).Write(article.Body);
        page.Write("</article>\n</body>\n</html>\n");
        return Encoding.UTF8.GetString(page.Bytes.Span);
    }

    private static void WriteHead(Markup page, Article article)
    {
        page.Write("<!doctype html>\n<html");
        if (article.Language is { } language)
        {
            page.Write($" lang=\"{language}\"");
        }

        page.Either(article.RightToLeft, " dir=\"rtl\">", ">");
        page.Write($"\n<head>\n<meta charset=\"utf-8\">\n<title>{article.Headline}</title>\n");
        if (Address.TryOutside(article.CanonicalAddress, out var address))
        {
            page.Write($"<link rel=\"canonical\" href=\"{address}\">\n");
        }

        if (article.SiteName is { } siteName)
        {
            page.Write($"<meta property=\"og:site_name\" content=\"{siteName}\">\n");
        }

        page.Write("</head>\n");
    }

    private static void WriteByline(Markup page, Article article)
    {
        var published = ArticleText.Of(article.Published);
        if (article.Authors.Count == 0 && published is null)
        {
            return;
        }

        page.Write("<p class=\"byline\">");
        if (article.Authors.Count > 0)
        {
            page.Write($"By {string.Join(", ", article.Authors)}");
            page.Either(published is null, "", " · ");
        }

        if (published is not null)
        {
            page.Write($"<time datetime=\"{published}\">{published}</time>");
        }

        page.Write("</p>\n");
    }

    private static void WriteFigure(Markup page, ArticleImage image)
    {
        if (!Address.TryOutside(image.Address, out var address))
        {
            return;
        }

        page.Write($"<figure>\n<img src=\"{address}\" alt=\"{image.Alt}\" referrerpolicy=\"no-referrer\" loading=\"lazy\">");
        if (image.Caption is not null || image.Credit is not null)
        {
            page.Write($"\n<figcaption>{image.Caption}");
            if (image.Credit is { } credit)
            {
                page.Either(image.Caption is null, "", " · ");
                page.Write($"<span class=\"credit\">{credit}</span>");
            }

            page.Write("</figcaption>");
        }

        page.Write("\n</figure>\n");
    }
}
