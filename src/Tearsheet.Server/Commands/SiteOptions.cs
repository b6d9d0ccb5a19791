using System.CommandLine;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary>The options with which <c>init</c> and <c>site</c> say what the site shows of itself.</summary>
internal sealed class SiteOptions
{
    private readonly Option<string> _title = new("--title") { Description = "The site's name", HelpName = "TEXT" };

    private readonly Option<string> _address = new("--address")
    {
        Description = "Where the site will be read, for feeds and sitemap; absolute, ending with /",
        HelpName = "URL",
    };

    private readonly Option<string> _language = new("--language") { Description = "The site's language, as en or de-AT", HelpName = "TAG" };

    private readonly Option<string> _about = new("--about")
    {
        Description = "About text: plain text with addresses, a blank line parts paragraphs",
        HelpName = "TEXT",
    };

    private readonly Option<string> _imprint = new("--imprint") { Description = "Imprint, written like the about text", HelpName = "TEXT" };

    private readonly Option<string> _policy =
        SharedOptions.Policy("How much leaves the archive where neither link nor source says anything (excerpt at first)");

    private readonly Option<string> _label = new("--label")
    {
        Description = "The first words over every headline (\"IPFS News Link\" at first)",
        HelpName = "TEXT",
    };

    public IReadOnlyList<Symbol> All => [_title, _address, _language, _about, _imprint, _policy, _label];

    public SiteChange Read(ParseResult parsed) => new()
    {
        Title = parsed.GetValue(_title),
        Address = parsed.GetValue(_address),
        Language = parsed.GetValue(_language),
        About = parsed.GetValue(_about),
        Imprint = parsed.GetValue(_imprint),
        Policy = parsed.GetValue(_policy),
        Label = parsed.GetValue(_label),
    };
}
