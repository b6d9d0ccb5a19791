using System.Text;
using System.Text.Json;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>The CIDs that Kubo asserts for the published profiles, at their thresholds.</summary>
public sealed class ProfileVectorTests
{
    private static readonly string[] Names =
    [
        "hello-v0", "chunk-at-v0", "chunk-over-v0", "width-at-v0", "width-over-v0", "hamt-at-v0", "hamt-over-v0",
        "hello-v1", "chunk-at-v1", "chunk-over-v1", "width-at-v1", "width-over-v1", "hamt-at-v1", "hamt-over-v1",
        "hello-v1-pb-leaf", "width-1024-of-256k", "empty-dir-v0", "empty-dir-v1",
    ];

    public static TheoryData<string> Cases => [.. Names];

    [Theory, MemberData(nameof(Cases))]
    public async Task A_published_vector_gets_its_root_CID(string id)
    {
        using var document = Open();
        var vector = document.RootElement.GetProperty("cases").EnumerateArray().Single(one => Text(one, "id") == id);
        var profile = ProfileOf(vector);
        var root = Text(vector, "kind") == "file"
            ? await ImportFileAsync(profile, vector)
            : ImportDirectory(profile, vector);

        Assert.Equal(Text(vector, "cid"), root.Cid.ToString());
    }

    [Fact]
    public void Every_vector_of_the_file_is_a_case_here()
    {
        using var document = Open();
        var there = document.RootElement.GetProperty("cases").EnumerateArray().Select(one => Text(one, "id"));

        Assert.Equal(Names.Order(StringComparer.Ordinal), there.Order(StringComparer.Ordinal));
    }

    private static async Task<Imported> ImportFileAsync(ImportProfile profile, JsonElement vector)
    {
        var recipe = vector.GetProperty("recipe");
        var importer = new FileImporter(profile, new NullSink());
        if (recipe.TryGetProperty("text", out var text))
        {
            return importer.Import(Encoding.UTF8.GetBytes(text.GetString()!));
        }

        var size = recipe.GetProperty("chacha20").GetProperty("size").GetInt64();
        var seed = Text(recipe.GetProperty("chacha20"), "seed");
        await using var stream = new ChaCha20Stream(size, seed);
        var root = await importer.ImportAsync(stream, TestContext.Current.CancellationToken);
        Assert.Equal(Text(vector.GetProperty("input"), "sha256"), stream.Digest);
        Assert.Equal(size, root.Size);
        return root;
    }

    private static Imported ImportDirectory(ImportProfile profile, JsonElement vector)
    {
        var sink = new NullSink();
        var names = NamesOf(vector.GetProperty("recipe"));
        if (vector.TryGetProperty("input", out var input))
        {
            Assert.Equal(Text(input, "firstName"), names[0]);
            Assert.Equal(Text(input, "lastName"), names[^1]);
            Assert.Equal(input.GetProperty("distinct").GetInt32(), names.Distinct(StringComparer.Ordinal).Count());
        }

        var file = new FileImporter(profile, sink).Import("x"u8.ToArray());
        var before = sink.Blocks;
        var root = new DirectoryImporter(profile, sink).Import([.. names.Select(name => new DirectoryEntry(name, file))]);
        Assert.Equal(Text(vector, "expectType") == "HAMTShard", sink.Blocks - before > 1);
        return root;
    }

    private static List<string> NamesOf(JsonElement recipe)
    {
        const string Alphabet = "abcdefghijklmnopqrstuvwxyz01234567890-_";
        var count = recipe.GetProperty("files").GetInt32();
        var names = new List<string>(count);
        if (count == 0)
        {
            return names;
        }

        var stream = ChaCha20Stream.Make(1024 * 1024, Text(recipe, "seed")).AsSpan();
        for (var i = 0; i < count; i++)
        {
            var length = recipe.GetProperty(i == count - 1 ? "lastNameLen" : "nameLen").GetInt32();
            var name = new StringBuilder(length);
            foreach (var value in stream[..length])
            {
                name.Append(Alphabet[value % Alphabet.Length]);
            }

            names.Add(name.ToString());
            stream = stream[length..];
        }

        return names;
    }

    private static ImportProfile ProfileOf(JsonElement vector)
    {
        if (ImportProfile.TryFind(Text(vector, "profile"), out var profile))
        {
            return profile;
        }

        var options = vector.GetProperty("options");
        return new ImportProfile
        {
            Name = "custom",
            CidVersion = options.GetProperty("cidVersion").GetInt32(),
            RawLeaves = options.GetProperty("rawLeaves").GetBoolean(),
            ChunkSize = options.GetProperty("chunk").GetInt32(),
            Width = options.GetProperty("width").GetInt32(),
        };
    }

    private static JsonDocument Open() =>
        JsonDocument.Parse(File.ReadAllBytes(SharedFolder.PathTo("data", "ipfs", "unixfs", "profiles.json")));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
