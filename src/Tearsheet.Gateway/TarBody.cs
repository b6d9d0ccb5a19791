using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>Writes a UnixFS tree as a TAR: ustar, with a pax header where a name or a size does not fit.</summary>
/// <remarks>Spec: path-gateway, "application/x-tar"; POSIX pax, "ustar Interchange Format". Mode and time are those of UnixFS 1.5; without them 1970, for a TAR of a CID never changes.</remarks>
internal sealed class TarBody(PipeWriter target, UnixFsReader reader)
{
    private const int BlockBytes = 512;
    private const int FlushBytes = 64 * 1024;
    private const int MaxDepth = 256;
    private const long MaxOctalSize = 0x1_FFFF_FFFF;

    /// <summary>Looks at every name before anything is written: one that leads out of the root would be unpacked outside it.</summary>
    /// <returns>The first name that does; null when all stay inside.</returns>
    public static async ValueTask<string?> FindEscapeAsync(UnixFsReader reader, Cid root, CancellationToken cancellationToken)
    {
        var open = new Stack<(Cid Cid, string Path, int Depth)>();
        open.Push((root, "", 0));
        while (open.TryPop(out var next))
        {
            if (await KindAsync(reader, next.Cid, cancellationToken) is not { Kind: UnixFsKind.Directory })
            {
                continue;
            }

            await foreach (var item in reader.ListAsync(next.Cid, cancellationToken))
            {
                var path = $"{next.Path}/{item.Name}";
                if (next.Depth == MaxDepth || Normalize(path) is not { } inside)
                {
                    return path;
                }

                // Raw leaves have nothing below; to look at them would fetch the whole tree twice.
                if (item.Cid.Codec != (ulong)Multicodec.Raw)
                {
                    open.Push((item.Cid, inside, next.Depth + 1));
                }
            }
        }

        return null;
    }

    public async ValueTask WriteAsync(Cid root, string name, CancellationToken cancellationToken)
    {
        var open = new Stack<(Cid Cid, string Path)>();
        open.Push((root, ""));
        while (open.TryPop(out var next))
        {
            var found = await KindAsync(reader, next.Cid, cancellationToken);
            await EntryAsync(found, name + next.Path, cancellationToken);
            if (found.Kind != UnixFsKind.Directory)
            {
                continue;
            }

            var below = new List<(Cid Cid, string Path)>();
            await foreach (var item in reader.ListAsync(next.Cid, cancellationToken))
            {
                if (Normalize($"{next.Path}/{item.Name}") is { Length: > 0 } path)
                {
                    below.Add((item.Cid, path));
                }
            }

            below.Reverse();
            below.ForEach(open.Push);
        }

        // Two blocks of zeros are the end.
        Zeros(2 * BlockBytes);
        await target.FlushAsync(cancellationToken);
    }

    /// <summary>A path without "." and ".."; null when it leads out.</summary>
    private static string? Normalize(string path)
    {
        var names = new List<string>();
        foreach (var name in path.Split('/'))
        {
            if (name == ".." && names.Count == 0)
            {
                return null;
            }

            if (name == "..")
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (name is not ("" or "."))
            {
                names.Add(name);
            }
        }

        return names.Count == 0 ? "" : "/" + string.Join('/', names);
    }

    private static async ValueTask<Resolution.Found> KindAsync(UnixFsReader reader, Cid cid, CancellationToken cancellationToken) =>
        await reader.ResolveAsync(cid, "", cancellationToken) switch
        {
            Resolution.Found found => found,
            Resolution.Malformed broken => throw new UnixFsException(broken.Fault),
            Resolution.Withdrawn gone => throw new UnixFsException(new UnixFsFault(UnixFsFaultKind.Withdrawn, gone.Cid, "the block was withdrawn")),
            _ => throw new UnixFsException(new UnixFsFault(UnixFsFaultKind.Absent, cid, "the block is not here")),
        };

