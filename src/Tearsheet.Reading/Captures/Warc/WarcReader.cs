using static System.FormattableString;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>
/// Reads the records of a WARC file one after the other, plain or gzip (a member for each record, or one for several), in the same
/// memory whatever a record claims of itself. What is wrong is told by its offset, and reading goes on with the next record that
/// there is.
/// </summary>
/// <remarks>Spec: The WARC Format 1.1 (ISO 28500:2017); 1.0, 0.18 and 0.17 differ in nothing that a reader must heed.</remarks>
public sealed class WarcReader : IDisposable
{
    private const int FileWindow = 512 << 10;

    // Of one record that is looked for at its place: most are not longer, and what is read beyond is thrown away.
    private const int OnePiece = 64 << 10;

    private readonly ByteWindow _file = new(FileWindow);
    private readonly Stream _stream;
    private readonly Action<WarcFault>? _faults;
    private readonly ByteWindow _inflated = new(RecordHeader.Longest);

    private GzipMember? _member;
    private bool _memberHasRecord;
    private bool _memberTold;
    private WarcRecord? _open;
    private bool _started;
    private bool _isLost;

    /// <summary>Reads a file.</summary>
    /// <param name="file">Read from where it stands, never sought; the caller disposes it.</param>
    /// <param name="faults">Is told what is wrong, in the order of the file.</param>
    public WarcReader(Stream file, Action<WarcFault>? faults = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        (_stream, _faults) = (file, faults);
        _file.Begin(file.Read);
    }

    /// <summary>Begins anew where the file stands now, in the memory that it has, for one record that was found there before. Offsets count from there.</summary>
    public void Restart()
    {
        _member?.Dispose();
        (_member, _memberHasRecord, _memberTold, _open, _started, _isLost) = (null, false, false, null, false, false);
        _file.Begin(_stream.Read, OnePiece);
    }

    private ByteWindow Text => _member is null ? _file : _inflated;

    private long Offset => _member?.Offset ?? _file.Position;

    /// <summary>The next record's header; null at the end of the file. A block that was not read is passed over, and checked all the same.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public WarcRecord? Next()
    {
        if (_open is not null)
        {
            ReadBlock();
        }

        while (true)
        {
            if (_member is null && !OpenMember())
            {
                return null;
            }

            if (Text.Ready.IsEmpty && !Text.More())
            {
                if (_member is null)
                {
                    return null;
                }

                CloseMember();
                continue;
            }

            if (ReadHeader() is { } record)
            {
                return _open = record;
            }
        }
    }

    /// <summary>Reads the block of the record that <see cref="Next"/> gave last.</summary>
    /// <param name="payload">Is given the body of an HTTP message as it is stored, or the whole block of another record; null to check only.</param>
    /// <param name="again">
    /// Whether the same record was checked before: the digest of its block then tells that it still is the same, and that of the payload, which is a part of it, is not made once more.
    /// </param>
    /// <exception cref="InvalidOperationException">There is no record, or its block was read.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public WarcBlock ReadBlock(BytesTaken? payload = null, bool again = false)
    {
        var record = _open ?? throw new InvalidOperationException("There is no record whose block could be read.");
        _open = null;
        using var check = new BlockCheck(record, payload, again);
        if (record.Length is not { } left)
        {
            // Nobody knows where the block ends; what follows is looked through for the next record.
            Resume();
            return check.Finish(missing: 1, memberLength: null, memberIsSound: false);
        }

        var text = Text;
        while (left > 0 && (!text.Ready.IsEmpty || text.More()))
        {
            var piece = text.Ready[..(int)Math.Min(left, text.Ready.Length)];
            check.Take(piece);
            left -= piece.Length;
            text.Pass(piece.Length);
        }

        return check.Finish(left, EndRecord(record, left, out var sound), sound);
    }

    /// <summary>Lets go of what it holds; the file stays open.</summary>
    public void Dispose() => _member?.Dispose();

    /// <summary>Stands at a gzip member, or in a file that is not compressed; false at the end.</summary>
    private bool OpenMember()
    {
        if (!_file.Has(4) && _file.Ready.IsEmpty)
        {
            return false;
        }

        var first = !_started;
        _started = true;
        if (first && IsZstandard(_file.Ready))
        {
            Tell(WarcFaultKind.Zstandard, "The file is compressed with zstd; unpack it with the zstd program first.");
            SkipToEnd();
            return false;
        }

        while (GzipMember.Begins(_file.Ready))
        {
            _member = GzipMember.Open(_file);
            if (_member is not null)
            {
                (_memberHasRecord, _memberTold) = (false, false);
                _inflated.Begin(_member.Read);
                return true;
            }

            Tell(WarcFaultKind.DamagedMember, "The header of a gzip member does not end here.");
            _file.Pass(4);
            FindMember(told: true);
        }

        return true;
    }

    // A frame, or the skippable frame with the dictionary that .warc.zst files begin with.
    private static bool IsZstandard(ReadOnlySpan<byte> bytes) =>
        bytes is [0x28, 0xB5, 0x2F, 0xFD, ..] or [>= 0x50 and <= 0x5F, 0x2A, 0x4D, 0x18, ..];

    /// <summary>Lets go of the member, which has given all it could, and finds the next.</summary>
    /// <returns>The member's length, as far as it is there; null when nobody knows where it ends.</returns>
    private long? CloseMember()
    {
        var member = _member!;
        _member = null;
        using (member)
        {
            switch (member.End)
            {
                case GzipEnd.Whole:
                    var length = _file.Position - member.Offset;
                    FindMember();
                    return length;
                case GzipEnd.Truncated:
                    Tell(WarcFaultKind.TruncatedMember, member.Offset, "The file ends within this gzip member; what it held until there was read.");
                    var rest = _file.Position + _file.Ready.Length - member.Offset;
                    FindMember(told: true);
                    return rest;
                default:
                    Tell(WarcFaultKind.DamagedMember, member.Offset, "This gzip member is damaged: it cannot be inflated, or its checksum disagrees.");
                    FindMember(told: true);
                    return null;
            }
        }
    }

