using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Tests.Disk;

/// <summary>A small data folder to try things on: its key, its clock, and short ways to write what tests need.</summary>
internal sealed class Desk : IDisposable
{
    private readonly TempFolder _folder = new();

    public Desk(long packSize = PackStore.DefaultRollAt, long logFileSize = LogBook.DefaultRollAt)
    {
        Key = KeyFrom("site");
        Clock = new FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 3, 49, 0, TimeSpan.Zero));
        Options = new DataFolderOptions(Clock) { PackSize = packSize, LogFileSize = logFileSize };
        Paths = new DataPaths(Path.Combine(_folder.Path, "data"));
    }

    public SigningKey Key { get; }

    public FakeTimeProvider Clock { get; }

    public DataFolderOptions Options { get; }

    public DataPaths Paths { get; }

    public static SigningKey KeyFrom(string name) => SigningKey.FromSeed(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    public static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public DataFolder Create() => DataFolder.Create(Paths, Options);

    public DataFolder Open() => DataFolder.Open(Paths, FolderAccess.Write, Options);

    public DataFolder OpenToRead() => DataFolder.Open(Paths, FolderAccess.Read, Options);

    public IReadOnlyList<Finding> Check() => new FolderCheck(Paths).Run(TestContext.Current.CancellationToken);

    /// <summary>A raw block and an entry about it: genesis first, files after that.</summary>
    public (LogEntry Entry, BlockPlace Place) Add(DataFolder folder, byte[] bytes)
    {
        var cid = Cid.ForBlock(Multicodec.Raw, bytes);
        var place = folder.Packs.Append(cid, bytes);
        var kind = folder.Log.LastSeq == 0 ? EntryKind.Genesis : EntryKind.File;
        return (folder.Log.Append(kind, cid, Clock.GetUtcNow(), Key), place);
    }

    /// <summary>A folder with a few small blocks of each codec in some commits, closed again.</summary>
    public void Fill(int commits)
    {
        using var folder = Create();
        for (var commit = 0; commit < commits; commit++)
        {
            Add(folder, Bytes(20 + (commit * 7), commit));
            Put(folder, Multicodec.DagCbor, DagCbor.Encode(Node.Map(("n", commit), ("text", "Korea/North Korea"))));
            Put(folder, Multicodec.DagPb, DagPb.Encode(new PbNode(
                [new PbLink(Cid.ForBlock(Multicodec.Raw, Bytes(20 + (commit * 7), commit)), "a", 20)], new byte[] { 8, 1 })));
            folder.Commit(Key);
        }
    }

    public static BlockPlace Put(DataFolder folder, Multicodec codec, byte[] bytes) =>
        folder.Packs.Append(Cid.ForBlock(codec, bytes), bytes);

    public void Dispose()
    {
        Key.Dispose();
        _folder.Dispose();
    }
}
