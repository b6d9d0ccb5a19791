using Tearsheet.Publishing.Pages;

namespace Tearsheet.Publishing.Tests.Pages;

public class WeightTests
{
    [Fact]
    public void Style_and_script_together_stay_far_below_50_KB() =>
        Assert.InRange(Assets.Style.Length + Assets.Script.Length, 1, 20_000);

    [Fact]
    public void The_front_page_without_images_is_under_30_KB()
    {
        var page = new Markup();
        var stories = Enumerable.Range(0, 5).Select(at => Samples.Story(Samples.Entry(id: "2026/11/aa" + (char)('a' + at)))).ToList();
        var river = Enumerable.Range(0, 30)
            .Select(at => Samples.Entry(id: "2026/11/b" + (char)('a' + (at / 26)) + (char)('a' + (at % 26))))
            .Chunk(3)
            .Select(entries => new RiverGroup(Samples.Korea, entries))
            .ToList();
        FrontPage.Write(page, new FrontView(
            Samples.Site(), new DatelineView(new DateOnly(2026, 11, 24), 1204, new string('b', 59)), stories[0], stories[1..], river));
        Assert.InRange(page.Bytes.Length, 1, 30_000);
    }
}
