namespace Tearsheet.Publishing.Pages;

/// <summary>What of the edition must be absolute is built from the site's address in the settings.</summary>
internal static class SiteAddress
{
    /// <summary>The path at which the site lies on its host: "/" or "/news/".</summary>
    public static string RootPath(string? address)
    {
        if (address is null)
        {
            return "/";
        }

        var host = address.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = address.IndexOf('/', host);
        return path < 0 ? "/" : address[path..];
    }

    /// <summary>An address inside the site: absolute when the site has an address, else relative to the page that lies at <paramref name="place"/>.</summary>
    public static Address Of(SiteView site, string place, string target) =>
        Address.Inside(site.Address ?? Places(place), target);

    private static string Places(string place) => Editions.Places.ToRoot(place);
}
