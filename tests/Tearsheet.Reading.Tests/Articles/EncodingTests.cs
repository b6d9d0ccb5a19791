using System.Text;
using Tearsheet.Reading.Articles.Decoding;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>In which encoding a page is, and what it says in it.</summary>
public sealed class EncodingTests
{
    [Fact]
    public void Every_shared_case_is_sniffed_as_the_standard_says()
    {
        var wrong = new List<string>();
        var count = 0;
        foreach (var line in SharedData.Lines("encoding", "sniff.jsonl"))
        {
            count++;
            var expected = line.GetProperty("encoding").GetString();
            var header = line.TryGetProperty("content_type", out var type) ? type.GetString() : null;
            var found = EncodingSniffer.Sniff(line.GetProperty("data_b64").GetBytesFromBase64(), header);
            if (expected is not null && found != expected)
            {
                wrong.Add($"{line.GetProperty("id")}: {found}, not {expected}");
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(113, count);
    }

    [Fact]
    public void Every_label_decodes_but_those_that_dotnet_or_the_standard_does_not_decode()
    {
        string[] labels =
        [
            "utf-8", "ibm866", "latin2", "latin3", "latin4", "cyrillic", "arabic", "greek", "hebrew", "logical", "latin6",
            "iso-8859-13", "iso-8859-14", "iso-8859-15", "iso-8859-16", "koi8-r", "koi8-u", "macintosh", "tis-620",
            "cp1250", "cp1251", "latin1", "cp1253", "latin5", "cp1255", "cp1256", "cp1257", "cp1258", "x-mac-cyrillic",
            "gb2312", "gb18030", "big5", "euc-jp", "iso-2022-jp", "sjis", "euc-kr", "hz-gb-2312", "utf-16be", "utf-16",
            "x-user-defined",
        ];

        var without = labels.Select(label => EncodingLabels.Find(label)!).Where(name => EncodingLabels.Decoder(name) is null);

        // .NET has no tables for three of ISO 8859; the other two mean "do not decode" and "bytes".
        Assert.Equal(["iso-8859-10", "iso-8859-14", "iso-8859-16", "replacement", "x-user-defined"], without);
    }

    [Theory]
    [InlineData("windows-1251", "cp1251", "Мэр ушёл в отставку")]
    [InlineData("gb2312", "gb18030", "市长辞职，全城震动")]
    [InlineData("shift_jis", "shift_jis", "市長が辞任")]
    [InlineData("euc-kr", "euc-kr", "시장이 사임했다")]
    [InlineData("big5", "big5", "市長辭職")]
    [InlineData("iso-8859-2", "iso-8859-2", "Starosta złożył rezygnację")]
    public void A_declared_encoding_is_decoded(string declared, string name, string text)
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding(name == "cp1251" ? "windows-1251" : name)!
            .GetBytes($"<meta charset={declared}><title>{text}</title>");

        Assert.Contains(text, PageText.Decode(bytes, null).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html; charset=iso-8859-1")]
    [InlineData("text/html; charset=gb2312")]
    public void Bytes_that_are_utf8_are_read_as_utf8_whatever_the_server_says(string header)
    {
        var page = PageText.Decode("<title>Bürgermeister geht – endgültig</title>"u8, header);

        Assert.Equal("utf-8", page.Encoding);
        Assert.Contains("Bürgermeister geht – endgültig", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Latin_text_that_claims_to_be_utf8_is_read_as_latin()
    {
        var bytes = Encoding.Latin1.GetBytes("<meta charset=utf-8><p>Der Bürgermeister geht, sagte er am Abend in Köln.");

        Assert.Contains("Bürgermeister", PageText.Decode(bytes, null).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_character_cut_off_at_the_end_does_not_change_the_encoding()
    {
        var bytes = Encoding.UTF8.GetBytes("<p>Grüße aus Zürich é");

        Assert.Equal("utf-8", PageText.Decode(bytes.AsSpan()[..^1], null).Encoding);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_the_text()
    {
        Assert.Equal("<p>x", PageText.Decode([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<p>x")], null).Text);
        Assert.Equal("<p>x", PageText.Decode([0xEF, 0xBB, 0xBF, .. "<p>x"u8], null).Text);
    }
}
