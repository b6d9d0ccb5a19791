using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Keys;
using Tearsheet.Publishing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Server.Desk;

/// <summary>The archive's values as the wire and the screen show them.</summary>
internal static class Views
{
    /// <summary>A link.</summary>
    /// <param name="link">As the archive has it.</param>
    /// <param name="topics">By id.</param>
    /// <param name="captures">null leaves them out.</param>
    /// <param name="robots">What robots.txt said before a capture; null leaves it out.</param>
    public static LinkView Of(
        FiledLink link,
        Func<string, Topic?> topics,
        IReadOnlyList<CaptureRef>? captures = null,
        Func<CaptureRef, IReadOnlyList<RobotsNote>>? robots = null) => new()
    {
        Id = link.Id,
        State = Of(link.State),
        Headline = link.Headline,
        Url = link.Address ?? link.CanonicalAddress,
        RawUrl = link.RawAddress,
        Source = link.Host,
        Topic = link.TopicId is { } id ? topics(id)?.Path.ToString() : null,
        Note = link.Note,
        Policy = PolicyWord.Of(link.Policy),
        EffectivePolicy = PolicyWord.Of(link.EffectivePolicy),
        OverriddenBy = link.PolicyOverriddenBy,
        FiledAt = link.FiledAt,
        MergedInto = link.MergedInto,
        Retraction = link.Retraction is { } gone ? new RetractionView(gone.At, gone.Reason, gone.Hash.ToString(), gone.Erased) : null,
        Captures = captures is null ? null : [.. captures.OrderByDescending(capture => capture.Seq).Select(capture => Of(capture, robots?.Invoke(capture) ?? []))],
    };

    public static TopicView Of(Topic topic) => new(topic.Id, topic.Path.ToString(), topic.Slug, [.. topic.OldSlugs], topic.MergedInto);

    public static SourceView Of(Source source) =>
        new(source.Host, source.Name, source.Slug, PolicyWord.Of(source.Policy), source.RobotsIgnoredBy);

    public static SiteView Of(SiteSettings site, PublicKey key, Func<string, Topic?> topics) => new()
    {
        Title = site.Title,
        Address = site.Address,
        Language = site.Language,
        About = site.About,
        Imprint = site.Imprint,
        Masthead = [.. site.MastheadTopics.Select(id => topics(id)?.Path.ToString() ?? id)],
        Policy = PolicyWord.Of(site.DefaultPolicy),
        Label = site.EntryLabel,
        Key = key.ToString(),
    };

    public static EditionView Of(EditionRecord edition, bool made) =>
        new(edition.Root.ToString(), edition.Number, made, edition.Previous?.ToString(), edition.Time, edition.UpTo);

    public static LinkPreviewView Of(LinkPreview preview) => new(
        preview.Id, preview.Headline, preview.Address, preview.Topic, PolicyWord.Of(preview.Policy), preview.Text, preview.Pictures);

    public static string Of(LinkState state) => state switch
    {
        LinkState.Live => "live",
        LinkState.Held => "held",
        LinkState.Retracted => "retracted",
        _ => "merged",
    };

    public static string Of(ArticleKind kind)
    {
        var name = kind.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static CaptureView Of(CaptureRef capture, IReadOnlyList<RobotsNote> robots) =>
        new(capture.Cid.ToString(), capture.At, Of(capture.Provenance), capture.Article?.ToString())
        {
            Robots = robots.Count == 0 ? null : [.. robots.Select(Of)],
        };

    private static RobotsView Of(RobotsNote note) => new(
        note.Address, note.File, note.At, note.Allowed, ReasonWord.Of(note.Ground), note.Line?.Number, note.Line?.Text, note.Status, note.OverriddenBy);

    public static string Of(Provenance provenance) => provenance switch
    {
        Provenance.Fetched => "fetched",
        Provenance.SavedFile => "saved-file",
        Provenance.Browser => "browser-supplied",
        Provenance.Rendered => "rendered",
        _ => "warc",
    };
}
