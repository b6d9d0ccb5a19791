namespace Tearsheet.Reading.Captures.Warc;

/// <summary>Bodies as exchanges keep them.</summary>
public static class HttpBody
{
    /// <summary>The body without its transfer coding; as it is when it came in no chunks, or says so and did not.</summary>
    /// <param name="block">What was found in its record.</param>
    /// <param name="body">As <see cref="WarcReader.ReadBlock"/> gave it.</param>
    public static ReadOnlyMemory<byte> Unchunk(WarcBlock block, ReadOnlyMemory<byte> body)
    {
        ArgumentNullException.ThrowIfNull(block);
        return block.Chunks == ChunkVerdict.Ok && ChunkedBody.TryDecode(body.Span, out var decoded) ? decoded : body;
    }
}
