using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Names out of bylines.</summary>
public sealed class BylineTests
{
    [Theory]
    [InlineData("Ann Lee", "Ann Lee")]
    [InlineData("By Ann Lee", "Ann Lee")]
    [InlineData("By Ann Lee and Bob Ray", "Ann Lee; Bob Ray")]
    [InlineData("By Ann Lee, Bob Ray & Cem Öz", "Ann Lee; Bob Ray; Cem Öz")]
    [InlineData("Ann Lee, Political Editor", "Ann Lee")]
    [InlineData("Ann Lee, BBC News correspondent in Paris", "Ann Lee")]
    [InlineData("By: ANN LEE", "ANN LEE")]
    [InlineData("Written by Ann Lee", "Ann Lee")]
    [InlineData("Von Anna Klee und Bernd Rau", "Anna Klee; Bernd Rau")]
    [InlineData("Par Anne Leroy", "Anne Leroy")]
    [InlineData("Ludwig van der Berg", "Ludwig van der Berg")]
    [InlineData("Lee, Ann", "Ann Lee")]
    [InlineData("Ann Lee (Reuters)", "Ann Lee")]
    [InlineData("Reuters", "Reuters")]
    [InlineData("Ann Lee | 6 January 2025", "Ann Lee")]
    [InlineData("Ann Lee Updated: January 6, 2025", "Ann Lee")]
    [InlineData("記者王小明", "王小明")]
    [InlineData("김철수 기자", "김철수")]
    [InlineData("Автор: Иван Петров", "Иван Петров")]
    [InlineData("https://news.example/ann", "")]
    [InlineData("ann@news.example", "")]
    [InlineData("admin", "")]
    [InlineData("Political Editor", "")]
    [InlineData("Ann said that the mayor would go on Monday if the council asked for it", "")]
    public void Separate_names_come_out_and_nothing_else(string byline, string expected) =>
        Assert.Equal(expected, string.Join("; ", Bylines.Clean([byline], [], null)));

    [Theory]
    [InlineData("es", "Ana López y Blas Ruiz", "Ana López; Blas Ruiz")]
    [InlineData("it", "Anna Bianchi e Carlo Neri", "Anna Bianchi; Carlo Neri")]
    [InlineData("nl", "Anna Bos en Carel Dam", "Anna Bos; Carel Dam")]
    [InlineData("sv-SE", "Anna Ek och Bo Al", "Anna Ek; Bo Al")]
    [InlineData("en", "Ortega e Gasset", "Ortega e Gasset")]
    public void The_word_that_joins_names_depends_on_the_language(string language, string byline, string expected) =>
        Assert.Equal(expected, string.Join("; ", Bylines.Clean([byline], [], language)));

    [Fact]
    public void The_house_is_no_author_beside_people() =>
        Assert.Equal(["Ann Lee"], Bylines.Clean(["Ann Lee", "The Desk"], ["The Desk"], null));

    [Fact]
    public void A_name_stands_once() => Assert.Equal(["Ann Lee"], Bylines.Clean(["Ann Lee", "ann lee"], [], null));
}
