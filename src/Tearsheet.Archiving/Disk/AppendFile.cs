using Microsoft.Win32.SafeHandles;

namespace Tearsheet.Archiving.Disk;

/// <summary>
/// A file that grows at its end and nowhere else. Appended bytes are readable at once, also while they wait in the buffer; they are
/// in the file after <see cref="Write"/> and last after <see cref="Sync"/>.
/// </summary>
/// <remarks>One thread appends; any number read meanwhile.</remarks>
internal sealed class AppendFile : IDisposable
{
    private const int BufferSize = 1 << 18;

    // Longer than this, copying costs more than the second system call it would save.
    private const int CopyLimit = 1 << 15;

    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer;
    private readonly Lock _gate = new();
    private int _buffered;
    private long _written;
    private bool _torn;

    private AppendFile(SafeFileHandle handle, string path, long length, bool writable)
    {
        _handle = handle;
        Path = path;
        _written = length;
        _buffer = writable ? GC.AllocateUninitializedArray<byte>(BufferSize) : [];
    }

    public string Path { get; }

    /// <summary>Bytes appended so far, also those that are not yet in the file. For a reader: what it may see.</summary>
    public long Length => Volatile.Read(ref _written) + Volatile.Read(ref _buffered);

    /// <summary>How long the file is by now, whatever of it counts.</summary>
    public long Size => RandomAccess.GetLength(_handle);

    /// <summary>A new file, with its name not yet durable.</summary>
    public static AppendFile Create(string path) => new(Durable.CreateFile(path), path, 0, writable: true);

    /// <summary>A file to append to. <paramref name="length"/> is where it ends; the caller has dealt with what lies after it.</summary>
    public static AppendFile OpenToWrite(string path, long length) =>
        new(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), path, length,
            writable: true);

    /// <summary>A file to read up to <paramref name="length"/>, whatever a writer in another process appends.</summary>
    public static AppendFile OpenToRead(string path, long length) =>
        new(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete), path, length,
            writable: false);

    /// <summary>Appends <paramref name="front"/> and then <paramref name="body"/>, which never stand half in the buffer.</summary>
    /// <exception cref="IOException">The disk is full or failed. The caller cuts back with <see cref="CutTo"/>.</exception>
    /// <exception cref="InvalidOperationException">An earlier call failed, and nobody has cut back since.</exception>
    public void Append(ReadOnlySpan<byte> front, ReadOnlySpan<byte> body)
    {
        ThrowIfTorn();
        _torn = true;
        var copied = body.Length <= CopyLimit ? front.Length + body.Length : front.Length;
        if (copied > _buffer.Length - _buffered)
        {
            Empty();
        }

        lock (_gate)
        {
            front.CopyTo(_buffer.AsSpan(_buffered));
            if (body.Length <= CopyLimit)
            {
                body.CopyTo(_buffer.AsSpan(_buffered + front.Length));
            }

            Volatile.Write(ref _buffered, _buffered + copied);
        }

        if (body.Length > CopyLimit)
        {
            Empty();
            RandomAccess.Write(_handle, body, _written);
            Volatile.Write(ref _written, _written + body.Length);
        }

        _torn = false;
    }

    /// <summary>Fills <paramref name="target"/> from <paramref name="offset"/>.</summary>
    /// <returns>How many bytes there were: fewer than asked for only at the end.</returns>
    public int Read(long offset, Span<byte> target)
    {
        if (offset + target.Length <= Volatile.Read(ref _written))
        {
            return ReadFile(offset, target);
        }

        lock (_gate)
        {
            var inFile = (int)Math.Clamp(_written - offset, 0, target.Length);
            if (inFile > 0 && ReadFile(offset, target[..inFile]) < inFile)
            {
                return 0;
            }

            // All of it may have gone to the file since it was looked for above: then nothing is left to take from the buffer.
            var from = (int)Math.Clamp(offset + inFile - _written, 0, _buffered);
            var inBuffer = Math.Min(target.Length - inFile, _buffered - from);
            _buffer.AsSpan(from, inBuffer).CopyTo(target[inFile..]);
            return inFile + inBuffer;
        }
    }

    /// <summary>Hands the buffer to the operating system.</summary>
    public void Write()
    {
        ThrowIfTorn();
        Empty();
    }

    /// <summary>Hands the buffer over and waits until the device has everything.</summary>
    public void Sync()
    {
        Write();
        RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>Forgets everything from <paramref name="length"/> on, in the buffer and in the file.</summary>
    public void CutTo(long length)
    {
        lock (_gate)
        {
            _buffered = 0;
            _written = length;
        }

        RandomAccess.SetLength(_handle, length);
        _torn = false;
    }

    /// <summary>For a reader: the writer has acknowledged more.</summary>
    public void SeeUpTo(long length) => Volatile.Write(ref _written, length);

    /// <summary>Reads sections from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), which is in the file.</summary>
    public SectionReader Sections(string name, long from, long to, int window) => new(_handle, name, from, to, window);

    public void Dispose() => _handle.Dispose();

    private void ThrowIfTorn()
    {
        if (_torn)
        {
            throw new InvalidOperationException("a write failed in the middle: the batch has to be abandoned first");
        }
    }

    private void Empty()
    {
        if (_buffered == 0)
        {
            return;
        }

        RandomAccess.Write(_handle, _buffer.AsSpan(0, _buffered), _written);
        lock (_gate)
        {
            _written += _buffered;
            _buffered = 0;
        }
    }

    private int ReadFile(long offset, Span<byte> target)
    {
        var done = 0;
        while (done < target.Length)
        {
            var read = RandomAccess.Read(_handle, target[done..], offset + done);
            if (read == 0)
            {
                break;
            }

            done += read;
        }

        return done;
    }
}
