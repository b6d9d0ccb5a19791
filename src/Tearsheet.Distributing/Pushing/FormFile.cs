using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Tearsheet.Distributing.Pushing;

/// <summary>One file in a multipart form, as Kubo's RPC takes it. The same file makes the same bytes.</summary>
internal static class FormFile
{
    public static HttpContent Of(string name, string mediaType, ReadOnlySpan<byte> bytes)
    {
        // No file holds its own hash, so none holds the line between the parts.
        var boundary = "tearsheet-" + Convert.ToHexStringLower(SHA256.HashData(bytes))[..32];
        var head = Encoding.ASCII.GetBytes(
            $"--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: {mediaType}\r\n\r\n");
        var end = Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n");
        var whole = new byte[head.Length + bytes.Length + end.Length];
        head.CopyTo(whole, 0);
        bytes.CopyTo(whole.AsSpan(head.Length));
        end.CopyTo(whole, head.Length + bytes.Length);
        var content = new ByteArrayContent(whole);
        content.Headers.ContentType = new MediaTypeHeaderValue("multipart/form-data") { Parameters = { new NameValueHeaderValue("boundary", boundary) } };
        return content;
    }
}
