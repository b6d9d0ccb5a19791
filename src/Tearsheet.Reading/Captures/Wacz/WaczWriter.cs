using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tearsheet.Reading.Captures.Warc;

namespace Tearsheet.Reading.Captures.Wacz;

/// <summary>Signs the digest of a package.</summary>
/// <param name="PublicKey">The key's SubjectPublicKeyInfo.</param>
/// <param name="Signature">Over the hash as it is written, in UTF-8.</param>
public sealed record WaczSignature(ReadOnlyMemory<byte> PublicKey, ReadOnlyMemory<byte> Signature);

/// <summary>
/// Writes captures as WACZ 1.1.1: one WARC, an index and a list of pages in a ZIP, all stored uncompressed, so that a reader in a
/// browser can fetch single records by range. The same captures give the same bytes.
/// </summary>
/// <remarks>Spec: Web Archive Collection Zipped (WACZ) 1.1.1; the digest file as in WACZ Signing and Verification 0.1.0.</remarks>
public sealed class WaczWriter : IDisposable
{
    private const string WarcName = "data.warc.gz";

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true, NewLine = "\n" };

    private readonly WarcAbout _about;
    private readonly ZipWriter _zip;
    private readonly WarcWriter _warc;
    private readonly CaptureRecords _records;
    private readonly List<byte[]> _index = [];
    private readonly List<PageEntry> _pages = [];
    private readonly List<(string Path, string Sha256, long Length)> _resources = [];

    /// <summary>Begins a package.</summary>
    /// <param name="target">Written to from where it stands, and sought; the caller disposes it.</param>
    /// <param name="about">What it is.</param>
    /// <param name="level">gzip's level for the WARC within.</param>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public WaczWriter(Stream target, WarcAbout about, int level = WarcWriter.FastLevel)
    {
        ArgumentNullException.ThrowIfNull(about);
        _about = about;
        _zip = new ZipWriter(target);
        _warc = new WarcWriter(_zip.Begin("archive/" + WarcName), level);
        _records = new CaptureRecords(_warc, about, entry => _index.Add(Line(entry)), _pages.Add);
    }

    /// <summary>Writes one capture.</summary>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public void Write(Capture capture, CaptureNotes notes) => _records.Write(capture, notes);

    /// <summary>Writes index, pages and the description. Nothing can be written afterwards.</summary>
    /// <param name="sign">Signs the hash of the description, such as "sha256:0f…"; null leaves the package unsigned.</param>
    /// <exception cref="IOException">The stream cannot be written to.</exception>
    public void Finish(Func<string, WaczSignature>? sign)
    {
        var (length, sha256) = _zip.End();
        _resources.Add(("archive/" + WarcName, sha256, length));
        Add("indexes/index.cdx", Index());
        Add("pages/pages.jsonl", Pages());
        var description = Description();
        _zip.Add("datapackage.json", description);
        _zip.Add("datapackage-digest.json", Digest(WarcWriter.DigestOf(description), sign));
        _zip.Finish();
    }

    /// <summary>Lets go of what it holds; the stream stays open.</summary>
    public void Dispose()
    {
        _warc.Dispose();
        _zip.Dispose();
    }

    private void Add(string path, byte[] bytes)
    {
        _zip.Add(path, bytes);
        _resources.Add((path, WarcWriter.DigestOf(bytes)["sha256:".Length..], bytes.Length));
    }

    private byte[] Index()
    {
        _index.Sort((one, other) => one.AsSpan().SequenceCompareTo(other));
        return Lines(_index);
    }

    private byte[] Pages()
    {
        var lines = new List<byte[]>(_pages.Count + 1)
        {
            Json(Compact, json =>
            {
                json.WriteString("format", "json-pages-1.0");
                json.WriteString("id", "pages");
                json.WriteString("title", "All Pages");
            }),
        };
        lines.AddRange(_pages.Select(page => Json(Compact, json =>
        {
            json.WriteString("id", page.Id);
            json.WriteString("url", WarcWriter.Clean(page.Uri));
            json.WriteString("ts", Time(page.Date));
            json.WriteString("title", page.Title);
        })));
        return Lines(lines);
    }

    private byte[] Description() => Json(Indented, json =>
    {
        json.WriteString("profile", "data-package");
        json.WriteString("wacz_version", "1.1.1");
        json.WriteString("title", _about.Title);
        json.WriteString("description", _about.Selection);
        json.WriteString("software", _about.Software);
        json.WriteString("created", Time(_about.Date));
        json.WriteStartArray("resources");
        foreach (var (path, sha256, length) in _resources)
        {
            json.WriteStartObject();
            json.WriteString("name", path[(path.LastIndexOf('/') + 1)..]);
            json.WriteString("path", path);
            json.WriteString("hash", "sha256:" + sha256);
            json.WriteNumber("bytes", length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    private byte[] Digest(string hash, Func<string, WaczSignature>? sign) => Json(Indented, json =>
    {
        json.WriteString("path", "datapackage.json");
        json.WriteString("hash", hash);
        if (sign is null)
        {
            return;
        }

        var signed = sign(hash);
        json.WriteStartObject("signedData");
        json.WriteString("hash", hash);
        json.WriteString("created", Time(_about.Date));
        json.WriteString("software", _about.Software);
        json.WriteString("algorithm", "Ed25519");
        json.WriteBase64String("publicKey", signed.PublicKey.Span);
        json.WriteBase64String("signature", signed.Signature.Span);
        json.WriteEndObject();
    });

    private static byte[] Line(CdxEntry entry)
    {
        var uri = WarcWriter.Clean(entry.Uri);
        var json = Json(Compact, json =>
        {
            json.WriteString("url", uri);
            json.WriteString("mime", entry.MediaType);
            json.WriteString("status", entry.Status.ToString(CultureInfo.InvariantCulture));
            json.WriteString("digest", entry.Digest);
            json.WriteString("length", entry.Place.Length.ToString(CultureInfo.InvariantCulture));
            json.WriteString("offset", entry.Place.Offset.ToString(CultureInfo.InvariantCulture));
            json.WriteString("filename", WarcName);
        });
        var key = string.Create(CultureInfo.InvariantCulture, $"{Surt.Of(uri)} {entry.Date.UtcDateTime:yyyyMMddHHmmss} ");
        return [.. Encoding.UTF8.GetBytes(key), .. json];
    }

    private static string Time(DateTimeOffset time) =>
        time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static byte[] Json(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] Lines(List<byte[]> lines)
    {
        var all = new byte[lines.Sum(line => line.Length + 1)];
        var at = 0;
        foreach (var line in lines)
        {
            line.CopyTo(all, at);
            at += line.Length;
            all[at++] = (byte)'\n';
        }

        return all;
    }
}
