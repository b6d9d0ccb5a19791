namespace Tearsheet.Reading.Fetching;

/// <summary>Why nothing was captured.</summary>
public enum FetchRefusal
{
    /// <summary>The address is not http or https, or cannot be read.</summary>
    NotHttp,

    /// <summary>The name leads to an address that is private, loopback or otherwise not public.</summary>
    AddressNotAllowed,

    /// <summary>The name has no address.</summary>
    NameNotResolved,

    /// <summary>Nobody answered at the address.</summary>
    ConnectFailed,

    /// <summary>The encrypted connection could not be trusted.</summary>
    TlsFailed,

    /// <summary>A time limit of the policy was reached.</summary>
    TimedOut,

    /// <summary>More redirects than the policy allows.</summary>
    TooManyRedirects,

    /// <summary>A redirect led back to where the visit had been, with the same cookies.</summary>
    RedirectLoop,

    /// <summary>A redirect without a place to go to, or to one that is not http or https.</summary>
    BadRedirect,

    /// <summary>The response's head has more lines or bytes than the policy allows.</summary>
    HeadTooLarge,

    /// <summary>The body has more bytes than the policy allows.</summary>
    BodyTooLarge,

    /// <summary>The connection ended before the body did.</summary>
    Cut,

    /// <summary>What was answered is not HTTP.</summary>
    NotHttpAnswer,

    /// <summary>The server answered with a status that brings no page.</summary>
    ErrorStatus,

    /// <summary>The body is coded in a way that was not asked for.</summary>
    UnknownCoding,

    /// <summary>The body is not what its content coding says.</summary>
    MalformedCoding,

    /// <summary>The body grows beyond the policy's limit when its content coding is undone.</summary>
    DecodedTooLarge,

    /// <summary>The answer has no body.</summary>
    EmptyBody,

    /// <summary>The site's robots.txt asks programs to stay away from the address.</summary>
    RobotsDisallow,

    /// <summary>The site's robots.txt could not be had, so nobody knows what it asks.</summary>
    RobotsUnreachable,

    /// <summary>The page was to be rendered, and there is no browser that can.</summary>
    NoBrowser,

    /// <summary>The browser that rendered the page used more memory or more time than it may.</summary>
    RenderLimit,

    /// <summary>The browser that rendered the page broke down.</summary>
    RenderFailed,
}

/// <summary>Every way a fetch can end.</summary>
public abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    /// <summary>The answer is there, whatever its status.</summary>
    /// <param name="Hops">The exchanges in order, redirects first; the last is the answer. Never empty.</param>
    public sealed record Captured(IReadOnlyList<Exchange> Hops) : FetchOutcome
    {
        /// <summary>The last exchange.</summary>
        public Exchange Answer => Hops[^1];
    }

    /// <summary>There is nothing to keep.</summary>
    /// <param name="Why">What kind of failure it was.</param>
    /// <param name="Status">The status of the last answer, if there was one.</param>
    /// <param name="Message">One or two sentences: what was wrong, and what can be done.</param>
    /// <param name="Hops">
    /// The exchanges before the refusal, for the record; a connection that was cut half-way is the last of them, with its
    /// <see cref="Exchange.Cut"/> set and the bytes that came. Nothing here is a page.
    /// </param>
    public sealed record Refused(FetchRefusal Why, int? Status, string Message, IReadOnlyList<Exchange> Hops) : FetchOutcome;
}
