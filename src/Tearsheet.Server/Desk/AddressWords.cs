using Tearsheet.Reading.Links;

namespace Tearsheet.Server.Desk;

/// <summary>What is wrong with an address, in words that say what to do.</summary>
internal static class AddressWords
{
    public static string Of(LinkAddressStatus status) => status switch
    {
        LinkAddressStatus.Empty => "The address is empty.",
        LinkAddressStatus.TooLong => $"The address has more than {LinkAddress.MaxLength} characters.",
        LinkAddressStatus.NotAbsolute => "The address has no scheme; write it in full, as https://example.org/news/1.",
        LinkAddressStatus.NotHttp => "Only http and https can be fetched; save the page and add the file instead.",
        LinkAddressStatus.NoHost => "The address names no host; write it in full, as https://example.org/news/1.",
        LinkAddressStatus.BadHost => "The host in the address cannot be one; check its spelling.",
        LinkAddressStatus.BadPort => "The port in the address is no number up to 65535.",
        LinkAddressStatus.HasCredentials =>
            "The address holds a user name or password, which filing would publish; take it out, or save the page and add the file.",
        _ => "The address cannot be used.",
    };
}
