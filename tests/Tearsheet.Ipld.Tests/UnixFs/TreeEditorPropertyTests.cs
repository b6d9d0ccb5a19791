using System.Buffers.Binary;
using CsCheck;
using Tearsheet.Ipld.UnixFs;
using static System.FormattableString;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>However a tree came about, it equals a build from nothing of the same files.</summary>
public sealed class TreeEditorPropertyTests
{
    // Some 8 entries make a sharded directory; with names of a crowd and of one slot, directories cross often, and
    // deep.
    private static readonly ImportProfile SmallBlocks = ImportProfile.UnixFsV1_2025 with { HamtThreshold = 400 };
    private static readonly ImportProfile SmallLinks = ImportProfile.UnixFsV0_2015 with { HamtThreshold = 300 };

    private static readonly string[] Twins = FindTwins();

    private static readonly Gen<string> Name = Gen.Frequency(
        (3, OneOf("a", "b", "c", "é", "\uFF5E", "\U0001F600")),
        (4, Gen.Int[0, 60].Select(i => Invariant($"entry-{i}"))),
        (3, OneOf(Twins)));

    private static readonly Gen<string> Path = Gen.Frequency(
        (6, Name.Select(name => "wide/" + name)),
        (3, Name.Array[1, 4].Select(names => string.Join('/', names))),
        (2, Gen.Select(Name, Name, (one, two) => "wide/" + one + "/" + two)),
        (1, OneOf("wide", "a", "a/b")));

    // Sizes around the borders of varints, so that a put over a put makes its directory shrink or grow.
    private static readonly Gen<int> Size = OneOf(0, 1, 100, 127, 128, 300, 20_000);

    private static readonly Gen<(string Path, int? Size)> Change = Gen.Frequency(
        (5, Gen.Select(Path, Size, (path, size) => (path, (int?)size))),
        (4, Path.Select(path => (path, (int?)null))));

    private static readonly Gen<(string Path, int? Size)[][]> Batches =
        Gen.OneOf(Change.Array[0, 4], Change.Array[20, 60]).Array[1, 12];

    [Theory]
    [InlineData(nameof(SmallBlocks))]
    [InlineData(nameof(SmallLinks))]
    public async Task A_tree_after_any_changes_equals_a_build_from_nothing(string name)
    {
        var profile = name == nameof(SmallBlocks) ? SmallBlocks : SmallLinks;
        await Batches.SampleAsync(batches => CheckAsync(profile, batches), iter: 1500, threads: 2);
    }

    private static async Task CheckAsync(ImportProfile profile, (string Path, int? Size)[][] batches)
    {
        var blocks = new MemoryBlocks();
        var files = new FileImporter(profile, blocks);
        var editor = new TreeEditor(profile, blocks, blocks);
        var model = new TreeModel(profile);
        Imported? tree = null;
        foreach (var batch in batches)
        {
            TreeChange[] changes = [.. batch.Select(change => ChangeOf(files, change))];
            Array.ForEach(changes, model.Apply);
            tree = await editor.ApplyAsync(tree, changes, TestContext.Current.CancellationToken);

            var written = new MemoryBlocks();
            var expected = model.Build(written);
            Assert.Equal(expected, tree);
            Assert.All(written.Cids, cid => Assert.True(blocks.Contains(cid)));
        }
    }

    private static TreeChange ChangeOf(FileImporter files, (string Path, int? Size) change)
    {
        if (change.Size is not { } size)
        {
            return TreeChange.Remove(change.Path);
        }

        var bytes = new byte[size];
        if (size >= 4)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes, size);
        }

        return TreeChange.Put(change.Path, files.Import(bytes));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Names that share the first two slots of a HAMT with one another.</summary>
    private static string[] FindTwins()
    {
        var wanted = Murmur3.Hash64("twin"u8) >> 48;
        return
        [
            "twin",
            .. Enumerable.Range(0, int.MaxValue)
                .Select(i => Invariant($"twin{i}"))
                .Where(name => Murmur3.Hash64(EntryName.ToBytes(name)) >> 48 == wanted)
                .Take(4),
        ];
    }
}
