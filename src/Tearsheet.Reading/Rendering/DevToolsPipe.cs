using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;

namespace Tearsheet.Reading.Rendering;

/// <summary>The browser said no to a command.</summary>
internal sealed class DevToolsException(string method, string message) : Exception($"{method}: {message}");

/// <summary>The browser is gone, or says what cannot be understood.</summary>
internal sealed class BrowserEndedException(string message) : IOException(message);

/// <summary>Commands to a browser and its answers, over two pipes: JSON objects that end with a zero byte.</summary>
/// <param name="commands">What the browser reads; owned by the caller.</param>
/// <param name="answers">What it writes; owned by the caller.</param>
/// <remarks>Spec: Chrome DevTools Protocol, "Getting Started", flattened sessions, <c>--remote-debugging-pipe</c>.</remarks>
internal sealed class DevToolsPipe(Stream commands, Stream answers)
{
    /// <summary>Bytes of one message from the browser: a screenshot of the greatest height in base64 has room.</summary>
    public const int MaxMessageBytes = 160 << 20;

    /// <summary>The browser itself stops reading at 100 MiB.</summary>
    public const int MaxCommandBytes = 96 << 20;

    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _waiting = new();
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateUnbounded<ReadOnlyMemory<byte>>(new() { SingleReader = true });
    private volatile string? _ended;
    private int _last;

    /// <summary>Why nothing more will be heard; null while there is somebody at the other end.</summary>
    public string? Ended => _ended;

    /// <summary>Gives the browser up: whoever waits for it hears why.</summary>
    public void End(string why)
    {
        _ended ??= why;
        _outgoing.Writer.TryComplete();
        foreach (var waiting in _waiting.Values)
        {
            waiting.TrySetException(new BrowserEndedException(_ended));
        }
    }

    /// <summary>Sends a command and waits for what the browser answers.</summary>
    /// <param name="method">Such as <c>Page.navigate</c>.</param>
    /// <param name="session">The target's session; null for the browser itself.</param>
    /// <param name="parameters">Writes the members of the parameters; null for none.</param>
    /// <param name="cancellationToken">Gives up waiting; the command may be carried out all the same.</param>
    /// <exception cref="DevToolsException">The browser refused the command.</exception>
    /// <exception cref="BrowserEndedException">The browser is gone.</exception>
    public async Task<JsonElement> CallAsync(
        string method, string? session, Action<Utf8JsonWriter>? parameters, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        var id = Interlocked.Increment(ref _last);
        _waiting[id] = answer;
        try
        {
            Send(id, method, session, parameters);
            if (_ended is { } why)
            {
                throw new BrowserEndedException(why);
            }

            var message = await answer.Task.WaitAsync(cancellationToken);
            return message.TryGetProperty("error", out var error)
                ? throw new DevToolsException(method, error.TryGetProperty("message", out var text) ? text.ToString() : error.ToString())
                : message.TryGetProperty("result", out var result) ? result : default;
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    /// <summary>Sends a command whose answer nobody waits for.</summary>
    public void Post(string method, string? session, Action<Utf8JsonWriter>? parameters = null) =>
        Send(Interlocked.Increment(ref _last), method, session, parameters);

    /// <summary>Carries messages both ways until the browser ends, or somebody asks to stop; then whoever waits hears of it.</summary>
    /// <param name="onEvent">Told of every event, one after another; must not wait.</param>
    /// <param name="cancellationToken">Asks to stop.</param>
    public async Task RunAsync(Action<DevToolsEvent> onEvent, CancellationToken cancellationToken)
    {
        var why = "The browser ended.";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var writing = WriteAsync(stop.Token);
        try
        {
            await ReadAsync(onEvent, stop.Token);
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException)
        {
            why = fault is BrowserEndedException ? fault.Message : why;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            why = "The browser said what cannot be understood.";
        }

        End(why);
        await stop.CancelAsync();
        await writing;
    }

    private void Send(int id, string method, string? session, Action<Utf8JsonWriter>? parameters)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("method", method);
            if (session is not null)
            {
                json.WriteString("sessionId", session);
            }

            json.WriteStartObject("params");
            parameters?.Invoke(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        bytes.Write("\0"u8);
        _outgoing.Writer.TryWrite(bytes.WrittenMemory);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
            {
                await commands.WriteAsync(message, cancellationToken);
                await commands.FlushAsync(cancellationToken);
            }
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The reading side notices too, and says why.
        }
    }

    private async Task ReadAsync(Action<DevToolsEvent> onEvent, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 << 10];
        var length = 0;
        while (await answers.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
        {
            // What was there before holds no end, or it would have been taken.
            var unseen = length;
            length += read;
            var begin = 0;
            while (buffer.AsSpan(unseen, length - unseen).IndexOf((byte)0) is >= 0 and var end)
            {
                Take(buffer.AsSpan(begin, unseen + end - begin).ToArray(), onEvent);
                begin = unseen = unseen + end + 1;
            }

            buffer.AsSpan(begin, length - begin).CopyTo(buffer);
            length -= begin;
            if (length == buffer.Length)
            {
                if (length >= MaxMessageBytes)
                {
                    throw new BrowserEndedException("The browser sent more at once than is taken.");
                }

                Array.Resize(ref buffer, Math.Min(MaxMessageBytes, length * 2));
            }
        }
    }

    private void Take(byte[] message, Action<DevToolsEvent> onEvent)
    {
        var root = JsonDocument.Parse(message).RootElement;
        if (root.TryGetProperty("id", out var id))
        {
            if (_waiting.TryGetValue(id.GetInt32(), out var waiting))
            {
                waiting.TrySetResult(root);
            }

            return;
        }

        onEvent(new DevToolsEvent(
            root.GetProperty("method").GetString()!,
            root.TryGetProperty("sessionId", out var session) ? session.GetString() : null,
            root.TryGetProperty("params", out var parameters) ? parameters : default));
    }
}

/// <summary>Something that happened in the browser.</summary>
/// <param name="Method">Such as <c>Page.lifecycleEvent</c>.</param>
/// <param name="Session">Where; null for the browser itself.</param>
/// <param name="Parameters">What is said of it.</param>
internal readonly record struct DevToolsEvent(string Method, string? Session, JsonElement Parameters);
