namespace Tearsheet.Reading.Links;

/// <summary>What is wrong with an address that was given.</summary>
public enum LinkAddressStatus
{
    /// <summary>Nothing.</summary>
    Ok,

    /// <summary>There is nothing but white space.</summary>
    Empty,

    /// <summary>Over <see cref="LinkAddress.MaxLength"/>, as given or in canonical form.</summary>
    TooLong,

    /// <summary>No scheme, such as <c>news.example/story</c>: it means nothing without a page around it.</summary>
    NotAbsolute,

    /// <summary>A scheme other than http and https.</summary>
    NotHttp,

    /// <summary>No host between the scheme and the path.</summary>
    NoHost,

    /// <summary>A host that cannot be one: a forbidden character, a bad IP address, a name with no ASCII form.</summary>
    BadHost,

    /// <summary>A port that is no number up to 65535.</summary>
    BadPort,

    /// <summary>A user name or password in the address: filing it would publish it.</summary>
    HasCredentials,
}
