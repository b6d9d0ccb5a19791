using System.Text.Json;
using Tearsheet.Distributing.Holding;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Ipns;

namespace Tearsheet.Distributing.Mirroring;

/// <summary>
/// A mirror on the disk: <c>mirror.json</c>, the newest record of its name, the last record of each name that it had before a succession, and
/// <c>packs/</c>. No key and no log.
/// </summary>
public sealed class MirrorFolder : IDisposable
{
    private const string StateName = "mirror.json";
    private const string RecordEnd = ".ipns-record";
    private const string RecordName = "name" + RecordEnd;

    private const string NamePrefix = "/ipns/";

    private readonly string _folder;

    private MirrorFolder(string folder, BlockFolder blocks, MirrorState? state)
    {
        _folder = folder;
        Blocks = blocks;
        State = state;
        Record = ReadRecord(RecordName);
    }

    /// <summary>What is held.</summary>
    public BlockFolder Blocks { get; }

    /// <summary>What the mirror knows of itself; null before the first run.</summary>
    public MirrorState? State { get; private set; }

    /// <summary>The newest record of the name; null for none.</summary>
    public IpnsRecord? Record { get; private set; }

    /// <summary>The last record of a name that was given up for another; null for every other name.</summary>
    public IpnsRecord? SuccessionOf(IpnsName name) =>
        ReadRecord($"{name}{RecordEnd}") is { } last && last.JudgeSignature(name) == IpnsStatus.Ok && IsSuccession(last) ? last : null;

    /// <summary>The record that is held for a name: the site's, or one that it had.</summary>
    public IpnsRecord? FindRecord(IpnsName name) => State?.Name == name.ToString() ? Record : SuccessionOf(name);

    /// <summary>Whether a record gives its name up for another key's.</summary>
    public static bool IsSuccession(IpnsRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Fields.Value.StartsWith(NamePrefix, StringComparison.Ordinal) && IpnsName.TryParse(record.Fields.Value.AsSpan(NamePrefix.Length), out _);
    }

    /// <summary>The root of the newest edition that is whole; null before the first.</summary>
    public Cid? Root => State?.Editions is [.., var newest] && Cid.TryParse(newest.Root, out var cid) == CidStatus.Ok ? cid : null;

    /// <summary>Whether a folder is a mirror's.</summary>
    public static bool IsOne(string folder) => File.Exists(Path.Combine(folder, StateName));

    /// <summary>Opens a mirror to add to it, or makes one.</summary>
    /// <returns>null when another process is adding to it.</returns>
    /// <exception cref="IOException">The disk fails, or the folder is not what it was; the message says what.</exception>
    public static MirrorFolder? OpenToWrite(string folder)
    {
        var state = ReadState(folder);
        return BlockFolder.OpenToWrite(Path.Combine(folder, "packs"), out var blocks) ? new MirrorFolder(folder, blocks!, state) : null;
    }

    /// <summary>Opens a mirror to read.</summary>
    /// <exception cref="IOException">The disk fails, or the folder is not what it was; the message says what.</exception>
    public static MirrorFolder OpenToRead(string folder) =>
        new(folder, BlockFolder.OpenToRead(Path.Combine(folder, "packs")), ReadState(folder));

    /// <summary>For a reader: looks whether the writer has come further.</summary>
    /// <param name="forget">Called when blocks may have gone, before the new state is seen and once more after: whatever was kept of them is to go.</param>
    public void Refresh(Action forget)
    {
        ArgumentNullException.ThrowIfNull(forget);
        var state = ReadState(_folder);
        var record = ReadRecord(RecordName);

        // The writer sweeps after it has said what it keeps: a look between the two must not be the last.
        var isNew = !(state?.Editions ?? []).SequenceEqual(State?.Editions ?? []) || Blocks.IsSwept();
        if (isNew)
        {
            Blocks.Refresh();
            forget();
        }

        (State, Record) = (state, record);
        if (isNew)
        {
            // An answer that was on its way may have been kept meanwhile.
            forget();
        }
    }

    /// <summary>Writes down how things stand, each file in one step.</summary>
    /// <param name="state">What the mirror knows of itself.</param>
    /// <param name="record">The newest record of its name; null leaves the one that is here.</param>
    /// <param name="successions">Names that were given up on the way to it, with their last records.</param>
    public void Save(MirrorState state, IpnsRecord? record, IReadOnlyList<(IpnsName Name, IpnsRecord Last)> successions)
    {
        ArgumentNullException.ThrowIfNull(successions);
        foreach (var (name, last) in successions)
        {
            Write($"{name}{RecordEnd}", last.Bytes.Span);
        }

        if (record is not null && !record.Bytes.Span.SequenceEqual(Record is { } had ? had.Bytes.Span : default))
        {
            Write(RecordName, record.Bytes.Span);
            Record = record;
        }

        Write(StateName, JsonSerializer.SerializeToUtf8Bytes(state, MirrorJson.Default.MirrorState));
        State = state;
    }

    /// <inheritdoc/>
    public void Dispose() => Blocks.Dispose();

    private static MirrorState? ReadState(string folder)
    {
        var file = Path.Combine(folder, StateName);
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            var state = JsonSerializer.Deserialize(File.ReadAllBytes(file), MirrorJson.Default.MirrorState);
            return state switch
            {
                { V: > MirrorState.Version } => throw new IOException($"{file} was written by a newer Tearsheet; run that one."),
                { Source: not null, From: not null, Editions: not null } => state,
                _ => throw new JsonException("a value is missing."),
            };
        }
        catch (JsonException broken)
        {
            throw new IOException(
                $"{file} is damaged: {broken.Message} Delete it and name the source again; the blocks in packs/ are taken up as they are.", broken);
        }
    }

    private IpnsRecord? ReadRecord(string name)
    {
        var file = Path.Combine(_folder, name);
        return File.Exists(file) && IpnsRecord.TryRead(File.ReadAllBytes(file), out var record) == IpnsStatus.Ok ? record : null;
    }

    private void Write(string name, ReadOnlySpan<byte> bytes)
    {
        var draft = Path.Combine(_folder, name + ".new");
        using (var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, Path.Combine(_folder, name), overwrite: true);
    }
}
