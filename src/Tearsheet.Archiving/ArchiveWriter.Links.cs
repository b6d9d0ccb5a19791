using Tearsheet.Archiving.Index;
using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Archiving;

/// <content>Links.</content>
internal sealed partial class ArchiveWriter
{
    private const string SavedPagesHost = "file";

    /// <summary>Files a link, or captures one again that is filed.</summary>
    public FilingOutcome File(PreparedFiling prepared, TopicPath? topic)
    {
        var filing = prepared.Filing;
        var address = filing.Capture.Address;
        // By our own rules too: whoever looks with other ones loaded, or with none, finds the same link.
        string[] known = [address.Canonical, filing.Address.Canonical, filing.Address.CanonicalByOurs, filing.Address.Raw];
        FiledLink? link = null;
        foreach (var text in known)
        {
            var found = _view.FindByAddress(text);
            if (found?.State == LinkState.Retracted)
            {
                return FilingOutcome.Refused.AsRetracted(text, found.Retraction!);
            }

            link ??= found;
        }

        prepared.PutInto(_blocks);
        return link is null ? FileNew(prepared, topic) : Recapture(prepared, topic, link, known);
    }

    /// <summary>Changes what editors say of a link.</summary>
    public LinkOutcome Edit(LinkEdit edit, TopicPath? topic)
    {
        if (Standing(edit.Id, out var link) is { } refused)
        {
            return refused;
        }

        var topicId = link.TopicId;
        if (topic is not null)
        {
            topicId = _view.FindTopicAt(topic)?.Topic.Id;
        }
        else if (edit.Topic is not null)
        {
            topicId = null;
        }

        var changed = new Payload.Edit(
            link.Id,
            topicId,
            edit.Note is null ? link.Note : NullIfEmpty(edit.Note),
            edit.ClearPolicy ? null : edit.Policy ?? link.Policy,
            edit.Hold ?? link.State == LinkState.Held,
            edit.OverrideBy is null ? link.PolicyOverriddenBy : NullIfEmpty(edit.OverrideBy));
        var newTopic = topic is not null && topicId is null;
        if (!newTopic && changed == AsItStands(link))
        {
            return new LinkOutcome.Unchanged(link);
        }

        if (newTopic)
        {
            changed = changed with { Topic = EnsureTopic(topic!).Id };
        }

        Append(changed);
        return new LinkOutcome.Changed(_view.FindLink(link.Seq)!);
    }

    /// <summary>Takes an article that was read again out of one of the link's captures.</summary>
    public LinkOutcome Reread(string id, Cid capture, PreparedArticle article)
    {
        if (Standing(id, out var link) is { } refused)
        {
            return refused;
        }

        if (_view.Captures(link.Seq).LastOrDefault(made => made.Cid == capture) is not { } known)
        {
            return new LinkOutcome.Refused(LinkRefusal.NoSuchCapture, $"{id} has no capture {capture}.");
        }

        if (known.Article == article.Cid)
        {
            return new LinkOutcome.Unchanged(link);
        }

        article.PutInto(_blocks);
        Append(new Payload.ArticleRead(link.Id, capture, article.Cid, article.Article.Kind, article.Article.Wishes), article.Facts);
        return new LinkOutcome.Changed(_view.FindLink(link.Seq)!);
    }

    /// <summary>Notes what becomes of those who ask for a link; the arguments were checked.</summary>
    public LinkOutcome NoteReach(string id, LinkReach reach, DateTimeOffset at, int? status, string? movedTo)
    {
        if (Standing(id, out var link) is { } refused)
        {
            return refused;
        }

        if (reach == (link.Reach?.Reach ?? LinkReach.Back) && movedTo == link.Reach?.MovedTo)
        {
            return new LinkOutcome.Unchanged(link);
        }

        Append(new Payload.ReachNoted(link.Id, reach, at, status, movedTo));
        return new LinkOutcome.Changed(_view.FindLink(link.Seq)!);
    }

    /// <summary>Makes a link part of another.</summary>
    public LinkOutcome Merge(string id, string into)
    {
        if (id == into)
        {
            return new LinkOutcome.Refused(LinkRefusal.Contradiction, "A link cannot become part of itself.");
        }

        if (Standing(id, out var link) is { } refused)
        {
            return refused;
        }

        if (Standing(into, out var target) is { } refusedTarget)
        {
            return refusedTarget;
        }

        Append(new Payload.Merge(link.Id, target.Id));
        return new LinkOutcome.Changed(_view.FindLink(target.Seq)!);
    }

