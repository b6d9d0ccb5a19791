using System.Collections.Frozen;
using System.Text;

namespace Tearsheet.Reading.Articles.Decoding;

/// <summary>What the names of encodings found in pages mean.</summary>
/// <remarks>Spec: WHATWG Encoding, "Names and labels". Names are given in lower case.</remarks>
internal static class EncodingLabels
{
    public const string Utf8 = "utf-8";
    public const string Windows1252 = "windows-1252";
    public const string Replacement = "replacement";
    public const string UserDefined = "x-user-defined";

    // One line an encoding: its name, then every further label.
    private static readonly string[] s_lines =
    [
        "utf-8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf8 x-unicode20utf8",
        "ibm866 866 cp866 csibm866",
        "iso-8859-2 csisolatin2 iso-ir-101 iso8859-2 iso88592 iso_8859-2 iso_8859-2:1987 l2 latin2",
        "iso-8859-3 csisolatin3 iso-ir-109 iso8859-3 iso88593 iso_8859-3 iso_8859-3:1988 l3 latin3",
        "iso-8859-4 csisolatin4 iso-ir-110 iso8859-4 iso88594 iso_8859-4 iso_8859-4:1988 l4 latin4",
        "iso-8859-5 csisolatincyrillic cyrillic iso-ir-144 iso8859-5 iso88595 iso_8859-5 iso_8859-5:1988",
        "iso-8859-6 arabic asmo-708 csiso88596e csiso88596i csisolatinarabic ecma-114 iso-8859-6-e iso-8859-6-i "
            + "iso-ir-127 iso8859-6 iso88596 iso_8859-6 iso_8859-6:1987",
        "iso-8859-7 csisolatingreek ecma-118 elot_928 greek greek8 iso-ir-126 iso8859-7 iso88597 iso_8859-7 "
            + "iso_8859-7:1987 sun_eu_greek",
        "iso-8859-8 csiso88598e csisolatinhebrew hebrew iso-8859-8-e iso-ir-138 iso8859-8 iso88598 iso_8859-8 "
            + "iso_8859-8:1988 visual",
        "iso-8859-8-i csiso88598i logical",
        "iso-8859-10 csisolatin6 iso-ir-157 iso8859-10 iso885910 l6 latin6",
        "iso-8859-13 iso8859-13 iso885913",
        "iso-8859-14 iso8859-14 iso885914",
        "iso-8859-15 csisolatin9 iso8859-15 iso885915 iso_8859-15 l9",
        "iso-8859-16",
        "koi8-r cskoi8r koi koi8 koi8_r",
        "koi8-u koi8-ru",
        "macintosh csmacintosh mac x-mac-roman",
        "windows-874 dos-874 iso-8859-11 iso8859-11 iso885911 tis-620",
        "windows-1250 cp1250 x-cp1250",
        "windows-1251 cp1251 x-cp1251",
        "windows-1252 ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 "
            + "iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii x-cp1252",
        "windows-1253 cp1253 x-cp1253",
        "windows-1254 cp1254 csisolatin5 iso-8859-9 iso-ir-148 iso8859-9 iso88599 iso_8859-9 iso_8859-9:1989 l5 "
            + "latin5 x-cp1254",
        "windows-1255 cp1255 x-cp1255",
        "windows-1256 cp1256 x-cp1256",
        "windows-1257 cp1257 x-cp1257",
        "windows-1258 cp1258 x-cp1258",
        "x-mac-cyrillic x-mac-ukrainian",
        "gbk chinese csgb2312 csiso58gb231280 gb2312 gb_2312 gb_2312-80 iso-ir-58 x-gbk",
        "gb18030",
        "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
        "euc-jp cseucpkdfmtjapanese x-euc-jp",
        "iso-2022-jp csiso2022jp",
        "shift_jis csshiftjis ms932 ms_kanji shift-jis sjis windows-31j x-sjis",
        "euc-kr cseuckr csksc56011987 iso-ir-149 korean ks_c_5601-1987 ks_c_5601-1989 ksc5601 ksc_5601 windows-949",
        "replacement csiso2022kr hz-gb-2312 iso-2022-cn iso-2022-cn-ext iso-2022-kr",
        "utf-16be unicodefffe",
        "utf-16le csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16",
        "x-user-defined",
    ];

    private static readonly FrozenDictionary<string, string> s_names = s_lines
        .Select(line => line.Split(' '))
        .SelectMany(words => words.Select(label => KeyValuePair.Create(label, words[0])))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The name of the encoding that <paramref name="label"/> means; null for a label of none.</summary>
    public static string? Find(ReadOnlySpan<char> label)
    {
        label = label.Trim(" \t\n\f\r");
        if (label.IsEmpty || label.Length > 32)
        {
            return null;
        }

        Span<char> lower = stackalloc char[label.Length];
        for (var i = 0; i < label.Length; i++)
        {
            lower[i] = char.IsAsciiLetterUpper(label[i]) ? (char)(label[i] | 0x20) : label[i];
        }

        return s_names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(lower, out var name) ? name : null;
    }

    /// <summary>The decoder of .NET for an encoding; bad bytes come out as U+FFFD.</summary>
    /// <param name="name">A name that <see cref="Find"/> gave.</param>
    /// <returns>null for the encodings that .NET does not know and for those that the standard does not decode.</returns>
    public static Encoding? Decoder(string name) => name switch
    {
        Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        "utf-16le" => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        "utf-16be" => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        "gbk" => CodePage(54936), // The standard decodes gbk with the decoder of gb18030.
        "gb18030" => CodePage(54936),
        "iso-8859-8-i" => CodePage(38598),
        "windows-874" => CodePage(874),
        "x-mac-cyrillic" => CodePage(10007),
        "macintosh" => CodePage(10000),
        "shift_jis" => CodePage(932),
        "euc-kr" => CodePage(949),
        "euc-jp" => CodePage(51932),
        "iso-2022-jp" => CodePage(50220),
        "big5" => CodePage(950),
        "iso-8859-10" or "iso-8859-14" or "iso-8859-16" or Replacement or UserDefined => null,
        _ => CodePagesEncodingProvider.Instance.GetEncoding(
            name, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback),
    };

    // The provider is asked directly: registering it would change what every other part of the process decodes.
    private static Encoding? CodePage(int number) => CodePagesEncodingProvider.Instance.GetEncoding(
        number, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback);
}
