namespace Tearsheet.Gateway.Tests;

public sealed class ContentPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("", "")]
    [InlineData("/a/b", "/a/b")]
    [InlineData("//a///b//", "/a/b/")]
    [InlineData("/%61", "/a")]
    [InlineData("/%2e%2E/x", "/../x")]
    [InlineData("/a%2Fb", "/a%2Fb")]
    [InlineData("/a%252Fb", "/a%252Fb")]
    [InlineData("/%c4%85", "/%C4%85")]
    [InlineData("/ą", "/%C4%85")]
    [InlineData("/\\evil.example", "/%5Cevil.example")]
    [InlineData("/%0d%0aSet-Cookie:x", "/%0D%0ASet-Cookie%3Ax")]
    public void Every_spelling_of_a_path_has_one_canonical_one(string raw, string canonical)
    {
        Assert.Null(ContentPath.TryRead(raw, out var path));
        Assert.Equal(canonical, path!.Canonical);
        Assert.Null(ContentPath.TryRead(canonical, out var again));
        Assert.Equal(path.Names, again!.Names);
        Assert.Equal(canonical, again.Canonical);
    }

    [Theory]
    [InlineData("/%")]
    [InlineData("/%a")]
    [InlineData("/%zz")]
    [InlineData("/a%00")]
    [InlineData("/%ff")]
    [InlineData("/%ed%a0%80")]
    public void An_escape_that_is_no_text_is_refused_in_a_sentence(string raw)
    {
        Assert.NotNull(ContentPath.TryRead(raw, out var path));
        Assert.Null(path);
    }

    [Fact]
    public void A_path_longer_than_any_is_refused() => Assert.NotNull(ContentPath.TryRead("/" + new string('a', 5000), out _));
}
