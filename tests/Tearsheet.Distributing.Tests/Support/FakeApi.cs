using System.Net;
using System.Text;

namespace Tearsheet.Distributing.Tests.Support;

/// <summary>What came over the wire, every byte of it that matters.</summary>
internal sealed record Asked(string Method, string Target, string? Authorization, string? ContentType, byte[] Body)
{
    public string Text => Encoding.Latin1.GetString(Body);
}

/// <summary>A server that answers as the test says, and remembers what it was asked.</summary>
internal sealed class FakeApi(Func<Asked, int, (int Status, string Body)> answer) : HttpMessageHandler
{
    public List<Asked> All { get; } = [];

    public IEnumerable<string> Targets => All.Select(asked => $"{asked.Method} {asked.Target}");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = new Asked(
            request.Method.Method,
            request.RequestUri!.PathAndQuery,
            request.Headers.TryGetValues("Authorization", out var values) ? string.Join(',', values) : null,
            request.Content?.Headers.ContentType?.ToString(),
            request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken));
        All.Add(asked);
        var (status, body) = answer(asked, All.Count);
        if (status == 0)
        {
            throw new HttpRequestException("the cable is cut");
        }

        return new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)) };
    }
}
