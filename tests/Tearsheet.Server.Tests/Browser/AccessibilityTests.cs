using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Tearsheet.Server.Tests.Browser;

/// <summary>The site as axe judges it.</summary>
[Collection(OnTheServedSite.Name)]
public sealed class AccessibilityTests(ServedSite site)
{
    public static MatrixTheoryData<string, ColorScheme> PagesByDayAndNight { get; } = new(
        ["front", "topic", "link", "link with edits", "about", "not found", "tombstone"], [ColorScheme.Light, ColorScheme.Dark]);

    /// <summary>The other pages are made of the same parts: their colours need no second look.</summary>
    public static TheoryData<string> OtherPages { get; } =
        [.. ServedSite.Pages.Except(PagesByDayAndNight.Select(row => row.Data.Item1))];

    [Theory, MemberData(nameof(PagesByDayAndNight))]
    public async Task A_page_has_no_fault_of_access_by_day_or_night(string page, ColorScheme scheme) =>
        await JudgeAsync(page, scheme);

    [Theory, MemberData(nameof(OtherPages))]
    public async Task A_page_has_no_fault_of_access(string page) => await JudgeAsync(page, ColorScheme.Light);

    private async Task JudgeAsync(string page, ColorScheme scheme)
    {
        await using var visit = await site.VisitAsync(new BrowserNewContextOptions { ColorScheme = scheme });
        await visit.OpenAsync(site.Place(page));
        var result = await visit.Page.RunAxe();
        Assert.NotEmpty(result.Passes);
        Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(Sentence)));
    }

    private static string Sentence(AxeResultItem fault) =>
        $"{fault.Impact}: {fault.Help} ({fault.Id})\n"
        + string.Join('\n', fault.Nodes.Select(node => $"  {node.Target}: {node.Html}"));
}
