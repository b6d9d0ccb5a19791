namespace Tearsheet.Ipld;

/// <summary>Where blocks go.</summary>
public interface IBlockSink
{
    /// <summary>Takes one block; one that is held already changes nothing.</summary>
    /// <param name="block">Its bytes are only valid during the call: a sink that keeps them copies them.</param>
    void Put(in Block block);
}
