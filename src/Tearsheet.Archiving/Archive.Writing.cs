using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Index;
using Tearsheet.Archiving.Log;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving;

/// <content>Writing.</content>
public sealed partial class Archive
{
    private static readonly System.Buffers.SearchValues<char> NoHost = System.Buffers.SearchValues.Create(" /@?#\\");

    /// <summary>Files a link with its capture and article; an address that is filed already gets a new capture.</summary>
    public Task<FilingOutcome> FileAsync(LinkFiling filing, CancellationToken cancellationToken)
    {
        TopicPath? topic = null;
        if (!string.IsNullOrEmpty(filing.Topic) && TopicPath.TryParse(filing.Topic, out topic) is var status and not TopicPathStatus.Ok)
        {
            return Refused(FilingRefusal.BadTopic, TopicPath.Sentence(status, filing.Topic));
        }

        if (NoteProblem(filing.Note) is { } problem)
        {
            return Refused(FilingRefusal.BadNote, problem);
        }

        var prepared = PreparedFiling.Of(filing);
        return WriteAsync(writer => writer.File(prepared, topic), prepared.Bytes, cancellationToken);

        static Task<FilingOutcome> Refused(FilingRefusal why, string message) =>
            Task.FromResult<FilingOutcome>(new FilingOutcome.Refused(why, message));
    }

    /// <summary>Changes a link's topic, note, policy, hold or override.</summary>
    public Task<LinkOutcome> EditAsync(LinkEdit edit, CancellationToken cancellationToken)
    {
        TopicPath? topic = null;
        if (!string.IsNullOrEmpty(edit.Topic) && TopicPath.TryParse(edit.Topic, out topic) is var status and not TopicPathStatus.Ok)
        {
            return Refused(LinkRefusal.BadTopic, TopicPath.Sentence(status, edit.Topic));
        }

        if (NoteProblem(edit.Note) is { } problem)
        {
            return Refused(LinkRefusal.BadNote, problem);
        }

        if (!string.IsNullOrEmpty(edit.OverrideBy) && LineProblem("name", edit.OverrideBy, LinkEdit.MaxLineLength) is { } nameProblem)
        {
            return Refused(LinkRefusal.BadText, nameProblem);
        }

        return edit is { ClearPolicy: true, Policy: not null }
            ? Refused(LinkRefusal.Contradiction, "A policy cannot be set and cleared at once.")
            : WriteAsync(writer => writer.Edit(edit, topic), 0, cancellationToken);
    }

    /// <summary>Puts an article that was read again out of a capture of the link in the place of the one that was.</summary>
    /// <param name="id">The link.</param>
    /// <param name="capture">One of its captures.</param>
    /// <param name="article">As it was read now.</param>
    /// <param name="renditions">The article's scaled pictures.</param>
    /// <param name="cancellationToken">Before the writer's turn only.</param>
    public Task<LinkOutcome> RereadAsync(
        string id, Cid capture, Article article, IReadOnlyList<Rendition> renditions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(article);
        ArgumentNullException.ThrowIfNull(renditions);
        var prepared = new PreparedArticle(article, renditions);
        return WriteAsync(writer => writer.Reread(id, capture, prepared), prepared.Bytes, cancellationToken);
    }

    /// <summary>Makes a link part of another one: its captures and addresses are that one's, its page a stub.</summary>
    public Task<LinkOutcome> MergeAsync(string id, string into, CancellationToken cancellationToken) =>
        WriteAsync(writer => writer.Merge(id, into), 0, cancellationToken);

    /// <summary>Takes a link back; its address is never taken again. With <paramref name="erase"/> the bytes go too.</summary>
    public Task<LinkOutcome> RetractAsync(string id, string reason, bool erase, CancellationToken cancellationToken) =>
        LineProblem("reason", reason, LinkEdit.MaxLineLength) is { } problem
            ? Refused(LinkRefusal.BadText, problem)
            : WriteAsync(writer => writer.Retract(id, reason, erase), 0, cancellationToken);

