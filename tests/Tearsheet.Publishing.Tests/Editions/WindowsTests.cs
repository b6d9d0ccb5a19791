using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Tests.Editions;

public class WindowsTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(49, 0, 0)]
    [InlineData(50, 2, 0)]
    [InlineData(74, 2, 0)]
    [InlineData(75, 2, 50)]
    [InlineData(99, 2, 50)]
    [InlineData(100, 3, 50)]
    [InlineData(124, 3, 50)]
    [InlineData(125, 3, 100)]
    public void Numbered_pages_and_what_the_first_page_shows(long slots, long pages, long firstShown)
    {
        Assert.Equal(pages, Windows.Pages(slots));
        Assert.Equal(firstShown, Windows.FirstShown(slots));
    }

    [Fact]
    public void A_full_page_and_its_neighbours_never_change_as_the_list_grows()
    {
        for (var slots = 50L; slots < 500; slots++)
        {
            for (var number = 1L; number * Windows.Size <= slots; number++)
            {
                Assert.True(Windows.IsFull(slots, number));
                Assert.True(Windows.Pages(slots) > number);
            }

            Assert.False(Windows.IsFull(slots, Windows.Pages(slots)));
        }
    }

    [Fact]
    public void The_first_page_and_the_numbered_ones_leave_no_slot_out()
    {
        for (var slots = 0L; slots < 500; slots++)
        {
            var shown = Windows.FirstShown(slots);
            Assert.InRange(slots - shown, Math.Min(slots, Windows.Few), Windows.Size + Windows.Few - 1);
            Assert.Equal(0, shown % Windows.Size);
        }
    }
}

public class PlacesTests
{
    [Theory]
    [InlineData("index.html", "")]
    [InlineData("about/index.html", "../")]
    [InlineData("links/2026/11/abc/index.html", "../../../../")]
    [InlineData("days/2026/11/24/3/index.html", "../../../../../")]
    public void The_way_to_the_root_has_a_step_for_each_folder(string place, string way) =>
        Assert.Equal(way, Places.ToRoot(place));
}
