using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Tearsheet.Distributing.Naming;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;
using static System.FormattableString;

namespace Tearsheet.Server.Serving;

/// <summary>What is asked when others ask for routes.</summary>
/// <param name="Address">Where this process is reached from outside; null when nobody said.</param>
/// <param name="Blocks">What it gives out.</param>
/// <param name="Name">The site's name; null for a copy of a bare CID.</param>
/// <param name="FindRecord">The record held for a name.</param>
/// <param name="Take">Takes a newer record of the site's name, and says whether it did; null where none are taken.</param>
internal sealed record RoutingSource(
    Func<string?> Address, IBlockSource Blocks, Func<IpnsName?> Name, Func<IpnsName, ReadOnlyMemory<byte>?> FindRecord, Func<IpnsRecord, bool>? Take);

/// <summary>Who has a block of this site (it has), and where its name leads: for those who ask the site itself.</summary>
/// <remarks>Spec: Delegated Routing V1 HTTP API; IPIP-484 for filters, IPIP-513 for empty answers.</remarks>
internal sealed class RoutingAnswers(RoutingSource source, TimeProvider clock)
{
    public const string Prefix = "/routing/v1/";
    private const long MostDrained = 1 << 20;
    private const string Protocol = "transport-ipfs-gateway-http";

    public Task AnswerAsync(HttpContext context)
    {
        // Anybody's page may ask: what is here is public.
        context.Response.Headers.AccessControlAllowOrigin = "*";
        var parts = context.Request.Path.Value![Prefix.Length..].Split('/');
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return parts switch
        {
            ["providers", var cid] when isRead => ProvidersAsync(context, cid),
            ["ipns", var name] when isRead => RecordAsync(context, name),
            ["ipns", var name] when HttpMethods.IsPut(context.Request.Method) => TakeAsync(context, name),
            ["providers" or "ipns", _] => WordsAsync(context, StatusCodes.Status405MethodNotAllowed, "This is asked with GET; a name's record is put with PUT."),
            _ => WordsAsync(context, StatusCodes.Status404NotFound, "Here are /routing/v1/providers/CID and /routing/v1/ipns/NAME."),
        };
    }

    private async Task ProvidersAsync(HttpContext context, string text)
    {
        if (Cid.TryParse(text, out var cid) != CidStatus.Ok)
        {
            await WordsAsync(context, StatusCodes.Status400BadRequest, $"\"{(text.Length > 100 ? text[..100] : text)}\" is not a CID.");
            return;
        }

        // What is public under either version of a CID is the same block.
        var address = source.Name() is not null && source.Address() is { } site && Uri.TryCreate(site, UriKind.Absolute, out var uri) ? ProviderAddress.Of(uri) : null;
        var isHere = address is not null && IsAskedFor(context.Request.Query["filter-protocols"].ToString())
            && cid.HashCode != (ulong)MultihashCode.Identity
            && (await source.Blocks.FindAsync(cid, context.RequestAborted)).Presence == BlockPresence.Found;
        var isLines = context.Request.Headers.Accept.ToString().Contains("application/x-ndjson", StringComparison.OrdinalIgnoreCase);
        context.Response.ContentType = isLines ? "application/x-ndjson" : "application/json";
        context.Response.Headers.Vary = "Accept";
        context.Response.Headers.CacheControl = isHere ? "public, max-age=300, stale-while-revalidate=172800, stale-if-error=172800" : "public, max-age=15";
        await WriteAsync(context, Providers(isHere ? address : null, isLines));
    }

    private async Task RecordAsync(HttpContext context, string text)
    {
        if (!IpnsName.TryParse(text, out var name))
        {
            await WordsAsync(context, StatusCodes.Status400BadRequest, "That is no IPNS name.");
            return;
        }

        if (source.FindRecord(name) is not { } bytes || IpnsRecord.TryRead(bytes.Span, out var record) != IpnsStatus.Ok)
        {
            await WordsAsync(context, StatusCodes.Status404NotFound, "No record is held here for that name: a site answers for its own.");
            return;
        }

        var left = record!.ValidUntil - clock.GetUtcNow();
        var age = record.Fields.Ttl < left ? record.Fields.Ttl : left;
        context.Response.ContentType = IpnsRecord.MediaType;
        context.Response.Headers.Vary = "Accept";
        context.Response.Headers.CacheControl = Invariant($"public, max-age={(long)Math.Max(0, age.TotalSeconds)}");
        context.Response.Headers.Expires = record.ValidUntil.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        context.Response.Headers.ETag = $"\"{Cid.ForBlock(Multicodec.Raw, bytes.Span)}\"";
        await WriteAsync(context, bytes);
    }

    private async Task TakeAsync(HttpContext context, string text)
    {
        if (source.Take is not { } take)
        {
            await WordsAsync(context, StatusCodes.Status403Forbidden, "A mirror takes its record from the site that it follows. Put this one there.");
            return;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // A little too much is read to its end, so that whoever sends it hears why it was refused.
            size.MaxRequestBodySize = MostDrained;
        }

        if (!IpnsName.TryParse(text, out var name) || name != source.Name())
        {
            await WordsAsync(context, StatusCodes.Status403Forbidden, "A site takes records of its own name alone.");
            return;
        }

        if (context.Request.ContentType is { } type && !type.StartsWith(IpnsRecord.MediaType, StringComparison.OrdinalIgnoreCase))
        {
            await WordsAsync(context, StatusCodes.Status406NotAcceptable, $"Send the record as {IpnsRecord.MediaType}.");
            return;
        }

        var body = new byte[IpnsRecord.MaxLength + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        if (length > IpnsRecord.MaxLength)
        {
            await WordsAsync(context, StatusCodes.Status413PayloadTooLarge, Invariant($"A record has {IpnsRecord.MaxLength} bytes at most."));
            return;
        }

        var status = IpnsRecord.TryRead(body.AsSpan(0, length), out var record);
        status = status == IpnsStatus.Ok ? record!.Judge(name, clock.GetUtcNow()) : status;
        if (status != IpnsStatus.Ok)
        {
            await WordsAsync(context, StatusCodes.Status400BadRequest, $"The record cannot be used: {status.Sentence()}.");
        }
        else if (!take(record!))
        {
            await WordsAsync(context, StatusCodes.Status409Conflict, "A newer record is here already.");
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status200OK;
            context.Response.ContentLength = 0;
        }
    }

    /// <summary>Whether a filter lets our kind of provider through; none lets all through.</summary>
    private static bool IsAskedFor(string filter) =>
        filter.Length == 0 || filter.Split(',').Any(one => one.Trim().Equals(Protocol, StringComparison.OrdinalIgnoreCase));

    private byte[] Providers(string? address, bool isLines)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true }))
        {
            if (!isLines)
            {
                json.WriteStartObject();
                json.WriteStartArray("Providers");
            }

            if (address is not null)
            {
                json.WriteStartObject();
                json.WriteString("Schema", "peer");
                json.WriteString("ID", source.Name()!.Value.PeerId);
                json.WriteStartArray("Addrs");
                json.WriteStringValue(address);
                json.WriteEndArray();
                json.WriteStartArray("Protocols");
                json.WriteStringValue(Protocol);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            if (!isLines)
            {
                json.WriteEndArray();
                json.WriteEndObject();
            }
        }

        if (isLines && address is not null)
        {
            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }

    private static Task WordsAsync(HttpContext context, int status, string words) => Plain.WriteAsync(context, status, words + "\n");

    private static Task WriteAsync(HttpContext context, ReadOnlyMemory<byte> bytes)
    {
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }
}
