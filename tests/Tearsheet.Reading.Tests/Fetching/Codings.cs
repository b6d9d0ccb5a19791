using System.IO.Compression;
using ZstdSharp;

namespace Tearsheet.Reading.Tests.Fetching;

/// <summary>Puts content codings on.</summary>
internal static class Codings
{
    public static byte[] Gzip(byte[] bytes) => Through(target => new GZipStream(target, CompressionLevel.Optimal), bytes);

    public static byte[] Encode(string coding, byte[] bytes) => coding switch
    {
        "gzip" => Gzip(bytes),
        "deflate" => Through(target => new ZLibStream(target, CompressionLevel.Optimal), bytes),
        "raw deflate" => Through(target => new DeflateStream(target, CompressionLevel.Optimal), bytes),
        "br" => Through(target => new BrotliStream(target, CompressionLevel.Fastest), bytes),
        "zstd" => Through(target => new CompressionStream(target), bytes),
        _ => bytes,
    };

    private static byte[] Through(Func<Stream, Stream> open, byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var coder = open(target))
        {
            coder.Write(bytes);
        }

        return target.ToArray();
    }
}
