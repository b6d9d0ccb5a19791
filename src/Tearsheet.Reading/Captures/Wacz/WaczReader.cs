using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace Tearsheet.Reading.Captures.Wacz;

/// <summary>What a hash in a package's description is worth.</summary>
public enum ResourceVerdict
{
    /// <summary>The bytes have this hash.</summary>
    Ok,

    /// <summary>They have another, or another length: the file is stale or was changed.</summary>
    Mismatch,

    /// <summary>The file is not in the package.</summary>
    Missing,

    /// <summary>The hash is of an algorithm that is not known.</summary>
    Unknown,
}

/// <summary>What a package says of itself, and whether it is so.</summary>
/// <param name="Version">wacz_version; null when there is no description, or none in it.</param>
/// <param name="Software">Who wrote it.</param>
/// <param name="Profile">As written.</param>
/// <param name="Resources">Each file that the description names.</param>
/// <param name="Digest">Whether the digest file has the description's hash; null when there is none.</param>
/// <param name="IsSigned">Whether the digest file has a signature. It is not verified: that takes the signer's certificate.</param>
/// <param name="Problem">Why the description cannot be read; null when it can.</param>
public sealed record WaczDescription(
    string? Version,
    string? Software,
    string? Profile,
    IReadOnlyList<(string Path, ResourceVerdict Verdict)> Resources,
    ResourceVerdict? Digest,
    bool IsSigned,
    string? Problem);

/// <summary>Reads a WACZ: any that ZIP can hold, with what is missing or stale named.</summary>
public sealed class WaczReader
{
    /// <summary>The largest description that is read.</summary>
    private const int LargestJson = 16 << 20;

    /// <summary>The most pages that a list is read for.</summary>
    private const int MostPages = 1 << 20;

    private readonly ZipReader _zip;

    private WaczReader(ZipReader zip) => _zip = zip;

    /// <summary>All files, in the order of the directory.</summary>
    public IReadOnlyList<ZipEntry> Entries => _zip.Entries;

    /// <summary>The WARC files in it, by name.</summary>
    public IReadOnlyList<ZipEntry> Warcs =>
        [.. Entries.Where(entry => entry.Name.StartsWith("archive/", StringComparison.Ordinal)
            && (entry.Name.EndsWith(".warc", StringComparison.Ordinal) || entry.Name.EndsWith(".warc.gz", StringComparison.Ordinal)))
            .OrderBy(entry => entry.Name, StringComparer.Ordinal)];

    /// <summary>Opens a package.</summary>
    /// <param name="file">Sought; the caller disposes it.</param>
    /// <exception cref="InvalidDataException">It is no ZIP that can be read; the message is a sentence.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static WaczReader Open(Stream file) => new(ZipReader.Open(file));

    /// <summary>Opens one of its files; one that is stored can be sought. Only one is read at a time.</summary>
    /// <exception cref="InvalidDataException">It cannot be unpacked; the message is a sentence.</exception>
    public Stream Open(ZipEntry entry) => _zip.Open(entry);

