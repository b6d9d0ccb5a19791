using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Tearsheet.Gateway;

/// <summary>The form in which something is wanted.</summary>
internal enum RequestFormat
{
    /// <summary>As it is: a file, a page, a document.</summary>
    Plain,

    /// <summary>One block's bytes.</summary>
    Raw,

    /// <summary>Blocks in a CAR.</summary>
    Car,

    /// <summary>A tree as a TAR.</summary>
    Tar,

    /// <summary>A signed IPNS record.</summary>
    IpnsRecord,

    DagJson,
    DagCbor,
    Json,
    Cbor,
}

/// <summary>Reads which form is wanted.</summary>
/// <remarks>Spec: path-gateway, "format" and "Accept"; IPIP-523: <c>?format=</c> beats <c>Accept</c>.</remarks>
internal static class RequestFormats
{
    private const int MostAccepted = 32;

    private static readonly (string Name, string Type, RequestFormat Format)[] Known =
    [
        ("raw", "application/vnd.ipld.raw", RequestFormat.Raw),
        ("car", "application/vnd.ipld.car", RequestFormat.Car),
        ("tar", "application/x-tar", RequestFormat.Tar),
        ("ipns-record", "application/vnd.ipfs.ipns-record", RequestFormat.IpnsRecord),
        ("dag-json", "application/vnd.ipld.dag-json", RequestFormat.DagJson),
        ("dag-cbor", "application/vnd.ipld.dag-cbor", RequestFormat.DagCbor),
        ("json", "application/json", RequestFormat.Json),
        ("cbor", "application/cbor", RequestFormat.Cbor),
    ];

    /// <summary>The form's media type.</summary>
    public static string Type(RequestFormat format) => Array.Find(Known, known => known.Format == format).Type;

    /// <summary>The form's name in a query.</summary>
    public static string Name(RequestFormat format) => Array.Find(Known, known => known.Format == format).Name;

    /// <summary>Reads the form.</summary>
    /// <param name="request">The request.</param>
    /// <param name="byAccept">Whether only a header chose it.</param>
    /// <returns>The form; null when the query names one that is not known.</returns>
    public static RequestFormat? Read(HttpRequest request, out bool byAccept)
    {
        byAccept = false;
        var named = request.Query["format"];
        if (named.Count > 0)
        {
            var found = Array.Find(Known, known => string.Equals(known.Name, named[0], StringComparison.Ordinal));
            return found.Name is null ? null : found.Format;
        }

        foreach (var type in Accepted(request))
        {
            var found = Array.Find(Known, known => type.MediaType.Equals(known.Type, StringComparison.OrdinalIgnoreCase));
            if (found.Name is not null)
            {
                byAccept = true;
                return found.Format;
            }
        }

        return RequestFormat.Plain;
    }

    /// <summary>A parameter of the CAR type in Accept; null where there is none.</summary>
    public static string? CarParameter(HttpRequest request, string name)
    {
        foreach (var type in Accepted(request))
        {
            if (type.MediaType.Equals("application/vnd.ipld.car", StringComparison.OrdinalIgnoreCase)
                && type.Parameters.FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { } parameter)
            {
                return HeaderUtilities.RemoveQuotes(parameter.Value).ToString();
            }
        }

        return null;
    }

    private static IEnumerable<MediaTypeHeaderValue> Accepted(HttpRequest request) =>
        request.Headers.Accept is { Count: > 0 } accept && MediaTypeHeaderValue.TryParseList(accept, out var types)
            ? types.Take(MostAccepted).Where(type => type.Quality is null or > 0).OrderByDescending(type => type.Quality ?? 1)
            : [];
}
