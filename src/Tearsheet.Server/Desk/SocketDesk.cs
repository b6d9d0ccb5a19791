using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tearsheet.Archiving.Filing;
using static System.FormattableString;

namespace Tearsheet.Server.Desk;

/// <summary>The desk of a running <c>serve</c>, reached over its socket in the data folder by the API's own routes.</summary>
internal sealed class SocketDesk : IDesk
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(50);

    private readonly HttpMessageInvoker _http;
    private readonly long _maxBodyBytes;

    private SocketDesk(string socket, long maxBodyBytes)
    {
        _maxBodyBytes = maxBodyBytes;
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancellationToken) => new NetworkStream(await DialAsync(socket, cancellationToken), ownsSocket: true),
        });
    }

    /// <summary>How many links are on their way at once: enough to keep the other side's cores and its disk busy.</summary>
    private static int AtOnce => Math.Max(8, Environment.ProcessorCount * 4);

    /// <summary>Connects, waiting a little for a <c>serve</c> that is just starting.</summary>
    /// <param name="maxBodyBytes">The largest saved page to send.</param>
    /// <returns>null when nobody answers: whoever holds the desk is no <c>serve</c>.</returns>
    public static async Task<SocketDesk?> ConnectAsync(string socket, long maxBodyBytes, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                (await DialAsync(socket, cancellationToken)).Dispose();
                return new SocketDesk(socket, maxBodyBytes);
            }
            catch (SocketException) when (!File.Exists(socket) || TimeProvider.System.GetElapsedTime(begun) > Patience)
            {
                return null;
            }
            catch (SocketException)
            {
                await Task.Delay(BetweenTries, TimeProvider.System, cancellationToken);
            }
        }
    }

    public async IAsyncEnumerable<AddAnswer> AddAsync(
        IAsyncEnumerable<AddRequest> requests, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var answer in InOrder.SelectAsync(requests, AtOnce, SendAsync, cancellationToken))
        {
            yield return answer;
        }
    }

    public Task<DeskAnswer<LinkView>> ChangeLinkAsync(string id, LinkChange change, CancellationToken cancellationToken) =>
        !HasRoute(id) ? NoSuchLinkAsync(id) : AskAsync(HttpMethod.Patch, DeskRoutes.Links + "/" + Path(id), change, DeskJson.Wire.LinkChange, DeskJson.Wire.LinkView, cancellationToken);

    public Task<DeskAnswer<LinkView>> RetractAsync(string id, RetractionRequest request, CancellationToken cancellationToken) =>
        !HasRoute(id) ? NoSuchLinkAsync(id) : AskAsync(
            HttpMethod.Post,
            DeskRoutes.Links + "/" + Path(id) + DeskRoutes.Retraction,
            request,
            DeskJson.Wire.RetractionRequest,
            DeskJson.Wire.LinkView,
            cancellationToken);

    public Task<DeskAnswer<RereadView>> RereadAsync(string id, CancellationToken cancellationToken) => !HasRoute(id)
        ? Task.FromResult<DeskAnswer<RereadView>>(new DeskAnswer<RereadView>.Refused(DeskReader.NoSuchLink(id)))
        : AskAsync<Failure, RereadView>(
            HttpMethod.Post, DeskRoutes.Links + "/" + Path(id) + DeskRoutes.Rereading, null, DeskJson.Wire.Failure, DeskJson.Wire.RereadView, cancellationToken);

    public Task<DeskAnswer<TopicView>> AddTopicAsync(TopicRequest request, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, DeskRoutes.Topics, request, DeskJson.Wire.TopicRequest, DeskJson.Wire.TopicView, cancellationToken);

    public Task<DeskAnswer<TopicView>> RenameTopicAsync(TopicRename request, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, DeskRoutes.TopicRename, request, DeskJson.Wire.TopicRename, DeskJson.Wire.TopicView, cancellationToken);

    public Task<DeskAnswer<TopicView>> MergeTopicAsync(TopicMerge request, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, DeskRoutes.TopicMerge, request, DeskJson.Wire.TopicMerge, DeskJson.Wire.TopicView, cancellationToken);

    public Task<DeskAnswer<SourceView>> ChangeSourceAsync(string host, SourceChange change, CancellationToken cancellationToken) =>
        AskAsync(
            HttpMethod.Patch,
            DeskRoutes.Sources + "/" + Uri.EscapeDataString(host),
            change,
            DeskJson.Wire.SourceChange,
            DeskJson.Wire.SourceView,
            cancellationToken);

    public Task<DeskAnswer<SiteView>> ChangeSiteAsync(SiteChange change, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Patch, DeskRoutes.Site, change, DeskJson.Wire.SiteChange, DeskJson.Wire.SiteView, cancellationToken);

    public Task<DeskAnswer<FeedView>> FollowAsync(FollowRequest request, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, DeskRoutes.Feeds, request, DeskJson.Wire.FollowRequest, DeskJson.Wire.FeedView, cancellationToken);

    public Task<DeskAnswer<FeedView>> UnfollowAsync(string feed, CancellationToken cancellationToken) => AskAsync<Failure, FeedView>(
        HttpMethod.Delete,
        DeskRoutes.Feeds + "?feed=" + Uri.EscapeDataString(feed),
        null,
        DeskJson.Wire.Failure,
        DeskJson.Wire.FeedView,
        cancellationToken);

    public async Task<DeskAnswer<ImportView>> ImportAsync(ImportRequest request, Action<ImportLine> tell, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, DeskJson.Wire.ImportRequest));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await SendAsync(HttpMethod.Post, DeskRoutes.Imports, content, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            var failure = await ReadAsync(answer, DeskJson.Wire.Failure, cancellationToken);
            return failure.Error.Reason is Refusal.Storage or Refusal.Internal ? throw Broken(failure) : new DeskAnswer<ImportView>.Refused(failure.Error);
        }

        try
        {
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadLineAsync(cancellationToken) is { } text)
            {
                switch (JsonSerializer.Deserialize(text, DeskJson.Wire.ImportLine))
                {
                    case { Done: { } done }:
                        return new DeskAnswer<ImportView>.Done(done);
                    case { Failure: { } failure }:
                        throw Broken(new Failure(failure));
                    case { } line:
                        tell(line);
                        break;
                }
            }
        }
        catch (Exception fault) when (fault is JsonException or HttpRequestException or HttpIOException)
        {
            // The last line was cut off with the process that wrote it.
        }

        throw new IOException(
            "The serve process went away before the import was done. Start it again and run the command again: what was printed is kept, and nothing is taken twice.");
    }

    public Task<DeskAnswer<EditionView>> CutEditionAsync(CancellationToken cancellationToken) =>
        AskAsync<Failure, EditionView>(HttpMethod.Post, DeskRoutes.Editions, null, DeskJson.Wire.Failure, DeskJson.Wire.EditionView, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<Socket> DialAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(DeskRoutes.EndPoint(path), cancellationToken);
            return socket;
        }
        finally
        {
            if (!socket.Connected)
            {
                socket.Dispose();
            }
        }
    }

    /// <summary>Whether an id has the three parts that the routes of links have.</summary>
    private static bool HasRoute(string id) =>
        id.Split('/') is { Length: 3 } parts && Array.TrueForAll(parts, part => part.Length > 0 && part.All(char.IsAsciiLetterOrDigit));

    private static Task<DeskAnswer<LinkView>> NoSuchLinkAsync(string id) => Task.FromResult<DeskAnswer<LinkView>>(
        new DeskAnswer<LinkView>.Refused(new Refusal("no-such-link", LinkOutcome.Refused.NotFound(id).Message)));

    private static string Path(string id) => string.Join('/', id.Split('/').Select(Uri.EscapeDataString));

    /// <summary>Sends one link: a saved page goes with its bytes, for the other side may not be able to read the file.</summary>
    private async Task<AddAnswer> SendAsync(AddRequest request, CancellationToken cancellationToken)
    {
        using var form = new MultipartFormDataContent();
        AddField(form, "input", request.Input);
        AddField(form, "url", request.Url);
        AddField(form, "topic", request.Topic);
        AddField(form, "note", request.Note);
        AddField(form, "policy", PolicyWord.Of(request.Policy));
        AddField(form, "hold", request.Hold ? "true" : null);
        AddField(form, "ignoreRobots", request.IgnoreRobots);
        AddField(form, "images", request.FetchImages ? "true" : null);
        AddField(form, "render", request.Render ? "true" : null);
        AddField(form, "browser", request.FromBrowser ? "true" : null);
        if (request.Page is { } page)
        {
            var (status, stored) = await page.StoredAsync(_maxBodyBytes, cancellationToken);
            if (status != SavedPageStatus.Ok)
            {
                return Intake.Refused(request, status);
            }

            var content = new ReadOnlyMemoryContent(stored);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            form.Add(content, "file", page.Name);

            // The page is read within milliseconds: better to hear what became of it than to leave it in doubt.
            cancellationToken = CancellationToken.None;
        }

        using var answer = await SendAsync(HttpMethod.Post, DeskRoutes.Links, form, cancellationToken);
        return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created or HttpStatusCode.UnprocessableEntity
            ? await ReadAsync(answer, DeskJson.Wire.AddAnswer, cancellationToken)
            : throw Broken(await ReadAsync(answer, DeskJson.Wire.Failure, cancellationToken));
    }

    private static void AddField(MultipartFormDataContent form, string name, string? value)
    {
        if (value is not null)
        {
            form.Add(new StringContent(value), name);
        }
    }

    private async Task<DeskAnswer<TAnswer>> AskAsync<TRequest, TAnswer>(
        HttpMethod method,
        string route,
        TRequest? request,
        JsonTypeInfo<TRequest> requestType,
        JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancellationToken)
        where TRequest : class
    {
        using var content = request is null ? null : new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, requestType));
        content?.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await SendAsync(method, route, content, cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return new DeskAnswer<TAnswer>.Done(await ReadAsync(answer, answerType, cancellationToken));
        }

        var failure = await ReadAsync(answer, DeskJson.Wire.Failure, cancellationToken);
        return failure.Error.Reason is Refusal.Storage or Refusal.Internal
            ? throw Broken(failure)
            : new DeskAnswer<TAnswer>.Refused(failure.Error);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string route, HttpContent? content, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(method, "http://desk" + route) { Content = content };
        try
        {
            return await _http.SendAsync(message, cancellationToken);
        }
        catch (HttpRequestException fault)
        {
            throw new IOException(
                "The serve process went away before it answered. Look at its output, then run the command again: "
                + "what it had acknowledged is kept.", fault);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw new JsonException("null");
        }
        catch (Exception fault) when (fault is JsonException or HttpRequestException)
        {
            throw new IOException(Invariant($"The serve process answered {(int)answer.StatusCode} in a way this version does not understand. ")
                + "Run the same version of tearsheet on both sides.", fault);
        }
    }

    private static IOException Broken(Failure failure) => new(failure.Error.Message);
}
