using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Ipld.Tests.UnixFs;

public sealed class EntryNameTests
{
    public static TheoryData<string, EntryNameStatus> Names => new()
    {
        { "index.html", EntryNameStatus.Ok },
        { ".well-known", EntryNameStatus.Ok },
        { "...", EntryNameStatus.Ok },
        { " ", EntryNameStatus.Ok },
        { "back\\slash", EntryNameStatus.Ok },
        { "\U0001F4F0", EntryNameStatus.Ok },
        { new string('a', 255), EntryNameStatus.Ok },
        { new string('é', 127), EntryNameStatus.Ok },
        { "", EntryNameStatus.Empty },
        { ".", EntryNameStatus.Dots },
        { "..", EntryNameStatus.Dots },
        { "a/b", EntryNameStatus.Slash },
        { "a\0", EntryNameStatus.Nul },
        { new string('a', 256), EntryNameStatus.TooLong },
        { new string('é', 128), EntryNameStatus.TooLong },
    };

    [Theory, MemberData(nameof(Names))]
    public void A_name_is_judged_by_the_rules(string name, EntryNameStatus expected) =>
        Assert.Equal(expected, EntryName.Check(name));

    // Not among the cases above, as a lone surrogate does not survive a test's name.
    [Fact]
    public void Half_a_surrogate_pair_is_no_name() => Assert.Equal(EntryNameStatus.NotUnicode, EntryName.Check("a\uD83D"));

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("a/../b")]
    [InlineData("./a")]
    public void A_change_at_a_path_that_is_no_path_is_refused(string path) =>
        Assert.Throws<ArgumentException>(() => TreeChange.Remove(path));

    [Fact]
    public void A_path_deeper_than_the_limit_is_refused() =>
        Assert.Throws<ArgumentException>(() => TreeChange.Remove(string.Join('/', Enumerable.Repeat("a", 129))));
}