    /// <summary>Passes what is no gzip member in a file of such.</summary>
    private void FindMember(bool told = false)
    {
        while (_file.Has(4) || !_file.Ready.IsEmpty)
        {
            if (GzipMember.Begins(_file.Ready))
            {
                return;
            }

            if (!told)
            {
                told = true;
                Tell(WarcFaultKind.NotGzip, "Here a gzip member should begin, and there is none.");
            }

            var ready = _file.Ready;
            var next = ready[1..].IndexOf((byte)0x1F);
            _file.Pass(next < 0 ? ready.Length : next + 1);
        }
    }

    /// <summary>The record's header; null when there is none here: then the fault was told, and reading stands behind it.</summary>
    private WarcRecord? ReadHeader()
    {
        var text = Text;
        while (RecordHeader.Begins(text.Ready) is null && text.More())
        {
        }

        if (RecordHeader.Begins(text.Ready) is not true)
        {
            if (!_isLost)
            {
                Tell(WarcFaultKind.NotARecord, "Here a record should begin, and there is none (no WARC version line).");
            }

            Resume();
            return null;
        }

        int length;
        var from = 0;
        while ((length = RecordHeader.Measure(text.Ready, Math.Max(0, from - 3))) < 0)
        {
            from = text.Ready.Length;
            if (from >= RecordHeader.Longest)
            {
                Tell(WarcFaultKind.HeaderTooLong, Invariant($"The record's header is longer than {RecordHeader.Longest} bytes."));
                Resume();
                return null;
            }

            if (!text.More())
            {
                if (_member is null or { End: GzipEnd.Whole })
                {
                    Tell(WarcFaultKind.HeaderCut, "The file ends within the header of this record.");
                }

                text.Pass(text.Ready.Length);
                return null;
            }
        }

        var record = RecordHeader.Read(text.Ready[..length], Offset, _member is not null);
        text.Pass(length);
        if (_memberHasRecord && _member is not null && !_memberTold)
        {
            _memberTold = true;
            Tell(WarcFaultKind.SharedMember, "One gzip member holds several records; they can only be read one after the other.");
        }

        (_memberHasRecord, _isLost) = (true, false);
        if (record.Version is not ("1.0" or "1.1" or "0.18" or "0.17" or "0.16" or "0.9"))
        {
            Tell(WarcFaultKind.UnknownVersion, record.Offset, $"WARC version {record.Version} is not known; the record is read as one of 1.1.");
        }

        if (record.Length is null)
        {
            Tell(WarcFaultKind.BadLength, record.Offset, "Content-Length is missing or no number, so nobody knows where the record ends.");
        }

        return record;
    }

    /// <summary>Passes what stands behind a block.</summary>
    /// <param name="record">Whose block it was.</param>
    /// <param name="missing">Bytes of the block that were not there.</param>
    /// <param name="sound">false when the record's gzip member is not whole.</param>
    /// <returns>The length of the gzip member that the record has for itself.</returns>
    private long? EndRecord(WarcRecord record, long missing, out bool sound)
    {
        var text = Text;
        sound = true;
        if (missing == 0)
        {
            var end = text.Has(4) && text.Ready.StartsWith("\r\n\r\n"u8) ? 4 : text.Has(2) && text.Ready.StartsWith("\n\n"u8) ? 2 : 0;
            text.Pass(end);
            if (end == 0 && _member is not { End: GzipEnd.Truncated or GzipEnd.Damaged })
            {
                Tell(WarcFaultKind.NoRecordEnd, record.Offset, "The block is not followed by two line ends: Content-Length lies, or the file is cut here.");
                PassLineEnds(text);
                _isLost = true;
            }
        }

        if (_member is null)
        {
            TellMissing(record, missing);
            return null;
        }

        if (!text.Ready.IsEmpty || text.More())
        {
            return null;
        }

        if (_member.End == GzipEnd.Whole)
        {
            TellMissing(record, missing);
        }

        var shared = _memberTold;
        sound = _member.End == GzipEnd.Whole;
        var length = CloseMember();
        return shared ? null : length;
    }

    private void TellMissing(WarcRecord record, long missing)
    {
        if (missing > 0)
        {
            Tell(WarcFaultKind.ShortBlock, record.Offset, Invariant($"The block is {missing} bytes shorter than its Content-Length says."));
        }
    }

    private static void PassLineEnds(ByteWindow text)
    {
        while (text.Has(1) && text.Ready[0] is (byte)'\r' or (byte)'\n')
        {
            text.Pass(1);
        }
    }

    /// <summary>Looks for the next record; stands at the end of the file or of the member when there is none.</summary>
    private void Resume()
    {
        _isLost = false;
        var text = Text;
        while (text.Has(2))
        {
            var next = RecordHeader.FindNext(text.Ready, out var found);
            text.Pass(next);
            if (found)
            {
                return;
            }

            if (!text.More())
            {
                break;
            }
        }

        text.Pass(text.Ready.Length);
    }

    private void SkipToEnd()
    {
        do
        {
            _file.Pass(_file.Ready.Length);
        }
        while (_file.More());
    }

    private void Tell(WarcFaultKind kind, string message) => Tell(kind, Offset, message);

    private void Tell(WarcFaultKind kind, long offset, string message) => _faults?.Invoke(new WarcFault(kind, offset, message));
}
