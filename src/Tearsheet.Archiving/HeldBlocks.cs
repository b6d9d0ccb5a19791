using System.Runtime.InteropServices;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Archiving;

/// <summary>Blocks of one filing, in memory until the writer takes them. What is a slice of the file itself is not copied.</summary>
internal sealed class HeldBlocks : IBlockSink
{
    private readonly Dictionary<Cid, ReadOnlyMemory<byte>> _blocks = [];
    private byte[]? _file;

    public IReadOnlyDictionary<Cid, ReadOnlyMemory<byte>> Blocks => _blocks;

    public long Bytes { get; private set; }

    /// <summary>Says which file is imported next; it stays as it is until the blocks are taken.</summary>
    public void Import(ReadOnlyMemory<byte> file) => _file = MemoryMarshal.TryGetArray(file, out var array) ? array.Array : null;

    /// <inheritdoc/>
    public void Put(in Block block)
    {
        if (_blocks.ContainsKey(block.Cid))
        {
            return;
        }

        var slice = _file is not null && MemoryMarshal.TryGetArray(block.Bytes, out var array) && ReferenceEquals(array.Array, _file);
        _blocks.Add(block.Cid, slice ? block.Bytes : block.Bytes.ToArray());
        Bytes += block.Bytes.Length;
    }
}
