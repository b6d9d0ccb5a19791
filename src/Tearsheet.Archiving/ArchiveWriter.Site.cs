using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving;

/// <content>Sources, settings and editions.</content>
internal sealed partial class ArchiveWriter
{
    /// <summary>Changes or adds a source; the text of <paramref name="edit"/> was checked.</summary>
    public SourceOutcome SetSource(SourceEdit edit)
    {
        var stands = _view.FindSource(edit.Host);
        var policy = edit.ClearPolicy ? null : edit.Policy ?? stands?.Policy;
        var source = stands is null
            ? NewSource(edit.Host, edit.Name ?? edit.Host, policy)
            : stands with { Name = edit.Name ?? stands.Name, Policy = policy };
        source = source with { RobotsIgnoredBy = edit.IgnoreRobotsBy is null ? stands?.RobotsIgnoredBy : NullIfEmpty(edit.IgnoreRobotsBy) };
        if (source == stands)
        {
            return new SourceOutcome.Unchanged(source);
        }

        Append(new Payload.SourceSet(source));
        return new SourceOutcome.Changed(source);
    }

    /// <summary>Replaces the settings; their own text was checked.</summary>
    public SettingsOutcome SetSettings(SiteSettings settings)
    {
        foreach (var id in settings.MastheadTopics)
        {
            if (_view.FindTopicById(id) is not { Topic.MergedInto: null })
            {
                return new SettingsOutcome.Refused($"No topic that stands has the id '{id}', which the masthead names.");
            }
        }

        if (settings == _view.Settings())
        {
            return new SettingsOutcome.Unchanged(settings);
        }

        Append(new Payload.Settings(settings));
        return new SettingsOutcome.Changed(settings);
    }

    /// <summary>Logs an edition.</summary>
    /// <param name="edition">As built.</param>
    /// <param name="uses">What its tree makes public, as the caller's walk found it.</param>
    public RecordOutcome Record(EditionRecord edition, IReadOnlyList<(Cid Cid, long Link)> uses)
    {
        var latest = _view.LatestEdition();
        if (edition.Number != (latest?.Number ?? 0) + 1 || edition.Previous != latest?.Root)
        {
            return new RecordOutcome.Refused(EditionRefusal.Stale,
                FormattableString.Invariant($"Edition {latest?.Number ?? 0} was recorded meanwhile; build the next one on it."));
        }

        // What was taken back while the edition was being built must not become public after all.
        if (_view.IsAnyTakenBackSince(edition.UpTo))
        {
            return new RecordOutcome.Refused(EditionRefusal.Stale,
                "A link was retracted or held while the edition was being built; build it again.");
        }

        var entry = Append(new Payload.Edition(edition), new EntryFacts { Uses = uses });
        EraseLeftovers();
        return new RecordOutcome.Recorded(edition with { Time = entry.Time, Seq = entry.Seq }, uses.Count);
    }

    /// <summary>Hands the log to another key: the old one signs that the next entries are the new one's (decision 21).</summary>
    public bool Succeed(SigningKey next)
    {
        if (next.PublicKey == _key.PublicKey)
        {
            return false;
        }

        Append(new Payload.Succession(), EntryFacts.None, next.PublicKey);
        (_before, _key) = (_key, next);
        return true;
    }

    /// <summary>The first two entries of a log.</summary>
    public void Found(SiteSettings settings)
    {
        Append(new Payload.Genesis("tearsheet"));
        Append(new Payload.Settings(settings));
    }
}
