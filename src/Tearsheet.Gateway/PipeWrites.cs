using System.IO.Pipelines;

namespace Tearsheet.Gateway;

/// <summary>Gathers small pieces in a pipe.</summary>
internal static class PipeWrites
{
    /// <summary>Copies bytes into the pipe's buffer; a flush sends them.</summary>
    /// <remarks>
    /// The framework's own extension asks for a span of any length, and a server that has not sent the head yet answers a full buffer with an empty
    /// one: the extension then throws. Whoever asks for one byte at least is given another buffer.
    /// </remarks>
    public static void Put(this PipeWriter target, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var room = target.GetSpan(1);
            var length = Math.Min(room.Length, bytes.Length);
            bytes[..length].CopyTo(room);
            target.Advance(length);
            bytes = bytes[length..];
        }
    }
}
