using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>SmartReader, which finds the body of an article, behind one pure function. Only this file knows it.</summary>
internal static class BorrowedEngine
{
    // Its time grows with the square or the cube of each of these. The limits lie well above honest pages (40 levels,
    // 20,000 nodes), and what is just within them takes some two seconds.
    private const int MaxNodes = 30_000;
    private const int MaxDepth = 64;
    private const long MaxSiblings = 100_000_000;
    private const long MaxText = 8_000_000;

    static BorrowedEngine()
    {
        // Its expressions ignore case by the culture of whoever loads them first, and stay so.
        InInvariantCulture(() =>
        {
            RuntimeHelpers.RunClassConstructor(typeof(SmartReader.Reader).TypeHandle);
            RuntimeHelpers.RunClassConstructor(typeof(SmartReader.Article).TypeHandle);
            foreach (var type in typeof(SmartReader.Reader).Assembly.GetTypes())
            {
                if (!type.ContainsGenericParameters)
                {
                    RuntimeHelpers.RunClassConstructor(type.TypeHandle);
                }
            }

            return true;
        });

        // What it found is taken as elements; the two texts that it would write of them are work for nothing.
        SmartReader.Article.Serializer = _ => "";
        SmartReader.Article.Converter = _ => "";
    }

    /// <summary>Whether a page is small enough to ask it.</summary>
    public static bool CanRead(PageEffort effort) =>
        effort is { Nodes: <= MaxNodes, Depth: <= MaxDepth, Siblings: <= MaxSiblings, Text: <= MaxText };

    /// <summary>The element that holds the body; null when it finds none or fails. Changes <paramref name="document"/>.</summary>
    /// <param name="document">Not needed by anybody else afterwards.</param>
    /// <param name="address">Absolute. Only used to resolve; nothing is fetched.</param>
    [SuppressMessage("Design", "CA1031", Justification = "Foreign code on hostile pages: whatever it trips over costs the body, not the article.")]
    public static IElement? FindBody(IHtmlDocument document, Uri address) => InInvariantCulture(() =>
    {
        try
        {
            // The engine throws away every footer; in a quotation it says who was quoted.
            foreach (var footer in document.QuerySelectorAll("blockquote footer").ToList())
            {
                var cite = document.CreateElement("cite");
                cite.Append([.. footer.ChildNodes]);
                footer.Replace(cite);
            }

            IElement? body = null;
            using var reader = new SmartReader.Reader(address.AbsoluteUri, document)
            {
                DisableJSONLD = true,
                KeepClasses = true,
            };
            reader.AddCustomOperationEnd(element => body = element);
            var article = reader.GetArticle();
            return article.Completed ? body : null;
        }
        catch (Exception)
        {
            return null;
        }
    });

    private static T InInvariantCulture<T>(Func<T> work)
    {
        var (culture, uiCulture) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentUICulture = CultureInfo.InvariantCulture;
        try
        {
            return work();
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
            CultureInfo.CurrentUICulture = uiCulture;
        }
    }
}
