using System.Globalization;
using CsCheck;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Publishing.Sites;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Publishing.Tests;

/// <summary>Decision 3: an edition made step by step equals one made from nothing, whatever the log holds and wherever it is made.</summary>
public class EditionPropertyTests
{
    private static readonly string[] Topics =
        ["Economy", "Economy/Markets", "Korea/North Korea", "Korea/South Korea", "Korea", "İstanbul/Boğaz", "Science", "Economy/Markets/Gold"];

    private static readonly string[] Cultures = ["", "tr-TR", "ar-SA"];

    /// <summary>What an editor can do; the numbers choose among what there is.</summary>
    private abstract record Step
    {
        public sealed record File(int Address, int Topic, int Policy, bool Hold, int Kind, int Wishes, int Times) : Step;

        public sealed record Edit(int Link, int What, int Value) : Step;

        public sealed record Retract(int Link, bool Erase) : Step;

        public sealed record Merge(int Link, int Into) : Step;

        public sealed record AddTopic(int Topic) : Step;

        public sealed record Rename(int Topic, int To) : Step;

        public sealed record MergeTopic(int Topic, int Into) : Step;

        public sealed record Source(int Host, int Policy, bool Renamed) : Step;

        public sealed record Settings(int What, int Value) : Step;

        public sealed record Reach(int Link, int What) : Step;

        public sealed record Recapture(int Link, int What, int Kind) : Step;

        public sealed record Reread(int Link, int What) : Step;

        public sealed record Publish : Step;

        public sealed record Reindex : Step;
    }

