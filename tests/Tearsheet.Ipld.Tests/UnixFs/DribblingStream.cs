using static System.FormattableString;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>Gives a few bytes a time, as a socket does, and breaks or calls back where it is told to.</summary>
internal sealed class DribblingStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    public long BreaksAt { get; init; } = long.MaxValue;

    public Action? At500 { get; init; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Position >= BreaksAt)
        {
            throw new IOException(Invariant($"broke at {BreaksAt}"));
        }

        if (Position >= 500)
        {
            At500?.Invoke();
        }

        var most = (int)Math.Min(1 + (Position % 7), BreaksAt - Position);
        return ValueTask.FromResult(Read(buffer.Span[..Math.Min(most, buffer.Length)]));
    }
}
