using System.Globalization;
using CsCheck;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;

namespace Tearsheet.Archiving.Tests.Index;

/// <summary>Any sequence of what editors do gives what a plain model says, and the same again from log and packs alone.</summary>
public sealed class ModelTests
{
    private static readonly string[] Addresses =
    [
        "https://one.example/a", "https://one.example/b", "https://one.example/c", "https://two.example/a", "https://two.example/b",
        "https://three.example/a",
    ];

    private static readonly string[] Paths =
    [
        "Korea", "korea", "Korea/North Korea", "Korea/South Korea", "Asia", "Asia/Korea", "Asia/Korea/North Korea", "Weather",
        "Weather/Korea", "Asia/Weather", "Korea/Korea",
    ];

    private static readonly string?[] Notes = [null, "", "A note", "Another"];

    private static readonly PublicationPolicy?[] Policies =
        [null, PublicationPolicy.Headline, PublicationPolicy.Excerpt, PublicationPolicy.Full];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 21], Gen.Int[0, 1000], Gen.Int[0, 1000], Gen.Int[0, 1000], (what, a, b, c) => new Step(what, a, b, c));

    [Fact]
    public Task Any_sequence_of_changes_gives_what_the_model_says_and_the_same_again_without_the_index() =>
        Steps.Array[5, 60].SampleAsync(RunAsync, iter: 25, threads: 1, print: steps => string.Join(' ', steps.AsEnumerable()));

    private static async Task RunAsync(Step[] steps)
    {
        using var bureau = new Bureau(new ArchiveOptions { PackSize = 40_000 });
        var model = new ArchiveModel();
        var run = new Run(bureau, model);
        byte[]? older = null;
        for (var i = 0; i < steps.Length; i++)
        {
            await run.DoAsync(steps[i]);
            if (i == steps.Length / 2)
            {
                bureau.Close();
                older = await File.ReadAllBytesAsync(bureau.IndexFile);
                bureau.Reopen();
            }
        }

        Compare(bureau, model);
        await AssertNothingIsLostAsync(bureau.Archive);
        var expected = bureau.Dump();
        Assert.Equal([], (await bureau.Archive.VerifyAsync(_ => { }, CancellationToken.None)).Findings);
        bureau.Reopen();
        Assert.Equal(expected, bureau.Dump());

        // An index that missed the last entries, as after a power cut.
        bureau.Close();
        bureau.DeleteIndex();
        await File.WriteAllBytesAsync(bureau.IndexFile, older!);
        bureau.Reopen();
        Assert.Equal(expected, bureau.Dump());
        bureau.ReopenWithoutIndex();
        Assert.Equal(expected, bureau.Dump());
        Compare(bureau, model);
        await AssertNothingIsLostAsync(bureau.Archive);
    }

    /// <summary>Whatever was erased of others, what stands is whole.</summary>
    private static async Task AssertNothingIsLostAsync(Archive archive)
    {
        foreach (var link in archive.Links(new LinkQuery { Limit = 1000 }).Where(link => link.Retraction is not { Erased: true }))
        {
            foreach (var capture in archive.Captures(link.Id))
            {
                var article = await archive.ReadArticleAsync(capture.Article!.Value, CancellationToken.None);
                List<Cid> bodies = [.. article!.Renditions.Select(rendition => rendition.File.Cid)];
                foreach (var exchange in (await archive.ReadCaptureAsync(capture.Cid, CancellationToken.None))!.Exchanges)
                {
                    bodies.Add((await archive.ReadExchangeAsync(exchange, CancellationToken.None))!.Body);
                }

                foreach (var body in bodies)
                {
                    Assert.True(body.Matches((await archive.Blocks.FindAsync(body, CancellationToken.None)).Bytes.Span));
                }
            }
        }
    }

    private static void Compare(Bureau bureau, ArchiveModel model)
    {
        var archive = bureau.Archive;
        Assert.Equal(model.Links.Select(link => link.Id), archive.Links(new LinkQuery { Limit = 1000 }).Select(link => link.Id));
        foreach (var expected in model.Links)
        {
            var link = archive.FindLink(expected.Id)!;
            Assert.Equal(expected.State, link.State);
            Assert.Equal(expected.Topic?.Path, link.TopicId is null ? null : archive.FindTopic(link.TopicId)!.Path.ToString());
            Assert.Equal(expected.Note, link.Note);
            Assert.Equal(expected.Policy, link.Policy);
            Assert.Equal(expected.OverrideBy, link.PolicyOverriddenBy);
            Assert.Equal(expected.MergedInto?.Id, link.MergedInto);
            Assert.Equal(expected.VisibleSince, link.VisibleSince);
            Assert.Equal(expected.Page?.Headline ?? expected.Address, link.Headline);
            Assert.Equal(model.Effective(expected), link.EffectivePolicy);
            Assert.Equal(expected.Captures.Count, archive.Captures(link.Id).Count);
            Assert.Equal(expected.Reaches, archive.Reaches(link.Id).Select(note => (note.Reach, note.MovedTo)));
            Assert.Equal(archive.Reaches(link.Id) is [.., var newest] ? newest : null, link.Reach);
            Assert.Equal(Pairs(archive.Captures(link.Id), expected), archive.EditPairs(link.Id, 1000));
            Assert.All(expected.Addresses, address => Assert.Equal(link.Id, archive.FindByAddress(address)?.Id));
        }

        Assert.Equal(
            model.Topics.Select(topic => (topic.Path, topic.MergedInto?.Path)).Order(),
            archive.Topics.Select(topic => (topic.Path.ToString(), topic.MergedInto is { } into ? archive.FindTopic(into)!.Path.ToString() : null)).Order());
        var names = model.Topics.Where(topic => topic.MergedInto is null)
            .ToDictionary(topic => "topic " + topic.Number.ToString(CultureInfo.InvariantCulture), topic => ListKey.Topic(archive.FindTopicNamed(topic.Path)!.Id), StringComparer.Ordinal);
        foreach (var (key, links) in model.Lists.Where(list => !list.Key.StartsWith("topic ", StringComparison.Ordinal) || names.ContainsKey(list.Key)))
        {
            var list = names.GetValueOrDefault(key, key);
            Assert.Equal(links.Count, archive.SlotCount(list));
            Assert.Equal(
                links.Select((link, number) => ((long)number, link.Id, ArchiveModel.IsShown(link, key))),
                archive.Slots(list, 0, 1000).Select(slot => (slot.Number, slot.LinkId, slot.Link is not null)));
        }
    }

    /// <summary>Each whole article with the whole one before it that was captured under the same link, where they differ; newest first.</summary>
    private static List<CapturePair> Pairs(IReadOnlyList<CaptureRef> captures, ModelLink link)
    {
        var last = new Dictionary<string, CaptureRef>(StringComparer.Ordinal);
        var pairs = new List<CapturePair>();
        foreach (var (capture, model) in captures.Zip(link.Captures))
        {
            if (!Article.IsWholeArticle(capture.Kind!.Value))
            {
                continue;
            }

            if (last.TryGetValue(model.Origin, out var before) && before.Article != capture.Article)
            {
                pairs.Insert(0, new CapturePair(before, capture));
            }

            last[model.Origin] = capture;
        }

        return pairs;
    }

    private sealed record Step(int What, int A, int B, int C)
    {
        public override string ToString() => $"({What},{A},{B},{C})";
    }

    private sealed class Run(Bureau bureau, ArchiveModel model)
    {
        private static readonly CancellationToken Token = CancellationToken.None;

        private int _captures;

        private Archive Archive => bureau.Archive;

        public Task DoAsync(Step step) => step.What switch
        {
            <= 6 => FileAsync(step),
            <= 9 => EditAsync(step),
            10 => RetractAsync(step),
            11 => MergeAsync(step),
            12 => AddTopicAsync(step),
            13 or 14 => RenameTopicAsync(step),
            15 or 16 => MergeTopicAsync(step),
            17 => SetSourceAsync(step),
            18 => SetDefaultAsync(step),
            19 => NoteReachAsync(step),
            20 => RereadAsync(step),
            _ => Task.FromResult(Tick(step)),
        };

        private bool Tick(Step step)
        {
            // Back now and then, as clocks go.
            bureau.Clock.AdjustTime(bureau.Clock.GetUtcNow().AddHours((step.A % 40) - 5));
            return true;
        }

        private async Task FileAsync(Step step)
        {
            var address = Addresses[step.A % Addresses.Length];
            var topic = step.B % 3 == 0 ? null : Paths[step.B % Paths.Length];
            var kind = (step.C % 5) switch { 0 => ArticleKind.BotWall, 1 => ArticleKind.PaywallStub, _ => ArticleKind.Article };
            var capture = new ModelCapture(++_captures, $"Headline {step.C % 7}", kind, step.C % 4 == 0, "");
            var hold = step.C % 6 == 0;
            var page = Bureau.Page(
                address, capture.Headline, topic, hold, kind: kind, picture: step.C % 3, wishes: new PageWishes { NoArchive = capture.NoArchive });
            var known = model.ByAddress(address);
            switch (await Archive.FileAsync(page, Token))
            {
                case FilingOutcome.New filed:
                    Assert.Null(known);
                    model.File(filed.Link.Id, address, filed.Link.Host, topic, hold, capture, bureau.Clock.GetUtcNow());
                    break;
                case FilingOutcome.Recaptured:
                    model.Recapture(known!, topic, capture, bureau.Clock.GetUtcNow());
                    break;
                default:
                    Assert.Equal(LinkState.Retracted, known!.State);
                    break;
            }
        }

        private async Task EditAsync(Step step)
        {
            if (Pick(step.A) is not { } link)
            {
                return;
            }

            var topic = (step.B % 4) switch { 0 => null, 1 => "", _ => Paths[step.B % Paths.Length] };
            var (note, policy) = (Notes[step.C % 4], Policies[step.B % 4]);
            var hold = (step.C % 3) switch { 0 => true, 1 => false, _ => (bool?)null };
            var overrideBy = (step.A % 5) switch { 0 => "Ann Lee", 1 => "", _ => null };
            var outcome = await Archive.EditAsync(
                new LinkEdit(link.Id) { Topic = topic, Note = note, Policy = policy, Hold = hold, OverrideBy = overrideBy }, Token);
            if (link.State is LinkState.Live or LinkState.Held)
            {
                Assert.IsNotType<LinkOutcome.Refused>(outcome);
                model.Edit(link, topic, note, policy, hold, overrideBy, bureau.Clock.GetUtcNow());
            }
            else
            {
                Assert.IsType<LinkOutcome.Refused>(outcome);
            }
        }

        private async Task RetractAsync(Step step)
        {
            if (Pick(step.A) is not { } link)
            {
                return;
            }

            var outcome = await Archive.RetractAsync(link.Id, "A reason", step.B % 2 == 0, Token);
            if (link.State == LinkState.Merged)
            {
                Assert.IsType<LinkOutcome.Refused>(outcome);
            }
            else
            {
                Assert.IsNotType<LinkOutcome.Refused>(outcome);
                ArchiveModel.Retract(link, step.B % 2 == 0);
            }
        }

        private async Task MergeAsync(Step step)
        {
            if (Pick(step.A) is not { } link || Pick(step.B) is not { } into)
            {
                return;
            }

            if (await Archive.MergeAsync(link.Id, into.Id, Token) is LinkOutcome.Changed)
            {
                model.Merge(link, into);
            }
            else
            {
                Assert.True(link == into || link.State >= LinkState.Retracted || into.State >= LinkState.Retracted);
            }
        }

        private async Task AddTopicAsync(Step step)
        {
            var path = Paths[step.A % Paths.Length];
            await Archive.AddTopicAsync(path, Token);
            model.Ensure(path);
        }

        private async Task RenameTopicAsync(Step step)
        {
            var (name, path) = (Paths[step.A % Paths.Length], Paths[step.B % Paths.Length]);
            if (model.TopicAt(name) is { } topic)
            {
                var outcome = await Archive.RenameTopicAsync(name, path, Token);
                Assert.Equal(model.Rename(topic, path, bureau.Clock.GetUtcNow()), outcome is TopicOutcome.Changed);
            }
        }

        private async Task MergeTopicAsync(Step step)
        {
            var (name, other) = (Paths[step.A % Paths.Length], Paths[step.B % Paths.Length]);
            var (topic, into) = (model.TopicAt(name), model.TopicAt(other));
            if (topic is null || into is null)
            {
                return;
            }

            var outcome = await Archive.MergeTopicAsync(name, other, Token);
            Assert.Equal(model.Merge(topic, into, bureau.Clock.GetUtcNow()), outcome is TopicOutcome.Changed);
        }

        private async Task SetSourceAsync(Step step)
        {
            var host = Bureau.Address(Addresses[step.A % Addresses.Length]).Host;
            var policy = Policies[step.B % 4];
            await Archive.SetSourceAsync(new SourceEdit(host) { Policy = policy }, Token);
            model.SetSource(host, policy);
        }

        private async Task SetDefaultAsync(Step step)
        {
            model.DefaultPolicy = Policies[1 + (step.A % 3)]!.Value;
            await Archive.SetSettingsAsync(Archive.Settings with { DefaultPolicy = model.DefaultPolicy }, Token);
        }

        private async Task NoteReachAsync(Step step)
        {
            if (Pick(step.A) is not { } link)
            {
                return;
            }

            var reach = (LinkReach)(step.B % 5);
            var movedTo = reach == LinkReach.Moved ? Addresses[step.C % Addresses.Length] : null;
            var outcome = await Archive.NoteReachAsync(link.Id, reach, bureau.Clock.GetUtcNow(), 200 + (step.C % 300), movedTo, Token);
            if (link.State >= LinkState.Retracted)
            {
                Assert.IsType<LinkOutcome.Refused>(outcome);
            }
            else if (link.Reaches.LastOrDefault() == (reach, movedTo) || (link.Reaches.Count == 0 && reach == LinkReach.Back))
            {
                Assert.IsType<LinkOutcome.Unchanged>(outcome);
            }
            else
            {
                Assert.IsType<LinkOutcome.Changed>(outcome);
                link.Reaches.Add((reach, movedTo));
            }
        }

        private async Task RereadAsync(Step step)
        {
            if (Pick(step.A) is not { State: LinkState.Live or LinkState.Held } link || link.Captures.Count == 0)
            {
                return;
            }

            var at = step.B % link.Captures.Count;
            var capture = link.Captures[at] with { Headline = $"Headline {step.C % 7}", Kind = (step.C % 5) switch { 0 => ArticleKind.BotWall, 1 => ArticleKind.PaywallStub, _ => ArticleKind.Article } };
            var page = Bureau.Page(link.Address, capture.Headline, kind: capture.Kind, wishes: new PageWishes { NoArchive = capture.NoArchive });
            var cid = Archive.Captures(link.Id)[at].Cid;

            // Equal captures are one block; the newest of them is the one that is read again.
            var newest = Archive.Captures(link.Id).ToList().FindLastIndex(made => made.Cid == cid);
            await Archive.RereadAsync(link.Id, cid, page.Article, page.Renditions, Token);
            link.Captures[newest] = link.Captures[newest] with { Headline = capture.Headline, Kind = capture.Kind, NoArchive = capture.NoArchive };
        }

        private ModelLink? Pick(int number) => model.Links.Count == 0 ? null : model.Links[number % model.Links.Count];
    }
}