    /// <summary>Adds a topic and the levels above it that do not exist.</summary>
    public Task<TopicOutcome> AddTopicAsync(string path, CancellationToken cancellationToken) =>
        TopicPath.TryParse(path, out var topic) is var status and not TopicPathStatus.Ok
            ? BadPath(status, path)
            : WriteAsync(writer => writer.AddTopic(topic!), 0, cancellationToken);

    /// <summary>Moves a topic, named by path, slug or id, and all below it to another path.</summary>
    public Task<TopicOutcome> RenameTopicAsync(string topic, string path, CancellationToken cancellationToken) =>
        TopicPath.TryParse(path, out var target) is var status and not TopicPathStatus.Ok
            ? BadPath(status, path)
            : WriteAsync(writer => writer.RenameTopic(topic, target!), 0, cancellationToken);

    /// <summary>Makes a topic, and all below it, part of another one; both are named by path, slug or id.</summary>
    public Task<TopicOutcome> MergeTopicAsync(string topic, string into, CancellationToken cancellationToken) =>
        WriteAsync(writer => writer.MergeTopic(topic, into), 0, cancellationToken);

    public Task<SourceOutcome> SetSourceAsync(SourceEdit edit, CancellationToken cancellationToken)
    {
        var problem = HostProblem(edit.Host)
            ?? (edit.Name is null ? null : LineProblem("name", edit.Name, SourceEdit.MaxNameLength))
            ?? (string.IsNullOrEmpty(edit.IgnoreRobotsBy) ? null : LineProblem("name", edit.IgnoreRobotsBy, LinkEdit.MaxLineLength))
            ?? (edit is { ClearPolicy: true, Policy: not null } ? "A policy cannot be set and cleared at once." : null);
        return problem is null
            ? WriteAsync(writer => writer.SetSource(edit), 0, cancellationToken)
            : Task.FromResult<SourceOutcome>(new SourceOutcome.Refused(problem));
    }

    /// <summary>Replaces the settings that show.</summary>
    public Task<SettingsOutcome> SetSettingsAsync(SiteSettings settings, CancellationToken cancellationToken) =>
        settings.Problem() is { } problem
            ? Task.FromResult<SettingsOutcome>(new SettingsOutcome.Refused(problem))
            : WriteAsync(writer => writer.SetSettings(settings), 0, cancellationToken);

    /// <summary>Makes an edition the newest one and its blocks public. All its blocks must be in <see cref="Sink"/> before.</summary>
    public async Task<RecordOutcome> RecordEditionAsync(EditionRecord edition, CancellationToken cancellationToken)
    {
        var walk = Walk(edition.Root, _blocks.Read, _blocks.Holds);
        var missing = walk.Missing.Concat(new[] { edition.Body, edition.Changes }.Where(cid => !_blocks.Holds(cid))).ToArray();
        return missing.Length > 0
            ? new RecordOutcome.Refused(EditionRefusal.Incomplete,
                $"Block {missing[0]} of the edition is not in the archive ({missing.Length} are missing); build it again.")
            : await WriteAsync(writer => writer.Record(edition, walk.Uses), 0, cancellationToken);
    }

    /// <summary>What recording an edition with this root would make public that no edition did before: for a dry run.</summary>
    /// <param name="root">The edition's root.</param>
    /// <param name="blocks">Where its blocks are; those of the archive need not be among them.</param>
    public IReadOnlyList<PublicUse> NewlyPublic(Cid root, MemoryBlocks blocks)
    {
        ReadOnlyMemory<byte>? Find(Cid cid) =>
            blocks.TryGet(cid, out var bytes) ? bytes : _blocks.Read(cid);
        var walk = Walk(root, Find, cid => blocks.TryGet(cid, out _) || _blocks.Holds(cid));
        return [.. walk.Uses.Select(use => new PublicUse(use.Cid, use.Link == 0 ? null : IdOf(use.Link)))];
    }

    /// <summary>Imports a file under the profile unixfs-v1-2025 and makes it durable.</summary>
    /// <param name="file">Read to its end; stays open.</param>
    /// <param name="cancellationToken">Stops the import; what was taken until then stays, unreferenced.</param>
    public async Task<Imported> PackAsync(Stream file, CancellationToken cancellationToken)
    {
        var imported = await new FileImporter(ImportProfile.UnixFsV1_2025, Sink).ImportAsync(file, cancellationToken);
        await FlushAsync(cancellationToken);
        return imported;
    }

