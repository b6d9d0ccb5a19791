using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Server.Packing;

/// <summary>Writes blocks into a CAR as they come, each once. The root is known last, so its place is kept and filled in the end.</summary>
internal sealed class CarFile(Stream stream) : IBlockSink
{
    private readonly HashSet<Cid> _written = [];
    private int _header;

    public long Blocks => _written.Count;

    /// <summary>Keeps room for the header.</summary>
    /// <param name="likeRoot">Any CID as long as the root will be.</param>
    public void Begin(Cid likeRoot)
    {
        var header = CarWriter.Header(likeRoot);
        _header = header.Length;
        stream.Write(header);
    }

    public void Put(in Block block)
    {
        if (!_written.Add(block.Cid))
        {
            return;
        }

        Span<byte> prefix = stackalloc byte[CarWriter.MaxSectionPrefixLength];
        var length = CarWriter.SectionPrefix(prefix, block.Cid, block.Bytes.Length);
        stream.Write(prefix[..length]);
        stream.Write(block.Bytes.Span);
    }

    /// <summary>Names the root. The stream stands at its end afterwards.</summary>
    public void End(Cid root)
    {
        var header = CarWriter.Header(root);
        if (header.Length != _header)
        {
            throw new InvalidOperationException("The root is longer or shorter than the place kept for it.");
        }

        stream.Seek(0, SeekOrigin.Begin);
        stream.Write(header);
        stream.Seek(0, SeekOrigin.End);
    }
}

/// <summary>A sink for those who only want the CID.</summary>
internal sealed class CountingSink : IBlockSink
{
    public long Blocks { get; private set; }

    public void Put(in Block block) => Blocks++;
}
