using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Tearsheet.Reading.Feeds.WebSub;

/// <summary>Checks that what a hub delivers was signed with the secret that only the two know.</summary>
/// <remarks>Spec: WebSub, "Authenticated Content Distribution".</remarks>
public static class WebSubSignature
{
    /// <summary>Whether a delivery is the hub's. Who sent one that is not gets the same friendly answer, and its body is thrown away.</summary>
    /// <param name="secret">As it was sent with the subscription.</param>
    /// <param name="body">As received.</param>
    /// <param name="header">The value of X-Hub-Signature; null when it was not sent.</param>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "The specification names SHA-1, and as an HMAC it is not broken; older hubs know no other.")]
    public static bool IsValid(string secret, ReadOnlySpan<byte> body, string? header)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (header is null || header.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var at))
        {
            return false;
        }

        var key = Encoding.UTF8.GetBytes(secret);
        var hash = header[..at].Trim().ToLowerInvariant() switch
        {
            "sha1" => HMACSHA1.HashData(key, body),
            "sha256" => HMACSHA256.HashData(key, body),
            "sha384" => HMACSHA384.HashData(key, body),
            "sha512" => HMACSHA512.HashData(key, body),
            _ => [],
        };
        Span<byte> said = stackalloc byte[64];
        var hex = header.AsSpan(at + 1).Trim();
        return hash.Length > 0 && hex.Length == hash.Length * 2
            && Convert.FromHexString(hex, said, out _, out var written) == System.Buffers.OperationStatus.Done
            && CryptographicOperations.FixedTimeEquals(said[..written], hash);
    }
}
