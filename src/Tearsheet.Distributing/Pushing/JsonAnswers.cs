using System.Text.Json;

namespace Tearsheet.Distributing.Pushing;

/// <summary>Reads answers in JSON: one value, or one a line. Half a value is no value.</summary>
internal static class JsonAnswers
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 32 };

    public static PushReply<JsonElement> One(PushReply<byte[]> reply)
    {
        if (reply.Wrong is not null)
        {
            return reply.As<JsonElement>();
        }

        try
        {
            return new PushReply<JsonElement>(JsonDocument.Parse(reply.Value, Options).RootElement, null);
        }
        catch (JsonException)
        {
            return new PushReply<JsonElement>(default, reply.Value!.Length == 0
                ? "answered with nothing where JSON was due"
                : $"answered with what is no JSON, or half of it{PushClient.Excerpt(reply.Value)}");
        }
    }

    public static PushReply<IReadOnlyList<JsonElement>> Lines(PushReply<byte[]> reply)
    {
        if (reply.Wrong is not null)
        {
            return reply.As<IReadOnlyList<JsonElement>>();
        }

        var values = new List<JsonElement>();
        foreach (var line in Split(reply.Value!))
        {
            var one = One(new PushReply<byte[]>(line, null));
            if (one.Wrong is not null)
            {
                return one.As<IReadOnlyList<JsonElement>>();
            }

            values.Add(one.Value);
        }

        return new PushReply<IReadOnlyList<JsonElement>>(values, null);
    }

    /// <summary>A text of an object; null when it is not there or no text.</summary>
    public static string? Text(this JsonElement value, string name) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String
            ? found.GetString()
            : null;

    private static IEnumerable<byte[]> Split(byte[] lines)
    {
        var start = 0;
        while (start < lines.Length)
        {
            var end = Array.IndexOf(lines, (byte)'\n', start);
            end = end < 0 ? lines.Length : end;
            if (!lines.AsSpan(start, end - start).Trim(" \r\t"u8).IsEmpty)
            {
                yield return lines[start..end];
            }

            start = end + 1;
        }
    }
}
