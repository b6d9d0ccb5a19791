using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Tearsheet.Server.Tests.Browser;

/// <summary>The site with the keyboard alone.</summary>
[Collection(OnTheServedSite.Name)]
public sealed class KeyboardTests(ServedSite site)
{
    /// <summary>What has the focus, and how the reader can tell.</summary>
    private const string Focus =
        """
        () => {
          const here = document.activeElement, box = here.getBoundingClientRect(), style = getComputedStyle(here);
          return {
            name: here === document.body ? "" : here.tagName + " " + here.textContent.trim().slice(0, 60),
            outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
            inWindow: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
          };
        }
        """;

    // Nothing moves by itself, so that where the focus is can be told at once.
    private static readonly BrowserNewContextOptions Still = new() { ReducedMotion = ReducedMotion.Reduce };

    [Fact]
    public async Task The_first_tab_reaches_the_skip_link_and_enter_passes_the_masthead()
    {
        await using var visit = await site.VisitAsync(Still);
        await visit.OpenAsync(site.Address);
        await visit.Page.Keyboard.PressAsync("Tab");
        var skip = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" });
        await Expect(skip).ToBeFocusedAsync();
        await Expect(skip).ToBeInViewportAsync();

        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#main")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.True(await visit.Page.EvaluateAsync<bool>("() => document.querySelector('#main').contains(document.activeElement)"));
    }

    [Theory]
    [InlineData("front")]
    [InlineData("topic")]
    [InlineData("link")]
    [InlineData("not found")]
    public async Task Wherever_tab_leads_the_focus_is_seen(string page)
    {
        await using var visit = await site.VisitAsync(Still);
        await visit.OpenAsync(site.Place(page));
        var stops = 0;
        while (true)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            var focus = await visit.Page.EvaluateAsync<JsonElement>(Focus);
            var name = focus.GetProperty("name").GetString()!;
            if (name.Length == 0)
            {
                break;
            }

            Assert.True(focus.GetProperty("outlined").GetBoolean(), $"nothing shows the focus on {name}");
            Assert.True(focus.GetProperty("inWindow").GetBoolean(), $"the focus is out of the window on {name}");
            Assert.InRange(++stops, 1, 500);
        }

        Assert.NotEqual(0, stops);
    }
}
