namespace Tearsheet.Reading.Fetching;

/// <summary>What an answer is known by when it is asked for again.</summary>
/// <remarks>Spec: RFC 9110, "Validator Fields". Both are sent back byte for byte as they came, a malformed one too.</remarks>
public readonly record struct Validators
{
    /// <summary>The most characters that are kept of either; a longer one is no validator but a burden.</summary>
    public const int MaxLength = 1024;

    /// <summary>An answer that is known by nothing.</summary>
    public static Validators None => default;

    /// <summary>The address that gave the answer: to another one they mean nothing, or give a 304 for what was never seen.</summary>
    public string? Address { get; init; }

    /// <summary>The value of ETag; null for none.</summary>
    public string? EntityTag { get; init; }

    /// <summary>The value of Last-Modified; null for none.</summary>
    public string? LastModified { get; init; }

    /// <summary>The validators of an answer.</summary>
    public static Validators Of(Exchange answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new Validators
        {
            Address = answer.Address?.OriginalString,
            EntityTag = Bounded(answer.Header("ETag")),
            LastModified = Bounded(answer.Header("Last-Modified")),
        };
    }

    /// <summary>Whether they are worth sending to an address.</summary>
    internal bool HoldFor(Uri address) => Address == address.OriginalString && (EntityTag ?? LastModified) is not null;

    private static string? Bounded(string? value) => value is { Length: > 0 and <= MaxLength } ? value : null;
}
