using Tearsheet.Archiving.Filing;

namespace Tearsheet.Server.Desk;

/// <summary>What a change makes of the site's settings; the masthead is not looked at here.</summary>
internal static class SiteChanges
{
    /// <summary>The settings with the change in them; what the change leaves out stays.</summary>
    /// <param name="policy">The policy of <paramref name="change"/>, read.</param>
    public static SiteSettings Apply(SiteSettings was, SiteChange change, PublicationPolicy? policy) => was with
    {
        Title = change.Title ?? was.Title,
        Address = OrGone(change.Address, was.Address),
        Language = change.Language ?? was.Language,
        About = OrGone(change.About, was.About),
        Imprint = OrGone(change.Imprint, was.Imprint),
        DefaultPolicy = policy ?? was.DefaultPolicy,
        EntryLabel = change.Label is "" ? SiteSettings.DefaultEntryLabel : change.Label ?? was.EntryLabel,
    };

    /// <summary>null leaves what was, empty removes it.</summary>
    private static string? OrGone(string? change, string? was) => change is "" ? null : change ?? was;
}
