using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;

namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>
/// The inputs of unixfs/profiles.json: the first bytes of the ChaCha20 key stream with key SHA-256(seed), nonce 0,
/// counter 0. Eight blocks are made at a time, one in each lane, as the largest input has a gibibyte.
/// </summary>
/// <remarks>Spec: RFC 8439, "The ChaCha20 Block Function".</remarks>
internal sealed class ChaCha20Stream(long size, string seed) : Stream
{
    private const int Lanes = 8;
    private const int BlockLength = 64;

    private readonly uint[] _key = MemoryMarshal.Cast<byte, uint>(SHA256.HashData(Encoding.UTF8.GetBytes(seed))).ToArray();
    private readonly byte[] _ready = new byte[Lanes * BlockLength];
    private int _readyAt = Lanes * BlockLength;
    private uint _counter;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _made;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position { get => _made; set => throw new NotSupportedException(); }

    /// <summary>SHA-256 of all that was read so far, in hexadecimal.</summary>
    public string Digest => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public static byte[] Make(int size, string seed)
    {
        var bytes = new byte[size];
        using var stream = new ChaCha20Stream(size, seed);
        stream.ReadExactly(bytes);
        return bytes;
    }

    public override int Read(Span<byte> buffer)
    {
        var wanted = (int)Math.Min(buffer.Length, size - _made);
        for (var target = buffer[..wanted]; !target.IsEmpty;)
        {
            if (_readyAt == _ready.Length)
            {
                MakeBlocks();
            }

            var count = Math.Min(target.Length, _ready.Length - _readyAt);
            _ready.AsSpan(_readyAt, count).CopyTo(target);
            _readyAt += count;
            target = target[count..];
        }

        _hash.AppendData(buffer[..wanted]);
        _made += wanted;
        return wanted;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(Read(buffer.Span));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }

    private void MakeBlocks()
    {
        Span<Vector256<uint>> start = stackalloc Vector256<uint>[16];
        start.Clear();
        start[0] = Vector256.Create(0x61707865u);
        start[1] = Vector256.Create(0x3320646eu);
        start[2] = Vector256.Create(0x79622d32u);
        start[3] = Vector256.Create(0x6b206574u);
        for (var i = 0; i < 8; i++)
        {
            start[4 + i] = Vector256.Create(_key[i]);
        }

        start[12] = Vector256.Create(_counter) + Vector256<uint>.Indices;
        Span<Vector256<uint>> state = stackalloc Vector256<uint>[16];
        start.CopyTo(state);
        for (var round = 0; round < 10; round++)
        {
            QuarterRound(ref state[0], ref state[4], ref state[8], ref state[12]);
            QuarterRound(ref state[1], ref state[5], ref state[9], ref state[13]);
            QuarterRound(ref state[2], ref state[6], ref state[10], ref state[14]);
            QuarterRound(ref state[3], ref state[7], ref state[11], ref state[15]);
            QuarterRound(ref state[0], ref state[5], ref state[10], ref state[15]);
            QuarterRound(ref state[1], ref state[6], ref state[11], ref state[12]);
            QuarterRound(ref state[2], ref state[7], ref state[8], ref state[13]);
            QuarterRound(ref state[3], ref state[4], ref state[9], ref state[14]);
        }

        for (var word = 0; word < 16; word++)
        {
            state[word] += start[word];
        }

        // What lies word by word with a lane for each block becomes block by block.
        var words = MemoryMarshal.Cast<Vector256<uint>, uint>(state);
        var ready = MemoryMarshal.Cast<byte, uint>(_ready.AsSpan());
        for (var lane = 0; lane < Lanes; lane++)
        {
            for (var word = 0; word < 16; word++)
            {
                ready[(lane * 16) + word] = words[(word * Lanes) + lane];
            }
        }

        _counter += Lanes;
        _readyAt = 0;
    }

    private static void QuarterRound(
        ref Vector256<uint> a, ref Vector256<uint> b, ref Vector256<uint> c, ref Vector256<uint> d)
    {
        a += b;
        d = Turn(d ^ a, 16);
        c += d;
        b = Turn(b ^ c, 12);
        a += b;
        d = Turn(d ^ a, 8);
        c += d;
        b = Turn(b ^ c, 7);
    }

    private static Vector256<uint> Turn(Vector256<uint> value, int bits) => (value << bits) | (value >>> (32 - bits));
}
