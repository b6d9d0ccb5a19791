using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tearsheet.Server.Tests.Browser;

/// <summary>The site as a reader meets it.</summary>
[Collection(OnTheServedSite.Name)]
public sealed partial class ReadingTests(ServedSite site)
{
    public static TheoryData<string> Pages { get; } = [.. ServedSite.Pages];

    [Fact]
    public async Task No_request_leaves_the_site_until_the_reader_opens_the_source()
    {
        await using var visit = await site.VisitAsync();
        await visit.OpenAsync(site.Address);
        await OpenTopicAsync(visit.Page);
        await visit.SeePicturesAsync();
        await OpenLinkAsync(visit.Page);
        await visit.SeePicturesAsync();
        Assert.Empty(visit.RequestsElsewhere);
        Assert.Empty(visit.Complaints);

        await ReadAtTheSource(visit.Page).First.ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Uri(site.Newspaper, "/2026/11/night-ferry.html").AbsoluteUri);
        Assert.All(visit.RequestsElsewhere, address => Assert.Equal(site.Newspaper.Authority, address.Authority));
    }

    [Fact]
    public async Task Without_scripts_the_front_page_leads_to_the_topic_and_on_to_the_link()
    {
        await using var visit = await site.VisitAsync(new BrowserNewContextOptions { JavaScriptEnabled = false });
        await visit.Page.GotoAsync(site.Address.AbsoluteUri);
        await OpenTopicAsync(visit.Page);
        await OpenLinkAsync(visit.Page);
        await Expect(ReadAtTheSource(visit.Page).First).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#proof")).ToBeVisibleAsync();
        Assert.DoesNotContain(visit.Requests, address => address.AbsolutePath.EndsWith(".js", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_keeps_to_its_own_policy_and_nothing_in_it_fails(string page)
    {
        await using var visit = await site.VisitAsync();
        await visit.OpenAsync(site.Place(page));
        Assert.Empty(visit.Complaints);
        Assert.Empty(visit.RequestsElsewhere);
    }

    [Theory, MemberData(nameof(Pages))]
    public async Task A_page_is_never_wider_than_its_window(string page)
    {
        await using var visit = await site.VisitAsync();
        await visit.OpenAsync(site.Place(page));
        foreach (var width in new[] { 320, 1920 })
        {
            await visit.Page.SetViewportSizeAsync(width, 900);
            Assert.Equal(width, await visit.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_page_that_reached_out_would_be_noticed_here(bool underThePolicy)
    {
        await using var visit = await site.VisitAsync();
        var picture = new Uri(site.Newspaper, "/pictures/harbour-morning.jpg");
        await visit.Page.RouteAsync(site.Address.AbsoluteUri, async route =>
        {
            var answer = await route.FetchAsync();
            var headers = answer.Headers.Where(header => underThePolicy || header.Key != "content-security-policy");
            var body = (await answer.TextAsync()).Replace("</main>", $"<img src=\"{picture}\" alt=\"\"></main>", StringComparison.Ordinal);
            await route.FulfillAsync(new() { Headers = headers, Body = body });
        });
        await visit.Page.GotoAsync(site.Address.AbsoluteUri);

        Assert.Equal(underThePolicy, visit.Complaints.Any(complaint => complaint.Contains("Content Security Policy", StringComparison.Ordinal)));
        if (!underThePolicy)
        {
            Assert.Equal([picture], visit.RequestsElsewhere);
        }
    }

    private static async Task OpenTopicAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Isles/Harbour", Exact = true }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Isles/Harbour", Exact = true, Level = 1 })).ToBeVisibleAsync();
    }

    private static async Task OpenLinkAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Link, new() { NameRegex = NightFerry }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { NameRegex = NightFerry, Level = 1 })).ToBeVisibleAsync();
    }

    private static ILocator ReadAtTheSource(IPage page) => page.GetByRole(AriaRole.Link, new() { NameRegex = ReadAt });

    [GeneratedRegex("^Night ferry returns")]
    private static partial Regex NightFerry { get; }

    [GeneratedRegex("^Read at ")]
    private static partial Regex ReadAt { get; }
}
