namespace Tearsheet.Ipld.Cids;

/// <summary>What a block's bytes are written in, as far as this program reads them.</summary>
/// <remarks>Spec: multiformats multicodec, table.csv. Other codes are carried through a <see cref="Cid"/> as numbers.</remarks>
public enum Multicodec : ulong
{
    /// <summary>CBOR of any kind; links in it are not links.</summary>
    Cbor = 0x51,

    /// <summary>Bytes that mean only themselves.</summary>
    Raw = 0x55,

    /// <summary>MerkleDAG protobuf: UnixFS nodes.</summary>
    DagPb = 0x70,

    /// <summary>DAG-CBOR.</summary>
    DagCbor = 0x71,

    /// <summary>A public key in libp2p's protobuf: the name of an IPNS record.</summary>
    Libp2pKey = 0x72,

    /// <summary>DAG-JSON.</summary>
    DagJson = 0x0129,

    /// <summary>JSON of any kind; links in it are not links.</summary>
    Json = 0x0200,
}
