using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Index;

/// <content>Topics.</content>
internal sealed partial class IndexView
{
    private const string TopicColumns = "select seq, path, slug, merged, parent from topic";

    /// <summary>All topics, the merged ones too, by path.</summary>
    public List<Topic> Topics() =>
        [.. database[TopicColumns].All(ReadTopic).Select(row => row.Topic)
            .OrderBy(topic => topic.Path.ToString(), StringComparer.Ordinal).ThenBy(topic => topic.Id, StringComparer.Ordinal)];

    public TopicRow? FindTopic(long seq) => database[TopicColumns + " where seq = ?"].Bind(1, seq).First(ReadTopic);

    public TopicRow? FindTopicById(string id) => SequenceNumber.Parse(id) is { } seq ? FindTopic(seq) : null;

    /// <summary>The topic that stands at a path, without regard to case.</summary>
    public TopicRow? FindTopicAt(TopicPath path) =>
        database[TopicColumns + " where key = ? and merged is null"].Bind(1, path.Key).First(ReadTopic);

    /// <summary>By a slug that it has or had.</summary>
    public TopicRow? FindTopicBySlug(string slug) =>
        database["select topic from topic_slug where slug = ?"].Bind(1, slug).Number(-1) is var seq and >= 0 ? FindTopic(seq) : null;

    /// <summary>By what people write: path, slug or id, in this order.</summary>
    public TopicRow? FindTopicNamed(string text)
    {
        if (TopicPath.TryParse(text, out var path) == TopicPathStatus.Ok && FindTopicAt(path!) is { } standing)
        {
            return standing;
        }

        return FindTopicBySlug(text) ?? FindTopicById(text);
    }

    public bool IsTopicSlugTaken(string slug) => database["select 1 from topic_slug where slug = ?"].Bind(1, slug).Exists();

    /// <summary>The standing topics right below one, by number.</summary>
    public List<TopicRow> TopicsBelow(long seq) =>
        database[TopicColumns + " where parent = ? and merged is null order by seq"].Bind(1, seq).All(ReadTopic);

    private TopicRow ReadTopic(Statement row)
    {
        var seq = row.Long(0);
        var slug = row.Text(2);
        var old = database["select slug from topic_slug where topic = ? and slug <> ? order by seq, slug"]
            .Bind(1, seq).Bind(2, slug).All(inner => inner.Text(0));
        var topic = new Topic(
            SequenceNumber.ToText(seq), TopicPath.Parse(row.Text(1)), slug, Sequence.From(old),
            row.OptionalLong(3) is { } merged ? SequenceNumber.ToText(merged) : null);
        return new TopicRow(seq, topic, row.OptionalLong(4));
    }
}

/// <summary>A topic as the index holds it.</summary>
/// <param name="Seq">Number of the entry that added it.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Parent">The topic one level above; null at the top.</param>
internal sealed record TopicRow(long Seq, Topic Topic, long? Parent);
