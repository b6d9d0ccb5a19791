using CsCheck;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Tests.Links;

public class LinkHeaderTests
{
    [Theory]
    [InlineData("<https://news.example/1>; rel=\"canonical\"", "https://news.example/1")]
    [InlineData("</a,b;c>; title=\"x, y; rel=canonical\"; rel=next, </1> ; REL=Canonical", "/1")]
    [InlineData("</1>; rel=\"shortlink canonical\"", "/1")]
    [InlineData("</1>; rel=canonical, </1>; rel=canonical", "/1")]
    [InlineData("</1>; rel=canonical, </2>; rel=canonical", null)]
    [InlineData("</1>; rel=shortlink", null)]
    [InlineData("</1>; title=\"; rel=canonical\"", null)]
    [InlineData("</1>; title=\"a\\\"; rel=canonical\"", null)]
    [InlineData("</1", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void The_canonical_link_is_found(string? header, string? target) => Assert.Equal(target, LinkHeader.Canonical(header));

    [Fact]
    public void Any_header_is_read_without_an_exception() =>
        Gen.Char["<>;,\"\\=relcanonical /"].Array[0, 60].Sample(
            characters =>
            {
                _ = LinkHeader.Canonical(new string(characters));
            },
            iter: 20_000);
}
