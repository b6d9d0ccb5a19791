using System.Buffers;

namespace Tearsheet.Reading.Fetching;

/// <summary>The heads of one exchange, gathered as their bytes go by.</summary>
internal sealed class WireHeads
{
    private readonly ArrayBufferWriter<byte> _sent = new();
    private readonly ArrayBufferWriter<byte> _received = new();

    /// <summary>The request's head; null until it was sent.</summary>
    public HttpHead? Request { get; private set; }

    /// <summary>The response's head, interim ones (1xx) left out; null until it is there.</summary>
    public HttpHead? Response { get; private set; }

    /// <summary>Takes note of bytes that were sent.</summary>
    public void Sent(ReadOnlySpan<byte> bytes)
    {
        if (Request is null)
        {
            var before = _sent.WrittenCount;
            _sent.Write(bytes);
            if (HttpHead.End(_sent.WrittenSpan, before) is > 0 and var end)
            {
                Request = HttpHead.Read(_sent.WrittenSpan[..end]);
            }
        }
    }

    /// <summary>Takes note of bytes that came. The client gives up on a head that is too long, so that this is bounded too.</summary>
    public void Received(ReadOnlySpan<byte> bytes)
    {
        while (Response is null && !bytes.IsEmpty)
        {
            var before = _received.WrittenCount;
            _received.Write(bytes);
            var end = HttpHead.End(_received.WrittenSpan, before);
            if (end < 0)
            {
                return;
            }

            var head = HttpHead.Read(_received.WrittenSpan[..end]);
            bytes = bytes[(end - before)..];
            _received.ResetWrittenCount();
            if (head.Status is < 100 or > 199)
            {
                Response = head;
            }
        }
    }
}
