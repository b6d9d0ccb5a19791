using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Keys;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Archiving.Tests;

/// <summary>An archive in a folder of its own, with pages to file into it.</summary>
internal sealed class Bureau : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("tearsheet-bureau-").FullName;

    public Bureau(ArchiveOptions? options = null, string? folder = null)
    {
        Folder = folder ?? Path.Combine(_root, "data");
        Options = (options ?? new ArchiveOptions()) with { Clock = Clock };
        Archive = Opened(Archive.Create(Folder, Key, new SiteSettings { Title = "The Bureau" }, Options));
    }

    public static DateTimeOffset Start { get; } = new(2026, 11, 24, 3, 49, 0, TimeSpan.Zero);

    public string Folder { get; }

    public string IndexFile => Path.Combine(Folder, "index.db");

    public SigningKey Key { get; } = SigningKey.FromSeed(SHA256.HashData("bureau"u8));

    public FakeTimeProvider Clock { get; } = new(Start);

    public ArchiveOptions Options { get; }

    public Archive Archive { get; private set; }

    public static Archive Opened(OpenOutcome outcome) => outcome is OpenOutcome.Opened { Archive: var archive }
        ? archive
        : throw new InvalidOperationException(outcome.ToString());

    public static LinkAddress Address(string text)
    {
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(text, out var address));
        return address!;
    }

    /// <summary>A page with one picture, as a visit brings it.</summary>
    public static LinkFiling Page(
        string address, string headline = "Rain expected", string? topic = null, bool hold = false, PageWishes? wishes = null,
        ArticleKind kind = ArticleKind.Article, int picture = 1, string? note = null, PublicationPolicy? policy = null)
    {
        var link = Address(address);
        var body = Encoding.UTF8.GetBytes($"<html><title>{headline}</title><p>{address}</p></html>");
        var page = Exchange(link.Uri!, "text/html; charset=utf-8", body);
        var image = Exchange(new Uri(link.Uri!, $"/picture-{picture}.jpg"), "image/jpeg", Bytes(3000, picture));
        var article = new Article
        {
            EngineVersion = "test/1",
            Headline = headline,
            Kind = kind,
            SiteName = "The Paper of " + link.Host,
            Language = "en",
            Wishes = wishes ?? PageWishes.None,
            Images = [new ArticleImage(image.Address!.AbsoluteUri, "", "A picture", null, 800, 450)],
            LeadImage = 0,
            Body = [new BodyBlock.Paragraph([new Inline.Text(headline + ", says the office.")]), new BodyBlock.Figure(0)],
        };
        return new LinkFiling(
            link, topic, note, policy, hold, new Capture(link, Start, [page, image], 0), article,
            [new Rendition(0, 480, 270, "image/webp", Bytes(1500, 1000 + picture), "#808080")]);
    }

    public static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public async Task<FiledLink> FileAsync(string address, string headline = "Rain expected", string? topic = null, bool hold = false) =>
        Assert.IsType<FilingOutcome.New>(
            await Archive.FileAsync(Page(address, headline, topic, hold), TestContext.Current.CancellationToken)).Link;

    public void Close() => Archive.Dispose();

    /// <summary>Closes and opens again.</summary>
    public void Reopen()
    {
        Close();
        Archive = Opened(Archive.Open(Folder, ArchiveAccess.Write, Options));
    }

    public void ReopenWithoutIndex()
    {
        Close();
        DeleteIndex();
        Archive = Opened(Archive.Open(Folder, ArchiveAccess.Write, Options));
    }

    public void DeleteIndex()
    {
        foreach (var file in Directory.GetFiles(Folder, "index.db*"))
        {
            File.Delete(file);
        }
    }

    /// <summary>Every row of every table, but for where blocks lie, which may differ.</summary>
    public string Dump()
    {
        var dump = new StringBuilder();
        using var connection = new SqliteConnection($"Data Source={IndexFile};Pooling=False");
        connection.Open();
        foreach (var table in new[]
        {
            "setting", "source", "topic", "topic_slug", "link", "address", "capture", "article", "list", "slot", "edition",
            "public", "erased", "progress", "reach",
        })
        {
            dump.Append("== ").AppendLine(table);
            using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names stand above.
            command.CommandText = $"select * from {table}";
#pragma warning restore CA2100
            using var reader = command.ExecuteReader();
            var rows = new List<string>();
            while (reader.Read())
            {
                rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => Show(reader.GetValue(column)))));
            }

            dump.AppendJoin('\n', rows.Order(StringComparer.Ordinal)).AppendLine();
        }

        return dump.ToString();
    }

    public void Dispose()
    {
        Close();
        Key.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static Exchange Exchange(Uri address, string type, byte[] body) => new()
    {
        Provenance = Provenance.Fetched,
        Address = address,
        Method = "GET",
        RequestHeaders = [new HeaderPair("Accept", "*/*")],
        Status = 200,
        Reason = "OK",
        HttpVersion = "HTTP/1.1",
        ResponseHeaders = [new HeaderPair("Content-Type", type), new HeaderPair("X-Ünusual", "ÿ")],
        Peer = "93.184.216.34:443",
        Started = Start,
        Ended = Start.AddMilliseconds(120),
        Body = body,
    };

    private static string Show(object value) => value switch
    {
        DBNull => "-",
        byte[] bytes => Convert.ToHexStringLower(bytes),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
