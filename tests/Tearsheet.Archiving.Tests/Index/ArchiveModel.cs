using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Archiving.Tests.Index;

/// <summary>What an archive should say, as plainly as it can be written: everything in lists, everything looked through.</summary>
internal sealed class ArchiveModel
{
    private readonly Dictionary<string, PublicationPolicy?> _sources = new(StringComparer.Ordinal);

    public List<ModelLink> Links { get; } = [];

    public List<ModelTopic> Topics { get; } = [];

    /// <summary>List key to the links in the order of their slots.</summary>
    public Dictionary<string, List<ModelLink>> Lists { get; } = new(StringComparer.Ordinal);

    public PublicationPolicy DefaultPolicy { get; set; } = PublicationPolicy.Excerpt;

    public ModelLink? ByAddress(string address) => Links.Find(link => link.Addresses.Contains(address, StringComparer.Ordinal));

    public void File(string id, string address, string host, string? topic, bool hold, ModelCapture capture, DateTimeOffset now)
    {
        var link = new ModelLink(id, address, host)
        {
            Topic = topic is null ? null : Ensure(topic),
            State = hold ? LinkState.Held : LinkState.Live,
            Addresses = { address },
            Captures = { capture with { Origin = id } },
        };
        _sources.TryAdd(host, null);
        Links.Add(link);
        Place(link, now);
    }

    public void Recapture(ModelLink link, string? topic, ModelCapture capture, DateTimeOffset now)
    {
        link.Captures.Add(capture with { Origin = link.Id });
        if (link.Topic is null && topic is not null)
        {
            link.Topic = Ensure(topic);
            Place(link, now);
        }
    }

    public void Edit(ModelLink link, string? topic, string? note, PublicationPolicy? policy, bool? hold, string? overrideBy, DateTimeOffset now)
    {
        link.Topic = topic is null ? link.Topic : topic.Length == 0 ? null : Ensure(topic);
        link.Note = note is null ? link.Note : note.Length == 0 ? null : note;
        link.Policy = policy ?? link.Policy;
        link.OverrideBy = overrideBy is null ? link.OverrideBy : overrideBy.Length == 0 ? null : overrideBy;
        link.State = hold is null ? link.State : hold.Value ? LinkState.Held : LinkState.Live;
        Place(link, now);
    }

    public static void Retract(ModelLink link, bool erase)
    {
        link.State = LinkState.Retracted;
        if (erase)
        {
            link.Captures = [.. link.Captures.Select(capture => capture with { Headline = link.Address })];
        }
    }

    public void Merge(ModelLink link, ModelLink into)
    {
        link.State = LinkState.Merged;
        link.MergedInto = into;
        foreach (var older in Links.Where(older => older.MergedInto == link))
        {
            older.MergedInto = into;
        }

        into.Captures = [.. into.Captures.Concat(link.Captures).OrderBy(capture => capture.Number)];
        into.Addresses.AddRange(link.Addresses);
        link.Captures = [];
        link.Addresses.Clear();
    }

    public ModelTopic? TopicAt(string path) =>
        Topics.Find(topic => topic.MergedInto is null && string.Equals(topic.Path, path, StringComparison.OrdinalIgnoreCase));

    public ModelTopic Ensure(string path)
    {
        if (TopicAt(path) is { } standing)
        {
            return standing;
        }

        var cut = path.LastIndexOf('/');
        var parent = cut < 0 ? null : Ensure(path[..cut]);
        var topic = new ModelTopic { Path = parent is null ? path : parent.Path + path[cut..], Parent = parent };
        Topics.Add(topic);
        return topic;
    }

    /// <summary>False when it cannot be done.</summary>
    public bool Rename(ModelTopic topic, string path, DateTimeOffset now)
    {
        if (topic.Path == path || (TopicAt(path) is { } taken && taken != topic) || IsBelow(path, topic.Path))
        {
            return false;
        }

        var cut = path.LastIndexOf('/');
        if (cut >= 0)
        {
            Ensure(path[..cut]);
        }

        Move(topic, path, now);
        return true;
    }

    /// <summary>False when it cannot be done.</summary>
    public bool Merge(ModelTopic topic, ModelTopic into, DateTimeOffset now)
    {
        if (topic == into || IsBelow(into.Path, topic.Path))
        {
            return false;
        }

        MergeDown(topic, into, now);
        return true;
    }

