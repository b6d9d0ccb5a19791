using CsCheck;
using Tearsheet.Reading.Articles.Metadata;

namespace Tearsheet.Reading.Tests.Articles;

/// <summary>One pass finds what a search for each word alone would find.</summary>
public sealed class WordSearchTests
{
    [Fact]
    public void It_finds_the_words_of_each_kind_whatever_their_case()
    {
        var search = new WordSearch([["read more", "подпис"], ["more"], ["ads"]]);

        Assert.Equal(0b011u, search.Kinds("READ MORE"));
        Assert.Equal(0b001u, search.Kinds("ПОДПИСаться"));
        Assert.Equal(0u, search.Kinds("read mor e"));
        Assert.Equal(0u, search.Kinds(""));
    }

    [Fact]
    public void It_tells_a_word_that_begins_near_from_one_further_on()
    {
        var search = new WordSearch([["comment"], ["ment"]]);

        Assert.Equal(0b11u, search.Kinds("a comment", 3, out var nearby));
        Assert.Equal(0b01u, nearby);
    }

    [Fact]
    public void It_finds_just_what_a_search_for_each_word_finds()
    {
        var word = Gen.Char["abAé-"].Array[1, 4].Select(letters => new string(letters));
        Gen.Select(word.Array[1, 5].Array[1, 4], Gen.Char["abABéÉ- x"].Array[0, 30], Gen.Int[0, 6]).Sample((kinds, letters, near) =>
        {
            var text = new string(letters);
            var found = new WordSearch(kinds).Kinds(text, near, out var nearby);
            for (var kind = 0; kind < kinds.Length; kind++)
            {
                var first = kinds[kind].Select(each => text.IndexOf(each, StringComparison.OrdinalIgnoreCase)).Where(at => at >= 0).DefaultIfEmpty(-1).Min();
                Assert.Equal(first >= 0, (found & (1u << kind)) != 0);
                Assert.Equal(first >= 0 && first < near, (nearby & (1u << kind)) != 0);
            }

            Assert.Equal(found, new WordSearch(kinds).Kinds(text));
        });
    }
}
