using Tearsheet.Archiving.Filing;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Tests.Filing;

/// <summary>What a page asks, as the most that may leave the archive (decision 12).</summary>
public sealed class WishesPolicyTests
{
    public static TheoryData<PageWishes, PublicationPolicy> Asked() => new()
    {
        { PageWishes.None, PublicationPolicy.Full },
        { new PageWishes { NoArchive = true }, PublicationPolicy.Excerpt },
        { new PageWishes { NoIndex = true }, PublicationPolicy.Headline },
        { new PageWishes { NoSnippet = true }, PublicationPolicy.Headline },
        { new PageWishes { MaxSnippet = 0 }, PublicationPolicy.Headline },
        { new PageWishes { MaxSnippet = 50 }, PublicationPolicy.Excerpt },
        { new PageWishes { MaxImagePreview = ImagePreview.None }, PublicationPolicy.Excerpt },
        { new PageWishes { MaxImagePreview = ImagePreview.Large }, PublicationPolicy.Full },
    };

    [Theory]
    [MemberData(nameof(Asked))]
    public void A_page_caps_the_policy_unless_an_editor_set_its_wishes_aside(PageWishes wishes, PublicationPolicy most)
    {
        Assert.Equal(most, EffectivePolicy.Of(PublicationPolicy.Full, null, PublicationPolicy.Excerpt, wishes, wishesLifted: false));
        Assert.Equal(PublicationPolicy.Full, EffectivePolicy.Of(PublicationPolicy.Full, null, PublicationPolicy.Excerpt, wishes, wishesLifted: true));
        Assert.Equal(PublicationPolicy.Headline, EffectivePolicy.Of(PublicationPolicy.Headline, null, PublicationPolicy.Full, wishes, wishesLifted: false));
    }
}
