using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Keys;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Publishing.Tests;

/// <summary>An archive in a folder of its own, pages to file into it, and the editions made of it. The same calls give the same log.</summary>
internal sealed class Newsroom : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("tearsheet-newsroom-").FullName;
    private readonly ArchiveOptions _options;
    private int _salts;

    public Newsroom(SiteSettings? settings = null)
    {
        _options = new ArchiveOptions { Clock = Clock, Salt = Salt };
        Archive = Opened(Archive.Create(
            Folder, Key, settings ?? new SiteSettings { Title = "The Newsroom", Address = "https://newsroom.example/" }, _options));
    }

    public static DateTimeOffset Start { get; } = new(2026, 11, 24, 22, 49, 0, TimeSpan.Zero);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public string Folder => Path.Combine(_root, "data");

    public SigningKey Key { get; } = SigningKey.FromSeed(SHA256.HashData("newsroom"u8));

    public FakeTimeProvider Clock { get; } = new(Start);

    public Archive Archive { get; private set; }

    public EditionBuilder Builder => new(Archive, Key);

    public UnixFsReader Reader => new(Archive.Blocks);

    /// <summary>A page as a visit brings it, with two pictures in three files.</summary>
    public static LinkFiling Page(
        string address,
        string headline = "Rain expected",
        string? topic = null,
        bool hold = false,
        PublicationPolicy? policy = null,
        PageWishes? wishes = null,
        ArticleKind kind = ArticleKind.Article,
        string? note = null,
        int version = 1)
    {
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(address, out var link));
        var body = Encoding.UTF8.GetBytes($"<html><title>{headline}</title><p>{address} {version}</p></html>");
        var article = new Article
        {
            EngineVersion = "test/1",
            Headline = headline,
            Standfirst = "The office says " + version.ToString(CultureInfo.InvariantCulture) + " more days of it.",
            Authors = ["Ann Lee"],
            Published = new ArticleDate(Start, new DateOnly(2026, 11, 24), HasTime: true, HasZone: true),
            Kind = kind,
            SiteName = "The Paper of " + link!.Host,
            Language = "en",
            Wishes = wishes ?? PageWishes.None,
            Images =
            [
                new ArticleImage("https://pictures.example/1.jpg", "", "A picture", "Bo Ray", 800, 450),
                new ArticleImage("https://pictures.example/2.jpg", "Another", null, null, 800, 450),
            ],
            LeadImage = 0,
            Body =
            [
                new BodyBlock.Paragraph([new Inline.Text(headline + ", says the office. SECRET-" + version.ToString(CultureInfo.InvariantCulture))]),
                new BodyBlock.Figure(1),
                new BodyBlock.Paragraph([new Inline.Text(string.Join(' ', Enumerable.Repeat("more", 120)) + " BODY-END")]),
            ],
        };
        return new LinkFiling(
            link, topic, note, policy, hold, new Capture(link, Start, [Exchange(link.Uri!, body)], 0), article,
            [Rendition(0, 480, address), Rendition(0, 1280, address), Rendition(1, 960, address)]);
    }

    public static byte[] Bytes(int length, string seed) =>
        Enumerable.Repeat(SHA256.HashData(Encoding.UTF8.GetBytes(seed)), (length / 32) + 1).SelectMany(bytes => bytes).Take(length).ToArray();

    public async Task<FiledLink> FileAsync(
        string address, string headline = "Rain expected", string? topic = null, bool hold = false, PublicationPolicy? policy = null) =>
        await FileAsync(Page(address, headline, topic, hold, policy));

    public async Task<FiledLink> FileAsync(LinkFiling filing)
    {
        Clock.Advance(TimeSpan.FromMinutes(7));
        return await Archive.FileAsync(filing, Stop) switch
        {
            FilingOutcome.New made => made.Link,
            FilingOutcome.Recaptured again => again.Link,
            var other => throw new InvalidOperationException(other.ToString()),
        };
    }

    /// <summary>Builds the next edition and records it; null when nothing is new.</summary>
    public async Task<EditionRecord?> PublishAsync(bool fromNothing = false)
    {
        Clock.Advance(TimeSpan.FromMinutes(1));
        var outcome = await Builder.BuildAsync(Archive.Sink, fromNothing, Stop);
        if (outcome is EditionOutcome.NothingNew)
        {
            return null;
        }

        var built = Assert.IsType<EditionOutcome.Built>(outcome);
        return Assert.IsType<RecordOutcome.Recorded>(await Archive.RecordEditionAsync(built.Edition, Stop)).Edition;
    }

    /// <summary>Every file of an edition by path.</summary>
    public async Task<SortedDictionary<string, byte[]>> FilesAsync(Cid root, IBlockSource? blocks = null)
    {
        var files = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        await AddAsync(new UnixFsReader(blocks ?? Archive.Blocks), files, root, "");
        return files;
    }

    public async Task<string> TextAsync(Cid root, string place) => Encoding.UTF8.GetString(await BytesAsync(root, place));

    public async Task<byte[]> BytesAsync(Cid root, string place)
    {
        var found = Assert.IsType<Resolution.Found>(await Reader.ResolveAsync(root, place, Stop));
        using var file = new MemoryStream();
        await Reader.ReadAsync(found.Cid, 0, null, file, Stop);
        return file.ToArray();
    }

    public async Task<bool> HoldsAsync(Cid root, string place) =>
        await Reader.ResolveAsync(root, place, Stop) is Resolution.Found;

    /// <summary>Makes the index anew from the log.</summary>
    public void Reindex()
    {
        Archive.Dispose();
        foreach (var file in Directory.GetFiles(Folder, "index.db*"))
        {
            File.Delete(file);
        }

        Archive = Opened(Archive.Open(Folder, ArchiveAccess.Write, _options));
    }

    public void Dispose()
    {
        Archive.Dispose();
        Key.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static Archive Opened(OpenOutcome outcome) => outcome is OpenOutcome.Opened { Archive: var archive }
        ? archive
        : throw new InvalidOperationException(outcome.ToString());

    private static async Task AddAsync(UnixFsReader reader, SortedDictionary<string, byte[]> files, Cid cid, string path)
    {
        if (await reader.ResolveAsync(cid, "", Stop) is Resolution.Found { Kind: UnixFsKind.Directory })
        {
            await foreach (var item in reader.ListAsync(cid, Stop))
            {
                await AddAsync(reader, files, item.Cid, path.Length == 0 ? item.Name : path + "/" + item.Name);
            }

            return;
        }

        using var file = new MemoryStream();
        await reader.ReadAsync(cid, 0, null, file, Stop);
        files.Add(path, file.ToArray());
    }

    private static Rendition Rendition(int image, int width, string address) =>
        new(image, width, width * 9 / 16, "image/webp", Bytes(400, address + image + width), "#808080");

    private static Exchange Exchange(Uri address, byte[] body) => new()
    {
        Provenance = Provenance.Fetched,
        Address = address,
        Method = "GET",
        Status = 200,
        Reason = "OK",
        HttpVersion = "HTTP/1.1",
        ResponseHeaders = [new HeaderPair("Content-Type", "text/html; charset=utf-8")],
        Started = Start,
        Ended = Start.AddMilliseconds(120),
        Body = body,
    };

    private byte[] Salt(int length)
    {
        var seed = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(seed, Interlocked.Increment(ref _salts));
        return SHA256.HashData(seed)[..length];
    }
}
