using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;

namespace Tearsheet.Archiving;

/// <content>Topics. Every topic that changes has its own entry (decision 9).</content>
internal sealed partial class ArchiveWriter
{
    /// <summary>Adds a topic with the levels above it.</summary>
    public TopicOutcome AddTopic(TopicPath path) =>
        _view.FindTopicAt(path) is { } standing
            ? new TopicOutcome.Unchanged(standing.Topic)
            : new TopicOutcome.Changed(EnsureTopic(path));

    /// <summary>Moves a topic and all below it.</summary>
    public TopicOutcome RenameTopic(string name, TopicPath path)
    {
        if (StandingTopic(name, out var topic) is { } refused)
        {
            return refused;
        }

        if (topic.Topic.Path == path)
        {
            return new TopicOutcome.Unchanged(topic.Topic);
        }

        if (_view.FindTopicAt(path) is { } taken && taken.Seq != topic.Seq)
        {
            return new TopicOutcome.Refused(TopicRefusal.Taken,
                $"There is a topic '{taken.Topic.Path}' already; merge '{topic.Topic.Path}' into it if they are one.");
        }

        if (path.IsBelow(topic.Topic.Path))
        {
            return new TopicOutcome.Refused(TopicRefusal.BelowItself, $"'{topic.Topic.Path}' cannot move below itself.");
        }

        if (TooDeep(topic, path) is { } deep)
        {
            return deep;
        }

        if (path.Parent is { } above)
        {
            EnsureTopic(above);
        }

        Move(topic, path);
        return new TopicOutcome.Changed(_view.FindTopic(topic.Seq)!.Topic);
    }

    /// <summary>Makes a topic, and all below it, part of another.</summary>
    public TopicOutcome MergeTopic(string name, string into)
    {
        if (StandingTopic(name, out var topic) is { } refused)
        {
            return refused;
        }

        if (StandingTopic(into, out var target) is { } refusedTarget)
        {
            return refusedTarget;
        }

        if (topic.Seq == target.Seq)
        {
            return new TopicOutcome.Unchanged(target.Topic);
        }

        if (target.Topic.Path.IsBelow(topic.Topic.Path))
        {
            return new TopicOutcome.Refused(TopicRefusal.BelowItself,
                $"'{topic.Topic.Path}' cannot become part of '{target.Topic.Path}', which is below it.");
        }

        if (TooDeep(topic, target.Topic.Path) is { } deep)
        {
            return deep;
        }

        Merge(topic, target);
        return new TopicOutcome.Changed(_view.FindTopic(target.Seq)!.Topic);
    }

    /// <summary>The topic at a path, added with all levels above where it is not there.</summary>
    private Topic EnsureTopic(TopicPath path)
    {
        if (_view.FindTopicAt(path) is { } standing)
        {
            return standing.Topic;
        }

        // A level above that differs in case keeps its own spelling, and gives it to what stands below.
        if (path.Parent is { } above)
        {
            path = path.Move(above, EnsureTopic(above).Path)!;
        }

        var entry = Append(new Payload.TopicAdd(path, NewSlug(path, owner: null)));
        return _view.FindTopic(entry.Seq)!.Topic;
    }

    private void Move(TopicRow topic, TopicPath path)
    {
        var below = _view.TopicsBelow(topic.Seq);
        Append(new Payload.TopicRename(topic.Topic.Id, path, NewSlug(path, topic.Seq)));
        foreach (var child in below)
        {
            Move(child, child.Topic.Path.Move(topic.Topic.Path, path)!);
        }
    }

    private void Merge(TopicRow topic, TopicRow into)
    {
        // The topic goes first: what stands below it may be about to take its place.
        var below = _view.TopicsBelow(topic.Seq);
        Append(new Payload.TopicMerge(topic.Topic.Id, into.Topic.Id));
        foreach (var child in below)
        {
            var path = child.Topic.Path.Move(topic.Topic.Path, into.Topic.Path)!;
            if (_view.FindTopicAt(path) is { } standing)
            {
                Merge(child, standing);
            }
            else
            {
                Move(child, path);
            }
        }
    }

    private TopicOutcome.Refused? TooDeep(TopicRow topic, TopicPath path)
    {
        foreach (var child in _view.TopicsBelow(topic.Seq))
        {
            if (child.Topic.Path.Move(topic.Topic.Path, path) is not { } moved)
            {
                return new TopicOutcome.Refused(TopicRefusal.TooDeep,
                    $"'{child.Topic.Path}' would have more than {TopicPath.MaxLevels} levels below '{path}'.");
            }

            if (TooDeep(child, moved) is { } deeper)
            {
                return deeper;
            }
        }

        return null;
    }

    private TopicOutcome.Refused? StandingTopic(string name, out TopicRow topic)
    {
        topic = _view.FindTopicNamed(name)!;
        if (topic is null)
        {
            return new TopicOutcome.Refused(TopicRefusal.NotFound, $"There is no topic '{name}'. `tearsheet topic list` shows all.");
        }

        if (topic.Topic.MergedInto is { } merged)
        {
            var path = _view.FindTopicById(merged)?.Topic.Path;
            return new TopicOutcome.Refused(TopicRefusal.NotFound, $"The topic '{name}' became part of '{path}'; use that one.");
        }

        return null;
    }

    // A topic that comes back to a path takes the address again that it had there.
    private string NewSlug(TopicPath path, long? owner) => Slug.Make(
        path.ToString(),
        "topic-" + SequenceNumber.ToText(owner ?? _folder.Log.LastSeq + 1),
        slug => _view.FindTopicBySlug(slug) is { } holder && holder.Seq != owner);
}
