namespace Tearsheet.Gateway.Tests;

public sealed class CodingTests
{
    [Theory]
    [InlineData("", "Identity")]
    [InlineData("gzip", "Gzip")]
    [InlineData("GZIP", "Gzip")]
    [InlineData("gzip, deflate, br, zstd", "Brotli")]
    [InlineData("gzip;q=1.0, br;q=0.9", "Gzip")]
    [InlineData("gzip;q=0.001", "Gzip")]
    [InlineData("br;q=0", "Identity")]
    [InlineData("br;q=0.000, gzip;q=0.0", "Identity")]
    [InlineData("*", "Brotli")]
    [InlineData("*;q=0.5, br;q=0", "Gzip")]
    [InlineData("identity", "Identity")]
    [InlineData("br;q=2, gzip;q=x", "Identity")]
    [InlineData("br;level=5", "Identity")]
    [InlineData(";;q=,,,", "Identity")]
    [InlineData("  br ; q=1 ", "Brotli")]
    public void The_best_coding_that_the_visitor_takes_is_chosen(string accept, string expected) =>
        Assert.Equal(expected, Codings.Choose(accept).ToString());
}
