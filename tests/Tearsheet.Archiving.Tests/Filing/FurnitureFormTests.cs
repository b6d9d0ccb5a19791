using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Tests.Filing;

/// <summary>What repeats on the pages of a source, as a block beside the article that was read without it.</summary>
public sealed class FurnitureFormTests
{
    [Fact]
    public void Hashes_come_back_as_they_were_written()
    {
        var furniture = new Furniture(Sequence.From<ulong>([1, 0x0102030405060708, ulong.MaxValue]));

        Assert.Equal(furniture, FurnitureForm.Read(FurnitureForm.Write(furniture)));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2 })]
    public void Hashes_that_do_not_rise_or_break_off_are_refused(byte[] blocks) =>
        Assert.Throws<FormException>(() => FurnitureForm.Read(DagCbor.Encode(Node.Map(("v", 1L), ("blocks", blocks)))));
}