    public void SetSource(string host, PublicationPolicy? policy) => _sources[host] = policy ?? _sources.GetValueOrDefault(host);

    public PublicationPolicy Effective(ModelLink link)
    {
        PublicationPolicy[] set = [.. new[] { link.Policy, _sources[link.Host] }.OfType<PublicationPolicy>()];
        var policy = set.Length == 0 ? DefaultPolicy : set.Min();
        var page = link.Page;
        return page?.NoArchive == true && link.OverrideBy is null && policy == PublicationPolicy.Full ? PublicationPolicy.Excerpt : policy;
    }

    public static bool IsShown(ModelLink link, string list) => link.State == LinkState.Live && ListsOf(link).Contains(list, StringComparer.Ordinal);

    private void Move(ModelTopic topic, string path, DateTimeOffset now)
    {
        var below = Topics.Where(child => child.Parent == topic && child.MergedInto is null).ToList();
        var (old, cut) = (topic.Path, path.LastIndexOf('/'));
        topic.Path = path;
        topic.Parent = cut < 0 ? null : TopicAt(path[..cut]);
        PlaceAll(now);
        foreach (var child in below)
        {
            Move(child, path + child.Path[old.Length..], now);
        }
    }

    private void MergeDown(ModelTopic topic, ModelTopic into, DateTimeOffset now)
    {
        var below = Topics.Where(child => child.Parent == topic && child.MergedInto is null).ToList();
        foreach (var older in Topics.Where(older => older.MergedInto == topic))
        {
            older.MergedInto = into;
        }

        topic.MergedInto = into;
        foreach (var link in Links.Where(link => link.Topic == topic))
        {
            link.Topic = into;
        }

        PlaceAll(now);
        foreach (var child in below)
        {
            var path = into.Path + child.Path[topic.Path.Length..];
            if (TopicAt(path) is { } standing)
            {
                MergeDown(child, standing, now);
            }
            else
            {
                Move(child, path, now);
            }
        }
    }

    private void PlaceAll(DateTimeOffset now) => Links.ForEach(link => Place(link, now));

    private void Place(ModelLink link, DateTimeOffset now)
    {
        if (link.State != LinkState.Live)
        {
            return;
        }

        link.VisibleSince ??= now;
        foreach (var key in ListsOf(link))
        {
            if (!Lists.TryGetValue(key, out var list))
            {
                Lists.Add(key, list = []);
            }

            if (!list.Contains(link))
            {
                list.Add(link);
            }
        }
    }

    private static List<string> ListsOf(ModelLink link)
    {
        List<string> keys = ["all", "source:" + link.Host, ListKey.Day(DateOnly.FromDateTime(link.VisibleSince!.Value.UtcDateTime))];
        for (var topic = link.Topic; topic is not null; topic = topic.Parent)
        {
            keys.Add("topic " + topic.Number);
        }

        return keys;
    }

    private static bool IsBelow(string path, string top) => path.StartsWith(top + "/", StringComparison.OrdinalIgnoreCase);
}

internal sealed class ModelTopic
{
    private static int s_count;

    public int Number { get; } = Interlocked.Increment(ref s_count);

    public required string Path { get; set; }

    public ModelTopic? Parent { get; set; }

    public ModelTopic? MergedInto { get; set; }
}

internal sealed record ModelCapture(int Number, string Headline, ArticleKind Kind, bool NoArchive, string Origin);

internal sealed class ModelLink(string id, string address, string host)
{
    public string Id => id;

    public string Address => address;

    public string Host => host;

    public LinkState State { get; set; }

    public ModelTopic? Topic { get; set; }

    public string? Note { get; set; }

    public PublicationPolicy? Policy { get; set; }

    public string? OverrideBy { get; set; }

    public ModelLink? MergedInto { get; set; }

    public DateTimeOffset? VisibleSince { get; set; }

    public List<string> Addresses { get; } = [];

    public List<ModelCapture> Captures { get; set; } = [];

    public List<(LinkReach Reach, string? MovedTo)> Reaches { get; } = [];

    public ModelCapture? Page => Captures.FindLast(capture => capture.Kind == ArticleKind.Article)
        ?? Captures.FindLast(capture => capture.Kind == ArticleKind.PaywallStub) ?? Captures.LastOrDefault();
}