    /// <summary>Reads the description and checks every hash in it: all bytes of the package are read.</summary>
    public WaczDescription Describe()
    {
        if (ReadSmall("datapackage.json") is not { } bytes)
        {
            return new WaczDescription(null, null, null, [], null, false, "There is no datapackage.json, or it is too large.");
        }

        var (digest, isSigned) = ReadDigest(bytes);
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var resources = new List<(string, ResourceVerdict)>();
            if (Member(json.RootElement, "resources", JsonValueKind.Array) is { } list)
            {
                foreach (var resource in list.EnumerateArray())
                {
                    if (Text(resource, "path") is { } path)
                    {
                        resources.Add((path, Check(path, Text(resource, "hash"), Member(resource, "bytes", JsonValueKind.Number))));
                    }
                }
            }

            return new WaczDescription(
                Text(json.RootElement, "wacz_version"), Text(json.RootElement, "software"), Text(json.RootElement, "profile"), resources, digest, isSigned, null);
        }
        catch (JsonException)
        {
            return new WaczDescription(null, null, null, [], digest, isSigned, "datapackage.json is no JSON.");
        }
    }

    /// <summary>The pages by its lists; null when it has none.</summary>
    /// <remarks>Lines that are no pages are left out, and a page that stands in several lists is there once.</remarks>
    public IReadOnlyList<PageLine>? Pages()
    {
        var lists = Entries.Where(entry => entry.Name.StartsWith("pages/", StringComparison.Ordinal) && entry.Name.EndsWith(".jsonl", StringComparison.Ordinal)).ToArray();
        if (lists.Length == 0)
        {
            return null;
        }

        var pages = new HashSet<PageLine>();
        foreach (var list in lists)
        {
            using var lines = new StreamReader(new BoundedStream(Open(list), LargestJson));
            try
            {
                while (pages.Count < MostPages && lines.ReadLine() is { } line)
                {
                    if (PageOf(line) is { } page)
                    {
                        pages.Add(page);
                    }
                }
            }
            catch (InvalidDataException)
            {
                // What could be unpacked of it was read.
            }
        }

        return [.. pages];
    }

    private static PageLine? PageOf(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return Text(json.RootElement, "url") is { } url
                ? new PageLine(url, DateTimeOffset.TryParse(
                    Text(json.RootElement, "ts"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var ts) ? ts : null)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private (ResourceVerdict? Digest, bool IsSigned) ReadDigest(byte[] description)
    {
        if (ReadSmall("datapackage-digest.json") is not { } bytes)
        {
            return (null, false);
        }

        try
        {
            using var json = JsonDocument.Parse(bytes);
            var verdict = Text(json.RootElement, "hash") == "sha256:" + Convert.ToHexStringLower(SHA256.HashData(description))
                ? ResourceVerdict.Ok
                : ResourceVerdict.Mismatch;
            return (verdict, Member(json.RootElement, "signedData", JsonValueKind.Object) is { } signed && Text(signed, "signature") is not null);
        }
        catch (JsonException)
        {
            return (ResourceVerdict.Mismatch, false);
        }
    }

    private ResourceVerdict Check(string path, string? hash, JsonElement? length)
    {
        if (_zip.Find(path) is not { } entry)
        {
            return ResourceVerdict.Missing;
        }

        var parts = (hash ?? "").Split(':', 2);
        HashAlgorithmName? algorithm = parts[0] switch { "sha256" => HashAlgorithmName.SHA256, "md5" => HashAlgorithmName.MD5, _ => null };
        if (algorithm is not { } known || parts.Length < 2)
        {
            return ResourceVerdict.Unknown;
        }

        using var hashing = IncrementalHash.CreateHash(known);
        var buffer = ArrayPool<byte>.Shared.Rent(64 << 10);
        long total = 0;
        try
        {
            using var stream = Open(entry);
            while (stream.Read(buffer, 0, buffer.Length) is > 0 and var read)
            {
                hashing.AppendData(buffer, 0, read);
                total += read;
            }
        }
        catch (InvalidDataException)
        {
            return ResourceVerdict.Mismatch;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var agrees = parts[1].Equals(Convert.ToHexString(hashing.GetHashAndReset()), StringComparison.OrdinalIgnoreCase)
            && (length is not { } claimed || (claimed.TryGetInt64(out var bytes) && bytes == total));
        return agrees ? ResourceVerdict.Ok : ResourceVerdict.Mismatch;
    }

    private byte[]? ReadSmall(string path)
    {
        if (_zip.Find(path) is not { Length: <= LargestJson } entry)
        {
            return null;
        }

        try
        {
            using var stream = Open(entry);
            using var all = new MemoryStream();
            stream.CopyTo(all);
            return all.Length <= LargestJson ? all.ToArray() : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name)
    {
        try
        {
            return Member(json, name, JsonValueKind.String)?.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are no UTF-8: no text that could name anything.
            return null;
        }
    }

    private static JsonElement? Member(JsonElement json, string name, JsonValueKind kind) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;
}

/// <summary>A page as a list of pages names it.</summary>
/// <param name="Uri">Its address.</param>
/// <param name="Date">When it was captured; null when the list does not say.</param>
public sealed record PageLine(string Uri, DateTimeOffset? Date);
