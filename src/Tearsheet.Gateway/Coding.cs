using System.IO.Compression;
using Microsoft.Extensions.Primitives;

namespace Tearsheet.Gateway;

/// <summary>How a body is coded on its way.</summary>
internal enum Coding
{
    Identity,
    Gzip,
    Brotli,
}

internal static class Codings
{
    // Quality 5 takes a tenth of the time of 11 for a few per cent more bytes; a page is coded once and kept.
    private const int BrotliQuality = 5;
    private const int BrotliWindow = 22;

    /// <summary>The best coding that the visitor takes: brotli before gzip where both are as welcome.</summary>
    /// <remarks>Spec: RFC 9110, "Accept-Encoding". What cannot be read takes nothing, which is always right.</remarks>
    public static Coding Choose(StringValues accept)
    {
        int brotli = -1, gzip = -1, any = -1;
        foreach (var line in accept)
        {
            foreach (var part in line.AsSpan().Split(','))
            {
                var item = line.AsSpan()[part];
                var semicolon = item.IndexOf(';');
                var name = (semicolon < 0 ? item : item[..semicolon]).Trim();
                var weight = semicolon < 0 ? 1000 : Weight(item[(semicolon + 1)..].Trim());
                if (name.Equals("br", StringComparison.OrdinalIgnoreCase))
                {
                    brotli = weight;
                }
                else if (name.Equals("gzip", StringComparison.OrdinalIgnoreCase) || name.Equals("x-gzip", StringComparison.OrdinalIgnoreCase))
                {
                    gzip = weight;
                }
                else if (name is "*")
                {
                    any = weight;
                }
            }
        }

        brotli = brotli < 0 ? any : brotli;
        gzip = gzip < 0 ? any : gzip;
        return Math.Max(brotli, gzip) <= 0 ? Coding.Identity : brotli >= gzip ? Coding.Brotli : Coding.Gzip;
    }

    public static string Name(Coding coding) => coding == Coding.Brotli ? "br" : "gzip";

    public static byte[] Apply(Coding coding, ReadOnlySpan<byte> body)
    {
        if (coding == Coding.Brotli)
        {
            var target = new byte[BrotliEncoder.GetMaxCompressedLength(body.Length)];
            return BrotliEncoder.TryCompress(body, target, out var written, BrotliQuality, BrotliWindow)
                ? target[..written]
                : throw new InvalidOperationException("the buffer was as large as brotli asked for");
        }

        using var coded = new MemoryStream();
        using (var gzip = new GZipStream(coded, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(body);
        }

        return coded.ToArray();
    }

    // "q=0.5" in thousandths; 0 for what is not written so.
    private static int Weight(ReadOnlySpan<char> parameter)
    {
        if (parameter.Length is < 3 or > 7 || parameter[0] is not ('q' or 'Q') || parameter[1] != '=')
        {
            return 0;
        }

        var number = parameter[2..];
        if (number[0] == '1')
        {
            return 1000;
        }

        if (number[0] != '0' || (number.Length > 1 && number[1] != '.'))
        {
            return 0;
        }

        var weight = 0;
        for (int i = 2, unit = 100; i < number.Length; i++, unit /= 10)
        {
            if (!char.IsAsciiDigit(number[i]))
            {
                return 0;
            }

            weight += (number[i] - '0') * unit;
        }

        return weight;
    }
}