    private static readonly Gen<int> Any = Gen.Int[0, 1000];

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (12, Gen.Select(Any, Any, Any, Gen.Int[0, 5], Any, Any, Gen.Int[1, 30])
            .Select((a, t, p, h, k, w, n) => (Step)new Step.File(a, t, p, h == 0, k, w, n > 25 ? 30 : 1))),
        (8, Gen.Select(Any, Any, Any).Select((l, w, v) => (Step)new Step.Edit(l, w, v))),
        (2, Gen.Select(Any, Gen.Bool).Select((l, e) => (Step)new Step.Retract(l, e))),
        (2, Gen.Select(Any, Any).Select((l, i) => (Step)new Step.Merge(l, i))),
        (1, Any.Select(t => (Step)new Step.AddTopic(t))),
        (2, Gen.Select(Any, Any).Select((t, to) => (Step)new Step.Rename(t, to))),
        (2, Gen.Select(Any, Any).Select((t, to) => (Step)new Step.MergeTopic(t, to))),
        (1, Gen.Select(Any, Any, Gen.Bool).Select((h, p, r) => (Step)new Step.Source(h, p, r))),
        (1, Gen.Select(Any, Any).Select((w, v) => (Step)new Step.Settings(w, v))),
        (2, Gen.Select(Any, Any).Select((l, w) => (Step)new Step.Reach(l, w))),
        (8, Gen.Select(Any, Any, Any).Select((l, w, k) => (Step)new Step.Recapture(l, w, k))),
        (2, Gen.Select(Any, Any).Select((l, w) => (Step)new Step.Reread(l, w))),
        (8, Gen.Const((Step)new Step.Publish())),
        (1, Gen.Const((Step)new Step.Reindex())));

    [Fact]
    public async Task An_edition_made_step_by_step_equals_one_made_from_nothing_in_every_culture() =>
        await AnyStep.Array[10, 40].SampleAsync(RunAsync, iter: 25, threads: 1, print: steps => string.Join('\n', steps.Select(step => step.ToString())));

    private static async Task RunAsync(Step[] steps)
    {
        using var room = new Newsroom();
        var culture = 0;

        // Something to change from the start: most of what can go wrong lies in what stood already.
        for (var at = 0; at < Topics.Length; at++)
        {
            await room.FileAsync($"https://paper{at % 3}.example/{140 + at}", "Headline", Topics[at], hold: at == 5);
        }

        await room.PublishAsync();
        foreach (var step in steps)
        {
            if (step is not Step.Publish)
            {
                await DoAsync(room, step);
                continue;
            }

            using var elsewhere = new OtherCulture(Cultures[culture++ % Cultures.Length]);
            await PublishAsync(room, culture);
        }

        await PublishAsync(room, culture);
        if (room.Archive.LatestEdition is { } latest)
        {
            var root = latest.Root;
            room.Reindex();
            await PublishAsync(room, culture);
            Assert.Equal(root, room.Archive.LatestEdition?.Root);
        }
    }

    /// <summary>Makes the next edition both ways, in two cultures, and records it.</summary>
    private static async Task PublishAsync(Newsroom room, int culture)
    {
        var blocks = new MemoryBlocks();
        var step = Root(await room.Builder.BuildAsync(blocks, fromNothing: false, Newsroom.Stop));
        using (new OtherCulture(Cultures[(culture + 1) % Cultures.Length]))
        {
            var whole = Root(await room.Builder.BuildAsync(blocks, fromNothing: true, Newsroom.Stop));
            if (step != whole)
            {
                var all = new LayeredBlocks(blocks, room.Archive.Blocks);
                var differ = await new TreeDiff(all).CompareAsync(step, whole, Newsroom.Stop);
                Assert.Fail("Step by step and from nothing differ in\n" + string.Join('\n', differ));
            }
        }

        await room.PublishAsync();
    }

    private static Cid? Root(EditionOutcome outcome) =>
        outcome is EditionOutcome.Built { Edition: var edition } ? edition.Root : null;

    private static async Task DoAsync(Newsroom room, Step step)
    {
        var archive = room.Archive;
        var links = archive.Links(new LinkQuery { Limit = 1000 });
        var topics = archive.Topics;
        FiledLink? Link(int number) => links.Count == 0 ? null : links[number % links.Count];
        string Topic(int number) => topics.Count == 0 ? "none" : topics[number % topics.Count].Id;
        switch (step)
        {
            case Step.File file:
                for (var time = 0; time < file.Times; time++)
                {
                    var filing = Newsroom.Page(
                        $"https://paper{file.Address % 3}.example/{(file.Address + (time * 7)) % 150}",
                        "Headline " + file.Address.ToString(CultureInfo.InvariantCulture) + (file.Address % 4 == 0 ? new string('x', 120) : ""),
                        file.Topic % 10 < Topics.Length ? Topics[file.Topic % 10] : null,
                        file.Hold,
                        Policy(file.Policy),
                        Wishes(file.Wishes),
                        file.Kind % 4 == 0 ? (ArticleKind)(file.Kind % 11) : ArticleKind.Article,
                        version: time);
                    room.Clock.Advance(TimeSpan.FromHours(file.Address % 9));
                    await archive.FileAsync(filing, Newsroom.Stop);
                }

                break;
            case Step.Edit edit when Link(edit.Link) is { } link:
                await archive.EditAsync(
                    (edit.What % 6) switch
                    {
                        0 => new LinkEdit(link.Id) { Topic = Topics[edit.Value % Topics.Length] },
                        1 => new LinkEdit(link.Id) { Note = edit.Value % 3 == 0 ? "" : "Note " + edit.Value.ToString(CultureInfo.InvariantCulture) },
                        2 => new LinkEdit(link.Id) { Hold = edit.Value % 2 == 0 },
                        3 => new LinkEdit(link.Id) { OverrideBy = edit.Value % 3 == 0 ? "" : "ann" },
                        4 => new LinkEdit(link.Id) { Topic = "" },
                        _ => Policy(edit.Value) is { } policy ? new LinkEdit(link.Id) { Policy = policy } : new LinkEdit(link.Id) { ClearPolicy = true },
                    },
                    Newsroom.Stop);
                break;
            case Step.Retract retract when Link(retract.Link) is { } link:
                await archive.RetractAsync(link.Id, "A reason", retract.Erase, Newsroom.Stop);
                break;
            case Step.Reach reach when Link(reach.Link) is { } link:
                var state = (LinkReach)(reach.What % 5);
                await archive.NoteReachAsync(
                    link.Id, state, room.Clock.GetUtcNow(), 404, state == LinkReach.Moved ? "https://moved.example/a" : null, Newsroom.Stop);
                break;
            case Step.Recapture again when Link(again.Link) is { Address: { } address }:
                room.Clock.Advance(TimeSpan.FromMinutes(3));
                await archive.FileAsync(
                    Newsroom.Page(
                        address, "Headline " + (again.What % 3).ToString(CultureInfo.InvariantCulture), wishes: Wishes(again.What),
                        kind: again.Kind % 5 == 0 ? (ArticleKind)(again.Kind % 11) : ArticleKind.Article, version: again.What % 4),
                    Newsroom.Stop);
                break;
            case Step.Reread reread when Link(reread.Link) is { } link && archive.Captures(link.Id) is { Count: > 0 } captures:
                var page = Newsroom.Page(link.RawAddress, "Reread " + (reread.What % 2).ToString(CultureInfo.InvariantCulture), version: reread.What % 4);
                await archive.RereadAsync(link.Id, captures[reread.What % captures.Count].Cid, page.Article, page.Renditions, Newsroom.Stop);
                break;
            case Step.Merge merge when Link(merge.Link) is { } link && Link(merge.Into) is { } into && link.Id != into.Id:
                await archive.MergeAsync(link.Id, into.Id, Newsroom.Stop);
                break;
            case Step.AddTopic add:
                await archive.AddTopicAsync(Topics[add.Topic % Topics.Length] + "/New", Newsroom.Stop);
                break;
            case Step.Rename rename:
                await archive.RenameTopicAsync(
                    Topic(rename.Topic),
                    (rename.To % 4) switch { 0 => "World/", 1 => "Economy/", 2 => "korea/", _ => "" } + "Name " + (rename.To % 5).ToString(CultureInfo.InvariantCulture),
                    Newsroom.Stop);
                break;
            case Step.MergeTopic merge:
                await archive.MergeTopicAsync(Topic(merge.Topic), Topic(merge.Into), Newsroom.Stop);
                break;
            case Step.Source source:
                await archive.SetSourceAsync(
                    new SourceEdit($"paper{source.Host % 3}.example")
                    {
                        Name = source.Renamed ? "Paper " + source.Policy.ToString(CultureInfo.InvariantCulture) : null,
                        Policy = Policy(source.Policy),
                        ClearPolicy = Policy(source.Policy) is null,
                    },
                    Newsroom.Stop);
                break;
            case Step.Settings settings:
                var standing = topics.Where(topic => topic.MergedInto is null).Select(topic => topic.Id).ToList();
                await archive.SetSettingsAsync(
                    (settings.What % 5) switch
                    {
                        0 => archive.Settings with { Title = "Title " + (settings.Value % 3).ToString(CultureInfo.InvariantCulture) },
                        1 => archive.Settings with { Address = settings.Value % 2 == 0 ? null : "https://other.example/news/" },
                        2 => archive.Settings with { MastheadTopics = Sequence.From(standing.Skip(settings.Value % 3).Take(3)) },
                        3 => archive.Settings with { DefaultPolicy = (PublicationPolicy)(settings.Value % 3) },
                        _ => archive.Settings with { Language = settings.Value % 2 == 0 ? "de" : "en" },
                    },
                    Newsroom.Stop);
                break;
            case Step.Reindex:
                room.Reindex();
                break;
            default:
                break;
        }
    }

    private static PublicationPolicy? Policy(int number) => (number % 4) is var at and < 3 ? (PublicationPolicy)at : null;

    private static PageWishes Wishes(int number) => (number % 9) switch
    {
        0 => new PageWishes { NoArchive = true },
        1 => new PageWishes { MaxSnippet = 60 },
        2 => new PageWishes { MaxImagePreview = ImagePreview.None },
        3 => new PageWishes { NoIndex = true },
        4 => new PageWishes { NoSnippet = true },
        _ => PageWishes.None,
    };
}
