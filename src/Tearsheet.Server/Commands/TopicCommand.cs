using System.CommandLine;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet topic add|rename|merge|list</c>.</summary>
internal sealed class TopicCommand : Verb
{
    public TopicCommand()
        : base("topic", "Add, rename, merge and list topics")
    {
        Add(new AddTopic());
        Add(new RenameTopic());
        Add(new MergeTopic());
        Add(new ListTopics());
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet topic add \"Korea/North Korea\"",
        "tearsheet topic rename korea-north-korea \"Asia/North Korea\"",
        "tearsheet topic merge \"Asia/DPRK\" \"Asia/North Korea\"",
        "tearsheet topic list",
    ];

    private static Argument<string> TopicArgument(string name, string description) =>
        new(name) { Description = description + " (its path, address or id)" };

    private sealed class AddTopic : DeskVerb
    {
        private readonly Argument<string> _path = new("PATH") { Description = "Up to 8 levels, parted by /" };

        public AddTopic()
            : base("add", "Add a topic before any link is filed under it") => Takes(_path);

        public override IReadOnlyList<string> Examples => ["tearsheet topic add \"Korea/North Korea\""];

        public override IReadOnlyList<string> ExitCodes => ["1  refused; nothing was changed", NoDeskCode, HeldCode, StorageCode];

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            WriteAsync(
                parsed,
                terminal,
                async desk => Say(
                    terminal,
                    await desk.AddTopicAsync(new TopicRequest(parsed.GetRequiredValue(_path)), cancellationToken),
                    DeskJson.Wire.TopicView,
                    topic => $"topic {topic.Path} ({topic.Slug})"),
                cancellationToken);
    }

    private sealed class RenameTopic : DeskVerb
    {
        private readonly Argument<string> _topic = TopicArgument("TOPIC", "The topic");
        private readonly Argument<string> _path = new("PATH") { Description = "Its new path" };

        public RenameTopic()
            : base("rename", "Give a topic a new path; its old address goes on leading to it") => Takes(_topic, _path);

        public override IReadOnlyList<string> Examples => ["tearsheet topic rename korea-north-korea \"Asia/North Korea\""];

        public override IReadOnlyList<string> ExitCodes => ["1  refused; nothing was changed", NoDeskCode, HeldCode, StorageCode];

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            WriteAsync(
                parsed,
                terminal,
                async desk => Say(
                    terminal,
                    await desk.RenameTopicAsync(
                        new TopicRename(parsed.GetRequiredValue(_topic), parsed.GetRequiredValue(_path)), cancellationToken),
                    DeskJson.Wire.TopicView,
                    topic => $"topic {topic.Path} ({topic.Slug})"),
                cancellationToken);
    }

    private sealed class MergeTopic : DeskVerb
    {
        private readonly Argument<string> _topic = TopicArgument("TOPIC", "The topic that ends");
        private readonly Argument<string> _into = TopicArgument("INTO", "The topic that takes its links");

        public MergeTopic()
            : base("merge", "Move all links of a topic into another; its address goes on leading there") => Takes(_topic, _into);

        public override IReadOnlyList<string> Examples => ["tearsheet topic merge \"Asia/DPRK\" \"Asia/North Korea\""];

        public override IReadOnlyList<string> ExitCodes => ["1  refused; nothing was changed", NoDeskCode, HeldCode, StorageCode];

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            WriteAsync(
                parsed,
                terminal,
                async desk => Say(
                    terminal,
                    await desk.MergeTopicAsync(
                        new TopicMerge(parsed.GetRequiredValue(_topic), parsed.GetRequiredValue(_into)), cancellationToken),
                    DeskJson.Wire.TopicView,
                    topic => $"merged into {topic.Path} ({topic.Slug})"),
                cancellationToken);
    }

    private sealed class ListTopics : DeskVerb
    {
        public ListTopics()
            : base("list", "List the topics") => Takes();

        public override IReadOnlyList<string> Examples => ["tearsheet topic list", "tearsheet topic list --json"];

        public override IReadOnlyList<string> ExitCodes => [NoDeskCode];

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            ReadAsync(parsed, terminal, reader =>
            {
                var topics = reader.Topics();
                terminal.Value(topics, DeskJson.Wire.TopicList);
                foreach (var topic in topics.Topics.Where(topic => topic.MergedInto is null))
                {
                    terminal.Line($"{topic.Id}  {topic.Path} ({topic.Slug})");
                }

                return Task.FromResult((int)ExitCode.Done);
            });
    }
}