    private async ValueTask EntryAsync(Resolution.Found found, string path, CancellationToken cancellationToken)
    {
        switch (found.Kind)
        {
            case UnixFsKind.Directory:
                Header(path + "/", '5', 0, "", Mode(found, 0x1ED), Time(found));
                break;
            case UnixFsKind.Symlink:
                Header(path, '2', 0, await LinkTargetAsync(found, cancellationToken), Mode(found, 0x1FF), Time(found));
                break;
            default:
                Header(path, '0', found.Size, "", Mode(found, 0x1A4), Time(found));
                await foreach (var slice in reader.ReadAsync(found.Cid, 0, null, cancellationToken))
                {
                    for (var rest = slice; !rest.IsEmpty;)
                    {
                        var piece = rest[..Math.Min(rest.Length, FlushBytes)];
                        target.Put(piece.Span);
                        rest = rest[piece.Length..];
                        await FlushIfFullAsync(cancellationToken);
                    }
                }

                Zeros((int)((BlockBytes - (found.Size % BlockBytes)) % BlockBytes));
                break;
        }

        await FlushIfFullAsync(cancellationToken);
    }

    private async ValueTask<string> LinkTargetAsync(Resolution.Found link, CancellationToken cancellationToken)
    {
        var bytes = new List<byte>();
        await foreach (var slice in reader.ReadAsync(link.Cid, 0, 4096, cancellationToken))
        {
            bytes.AddRange(slice.Span);
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static int Mode(Resolution.Found found, int otherwise) => (int)((found.Mode ?? (uint)otherwise) & 0xFFF);

    // Before 1970 and past the field's eleven digits there is no way to say it.
    private static long Time(Resolution.Found found) => Math.Clamp(found.Modified?.Seconds ?? 0, 0, MaxOctalSize);

    private void Header(string path, char type, long size, string link, int mode, long time)
    {
        var fields = new StringBuilder();
        if (Encoding.UTF8.GetByteCount(path) > 100 || !System.Text.Ascii.IsValid(path))
        {
            fields.Append(Record("path", path));
        }

        if (Encoding.UTF8.GetByteCount(link) > 100 || !System.Text.Ascii.IsValid(link))
        {
            fields.Append(Record("linkpath", link));
        }

        if (size > MaxOctalSize)
        {
            fields.Append(Record("size", size.ToString(CultureInfo.InvariantCulture)));
        }

        if (fields.Length > 0)
        {
            var text = Encoding.UTF8.GetBytes(fields.ToString());
            Plain("pax_header", 'x', text.Length, "", 0x1A4, time);
            target.Put(text);
            Zeros((BlockBytes - (text.Length % BlockBytes)) % BlockBytes);
        }

        Plain(path, type, size, link, mode, time);
    }

    // A record tells its own length, its digits included.
    private static string Record(string key, string value)
    {
        var rest = Encoding.UTF8.GetByteCount(value) + key.Length + 3;
        var length = rest + 1;
        while (length != rest + length.ToString(CultureInfo.InvariantCulture).Length)
        {
            length = rest + length.ToString(CultureInfo.InvariantCulture).Length;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{length} {key}={value}\n");
    }

    private void Plain(string path, char type, long size, string link, int mode, long time)
    {
        var header = target.GetSpan(BlockBytes)[..BlockBytes];
        header.Clear();
        Text(header[..100], path);
        Octal(header.Slice(100, 8), mode);
        Octal(header.Slice(108, 8), 0);
        Octal(header.Slice(116, 8), 0);
        Octal(header.Slice(124, 12), Math.Min(size, MaxOctalSize));
        Octal(header.Slice(136, 12), time);
        header.Slice(148, 8).Fill((byte)' ');
        header[156] = (byte)type;
        Text(header.Slice(157, 100), link);
        "ustar\0"u8.CopyTo(header[257..]);
        "00"u8.CopyTo(header[263..]);
        var sum = 0;
        foreach (var value in header)
        {
            sum += value;
        }

        Octal(header.Slice(148, 7), sum);
        target.Advance(BlockBytes);
    }

    private static void Text(Span<byte> field, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        bytes.AsSpan(0, Math.Min(bytes.Length, field.Length)).CopyTo(field);
    }

    private static void Octal(Span<byte> field, long value)
    {
        field[^1] = 0;
        for (var i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
    }

    private void Zeros(int count)
    {
        target.GetSpan(count)[..count].Clear();
        target.Advance(count);
    }

    private async ValueTask FlushIfFullAsync(CancellationToken cancellationToken)
    {
        if (target.UnflushedBytes >= FlushBytes && (await target.FlushAsync(cancellationToken)).IsCompleted)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }
}
