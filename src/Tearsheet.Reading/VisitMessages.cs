using System.Diagnostics;
using System.Globalization;
using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading;

/// <summary>The sentences for answers that bring no page: what was wrong, and what can be done.</summary>
internal static class VisitMessages
{
    public static string ForStatus(Exchange page)
    {
        var status = string.Create(CultureInfo.InvariantCulture, $"{page.Status} {page.Reason}").TrimEnd();
        return $"{page.Address!.Host} answered {status}: " + page.Status switch
        {
            401 or 407 => "the page wants a login. Save it in a browser and add the file.",
            402 => "the page is for subscribers. Save it in a browser and add the file.",
            403 or 429 => "it does not want to be asked by a program, or not so often. Try again later, or save the page in a browser and add the file.",
            404 => "there is no such page. Check the address.",
            410 => "the page was taken away for good.",
            451 => "the page is withheld for legal reasons.",
            >= 500 => "the server has a fault. Try again later.",
            _ => "that brings no page. Open the address in a browser to see what it wants.",
        };
    }

    public static string ForNothing(Exchange page) =>
        $"{page.Address!.Host} sent an empty page. Open the address in a browser to see whether there is more.";

    public static (FetchRefusal Why, string Message) ForCoding(ContentCodingStatus status, Exchange page, FetchPolicy policy) => status switch
    {
        ContentCodingStatus.Unknown => (
            FetchRefusal.UnknownCoding,
            $"{page.Address!.Host} sent the page in the coding \"{page.Header("Content-Encoding")}\", which nobody asked for. Save the page in a browser and add the file."),
        ContentCodingStatus.Malformed => (
            FetchRefusal.MalformedCoding,
            $"What {page.Address!.Host} sent is damaged: it is not {page.Header("Content-Encoding")}, or not all of it. Try again."),
        ContentCodingStatus.TooLarge => (
            FetchRefusal.DecodedTooLarge,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The page from {page.Address!.Host} grows beyond {policy.MaxDecodedBytes} bytes when it is decompressed. Nothing was kept; raise fetch.maxDecodedMegabytes in tearsheet.json if it is wanted.")),
        _ => throw new UnreachableException(),
    };
}
