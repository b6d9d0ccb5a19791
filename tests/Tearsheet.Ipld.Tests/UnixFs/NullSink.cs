namespace Tearsheet.Ipld.Tests.UnixFs;

/// <summary>Counts blocks and keeps none.</summary>
internal sealed class NullSink : IBlockSink
{
    public int Blocks { get; private set; }

    public long Bytes { get; private set; }

    public void Put(in Block block)
    {
        Blocks++;
        Bytes += block.Bytes.Length;
    }
}
