using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Archiving.Tests.Filing;

/// <summary>Captures as blocks, in the forms of all versions that wrote any.</summary>
public sealed class CaptureFormTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 20, 0, 0, TimeSpan.Zero);

    private static readonly StoredCapture Plain = new(
        "http://news.example/1?utm_source=x", "https://news.example/1", 1, At, [Cid.ForBlock(Multicodec.DagCbor, "x"u8)], 0);

    [Fact]
    public void What_robots_txt_said_comes_back_as_it_was_written()
    {
        var capture = Plain with
        {
            Robots =
            [
                Note(RobotsGround.NoFile, allowed: true) with { Status = 404 },
                Note(RobotsGround.NoLine, allowed: true) with { Status = 200 },
                Note(RobotsGround.Line, allowed: false) with { Status = 200, Line = new RobotsLine(12, "Disallow: /ü"), OverriddenBy = "Ada" },
                Note(RobotsGround.Unreachable, allowed: false) with { OverriddenBy = "Ada" },
            ],
        };

        Assert.Equal(capture, CaptureForm.Read(CaptureForm.Write(capture)));
        Assert.Equal(2, FormOf(capture));
    }

    [Fact]
    public void Whose_rules_made_the_key_comes_back_as_it_was_written()
    {
        var capture = Plain with { LoadedRules = "0123456789abcdef" };

        Assert.Equal(capture, CaptureForm.Read(CaptureForm.Write(capture)));
        Assert.Equal(2, FormOf(capture));
    }

    [Fact]
    public void A_capture_that_asked_no_robots_txt_is_of_the_form_that_older_programs_read()
    {
        Assert.Equal(1, FormOf(Plain));
        Assert.Equal(Plain, CaptureForm.Read(CaptureForm.Write(Plain)));
    }

    [Fact]
    public void The_first_form_holds_no_keys_of_the_second()
    {
        Assert.True(DagCbor.TryDecode(CaptureForm.Write(Plain with { Robots = [Note(RobotsGround.NoFile, allowed: true)] }), out var node, out _));
        var map = (Node.MapNode)node;
        var older = DagCbor.Encode(Node.Map([.. map.Entries.Select(entry => (entry.Key, entry.Key == "v" ? (Node?)1L : entry.Value))]));

        Assert.Throws<FormException>(() => CaptureForm.Read(older));
    }

    private static RobotsNote Note(RobotsGround ground, bool allowed) => new()
    {
        Address = "https://news.example/1",
        File = "https://news.example/robots.txt",
        At = At,
        Ground = ground,
        Allowed = allowed,
    };

    private static int FormOf(StoredCapture capture)
    {
        Assert.True(DagCbor.TryDecode(CaptureForm.Write(capture), out var node, out _));
        return (int)node.Integer("v");
    }
}
