using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Links;

namespace Tearsheet.Server.Desk;

/// <summary>
/// By which address a link is known at this desk, and which link an address means: the one place where the rules that somebody
/// loaded (<c>links.clearUrlsRules</c>) come in, whoever asks: <c>add</c>, a feed, a re-check, the API.
/// </summary>
/// <param name="archive">Where links are filed.</param>
/// <param name="rules">Gives the rules, or null where none are loaded; asked when an address is read for the first time.</param>
internal sealed class FiledAddresses(Archive archive, Func<ClearUrlsRules?> rules)
{
    private readonly Lazy<ClearUrlsRules?> _rules = new(rules);

    /// <summary>Reads an address that somebody gave.</summary>
    /// <param name="text">Untrusted.</param>
    /// <param name="address">null unless the result is Ok.</param>
    public LinkAddressStatus TryParse(string text, out LinkAddress? address) => LinkAddress.TryParse(text, _rules.Value, out address);

    /// <summary>An address that was read elsewhere, as it is known here.</summary>
    public LinkAddress Of(LinkAddress address) => address.Under(_rules.Value);

    /// <summary>The link that an address means, retracted ones too; null when none is filed under it.</summary>
    public FiledLink? Find(LinkAddress address) =>
        archive.FindByAddress(address.Canonical) ?? archive.FindByAddress(address.CanonicalByOurs) ?? archive.FindByAddress(address.Raw);

    /// <summary>The link that an address means; null also for what is no address.</summary>
    public FiledLink? Find(string text) => TryParse(text, out var address) == LinkAddressStatus.Ok ? Find(address!) : null;
}