    /// <summary>Makes everything that was put into <see cref="Sink"/> durable, without a log entry.</summary>
    public Task FlushAsync(CancellationToken cancellationToken) => WriteAsync(_ => true, 0, cancellationToken);

    /// <summary>Hands the log to another key, which signs every entry from now on; the site's name is another one then.</summary>
    /// <param name="next">The new key, which the caller keeps until the archive is closed.</param>
    /// <param name="cancellationToken">Takes the wish back while it waits.</param>
    /// <returns>false when the key is the site's already.</returns>
    /// <remarks>
    /// Close the archive afterwards: <see cref="SigningKey"/> is the old one still. A crash at any moment leaves the old key or the new one in
    /// charge, and the next opening finishes what was begun.
    /// </remarks>
    public async Task<bool> SucceedAsync(SigningKey next, CancellationToken cancellationToken)
    {
        SiteKeyFile.WriteNext(_folder.Paths, next);
        if (!await WriteAsync(writer => writer.Succeed(next), 0, cancellationToken))
        {
            return false;
        }

        SiteKeyFile.TakeNext(_folder.Paths);
        return true;
    }

    /// <summary>Drops every block that no log entry, capture or kept edition needs; afterwards only their CIDs are known (decision 5).</summary>
    /// <param name="keepEditions">How many of the newest editions keep their trees; so does the last of each month.</param>
    /// <param name="isTrial">Only counts.</param>
    /// <param name="cancellationToken">Takes the wish back while it waits.</param>
    /// <remarks>Nobody may be building an edition meanwhile: what it has put counts as needed by nothing until it is recorded.</remarks>
    public async Task<Collection> CollectAsync(int keepEditions, bool isTrial, CancellationToken cancellationToken)
    {
        var before = OnDisk();
        var done = await WriteAsync(writer => writer.Collect(keepEditions, isTrial), 0, cancellationToken);
        return done with { DiskBytes = before, FreedBytes = before - OnDisk() };

        long OnDisk() => Directory.EnumerateFiles(_folder.Paths.Packs).Sum(Durable.AllocatedLength);
    }

    private TreeUses Walk(Cid root, Func<Cid, ReadOnlyMemory<byte>?> read, Func<Cid, bool> holds)
    {
        using var loan = _readers.Lend();
        var walk = new TreeUses(read, holds, loan.View);
        walk.Walk(root);
        return walk;
    }

    private string? IdOf(long seq)
    {
        using var loan = _readers.Lend();
        return loan.View.FindLink(seq)?.Id;
    }

    private static Task<LinkOutcome> Refused(LinkRefusal why, string message) =>
        Task.FromResult<LinkOutcome>(new LinkOutcome.Refused(why, message));

    private static Task<TopicOutcome> BadPath(TopicPathStatus status, string path) =>
        Task.FromResult<TopicOutcome>(new TopicOutcome.Refused(TopicRefusal.BadPath, TopicPath.Sentence(status, path)));

    private static string? NoteProblem(string? note)
    {
        if (note?.Length > LinkEdit.MaxNoteLength)
        {
            return FormattableString.Invariant($"The note has {note.Length} characters; at most {LinkEdit.MaxNoteLength} are taken.");
        }

        return note is null || PlainText.IsWellFormed(note) ? null : "The note holds a control character or something else that is not text.";
    }

    private static string? LineProblem(string what, string text, int longest)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"The {what} is empty.";
        }

        if (text.Length > longest)
        {
            return FormattableString.Invariant($"The {what} has {text.Length} characters; at most {longest} are taken.");
        }

        return PlainText.IsOneLine(text) ? null : $"The {what} holds a line break or another control character.";
    }

    private static string? HostProblem(string host) =>
        host.Length is > 0 and <= 253 && !host.Any(char.IsUpper) && !host.StartsWith("www.", StringComparison.Ordinal)
        && !host.AsSpan().ContainsAny(NoHost) && PlainText.IsOneLine(host)
            ? null
            : $"'{host}' is no source; name it by its host in lower case without 'www.', as in 'theguardian.com'.";
}