    /// <summary>Takes a link back, and its bytes away when asked to.</summary>
    public LinkOutcome Retract(string id, string reason, bool erase)
    {
        var link = _view.FindLink(id);
        switch (link?.State)
        {
            case null:
                return NotFound(id);
            case LinkState.Merged:
                return new LinkOutcome.Refused(LinkRefusal.Merged,
                    $"{id} is part of {link.MergedInto}; retract that one.");
            case LinkState.Retracted when !erase || link.Retraction!.Erased:
                return new LinkOutcome.Unchanged(link);
            case LinkState.Retracted:
                break;
            default:
                var retract = new Payload.Retract(link.Id, reason, link.LatestCapture?.Cid ?? PayloadOf(link));
                Append(retract, new FactsReader(_blocks.Read, _view).Read(retract));
                break;
        }

        if (erase)
        {
            Erase(link);
        }

        return new LinkOutcome.Changed(_view.FindLink(link.Seq)!);
    }

    private FilingOutcome.New FileNew(PreparedFiling prepared, TopicPath? topic)
    {
        var filing = prepared.Filing;
        var address = filing.Capture.Address;
        var topicId = topic is null ? null : EnsureTopic(topic).Id;
        EnsureSource(address.Host, filing.Article.SiteName);
        var entry = Append(new Payload.File(
            filing.Address.Raw, address.Canonical, address.Uri?.AbsoluteUri, Reading.Links.LinkAddress.RulesVersion, address.Host,
            topicId, NullIfEmpty(filing.Note), filing.Policy, filing.Hold));
        var id = LinkId.Of(entry.Time, entry.Seq);
        AppendCapture(prepared, id, [filing.Address.Canonical, filing.Address.CanonicalByOurs]);
        return new FilingOutcome.New(_view.FindLink(entry.Seq)!);
    }

    private FilingOutcome.Recaptured Recapture(PreparedFiling prepared, TopicPath? topic, FiledLink link, string[] known)
    {
        AppendCapture(prepared, link.Id, known);
        var filing = prepared.Filing;
        var stands = AsItStands(link);
        var filled = stands with
        {
            Note = stands.Note ?? NullIfEmpty(filing.Note),
            Policy = stands.Policy ?? filing.Policy,
            Topic = stands.Topic ?? (topic is null ? null : EnsureTopic(topic).Id),
        };
        if (filled != stands)
        {
            Append(filled);
        }

        return new FilingOutcome.Recaptured(_view.FindLink(link.Seq)!);
    }

    private void AppendCapture(PreparedFiling prepared, string id, IEnumerable<string> addresses)
    {
        var capture = prepared.Filing.Capture;
        var article = prepared.Filing.Article;
        var known = addresses.Distinct(StringComparer.Ordinal).Where(text => _view.FindByAddress(text) is null);
        Append(
            new Payload.CaptureMade(
                id, prepared.CaptureCid, capture.At, capture.PageExchange.Provenance, Sequence.From(known)),
            prepared.CaptureFacts);
        Append(
            new Payload.ArticleRead(id, prepared.CaptureCid, prepared.ArticleCid, article.Kind, article.Wishes),
            prepared.ArticleFacts);
    }

    private void EnsureSource(string host, string? siteName)
    {
        if (_view.FindSource(host) is not null)
        {
            return;
        }

        var name = host == SavedPagesHost ? "Saved pages" : PlainText.Fold(siteName ?? "", SourceEdit.MaxNameLength);
        Append(new Payload.SourceSet(NewSource(host, name.Length == 0 ? host : name, policy: null)));
    }

    private Source NewSource(string host, string name, PublicationPolicy? policy) => new(
        host, Slug.Make(host, "source-" + SequenceNumber.ToText(_folder.Log.LastSeq + 1), _view.IsSourceSlugTaken), name, policy);

    private Cid PayloadOf(FiledLink link) => _folder.Log.Read(link.Seq).First().Payload;

    private LinkOutcome.Refused? Standing(string id, out FiledLink link)
    {
        link = _view.FindLink(id)!;
        return link?.State switch
        {
            null => NotFound(id),
            LinkState.Retracted => new LinkOutcome.Refused(LinkRefusal.Retracted, $"{id} was retracted; it stays as it was."),
            LinkState.Merged => new LinkOutcome.Refused(LinkRefusal.Merged, $"{id} is part of {link.MergedInto}; use that one."),
            _ => null,
        };
    }

    private static LinkOutcome.Refused NotFound(string id) => LinkOutcome.Refused.NotFound(id);

    private static Payload.Edit AsItStands(FiledLink link) =>
        new(link.Id, link.TopicId, link.Note, link.Policy, link.State == LinkState.Held, link.PolicyOverriddenBy);

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
