namespace Tearsheet.Reading.Links;

/// <summary>Addresses that ask who is reading: where a site sends those whom it does not know.</summary>
internal static class LoginAddress
{
    private static readonly string[] s_names =
        ["login", "log-in", "signin", "sign-in", "sso", "auth", "oauth", "authorize", "account", "accounts", "anmelden", "connexion", "subscribe", "register"];

    /// <summary>Whether an address is one, by a part of its path or by its host.</summary>
    public static bool Is(Uri address) =>
        address.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)
            .Any(part => s_names.Contains(part.Split('.')[0].ToLowerInvariant(), StringComparer.Ordinal))
        || address.Host.StartsWith("login.", StringComparison.OrdinalIgnoreCase)
        || address.Host.StartsWith("sso.", StringComparison.OrdinalIgnoreCase);
}
