using System.Globalization;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>How much a name looks like somebody who writes.</summary>
internal static class NameTrust
{
    public const int Nobody = 0;
    public const int House = 1;
    public const int Account = 2;
    public const int Word = 3;
    public const int Person = 4;

    private static readonly HashSet<string> s_particles = new(StringComparer.OrdinalIgnoreCase)
    {
        "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "do", "la", "le", "el", "al", "bin", "ben", "ter", "ten", "zu", "zur", "y", "e", "af", "av", "du", "des", "st", "mac", "mc", "ibn", "abu", "st.",
    };

    private static readonly HashSet<string> s_offices = new(StringComparer.Ordinal)
    {
        "redaktion", "redaktionen", "redacción", "redaccion", "redazione", "rédaction", "la rédaction", "la redacción", "redactie", "redakcja", "redakce", "newsdesk", "news desk", "newsroom", "staff", "staff writer",
        "staff reporter", "online desk", "web desk", "editorial team", "editorial staff", "the editors", "editors", "agencies", "agency", "agencias", "news staff", "team", "editor", "wire services", "online redaktion",
    };

    /// <summary>The trust in the best of <paramref name="names"/>.</summary>
    public static int Of(IReadOnlyList<string> names, IReadOnlyList<string> siteNames)
    {
        var best = Nobody;
        foreach (var name in names)
        {
            best = Math.Max(best, Of(name, siteNames));
        }

        return best;
    }

    /// <summary>Whether it is written as people's names are: two to five words with capitals, or a short name in a script without.</summary>
    public static bool IsPerson(string name)
    {
        if (IsEastAsian(name))
        {
            return name.Length is >= 2 and <= 16;
        }

        var words = name.Split(' ');
        if (words.Length is < 2 or > 5)
        {
            return false;
        }

        var capitals = 0;
        foreach (var word in words)
        {
            var first = word.AsSpan().TrimStart("'’‘\"“(-");
            var isLetter = !first.IsEmpty && char.IsLetter(first[0]);
            capitals += isLetter && (char.IsUpper(first[0]) || char.GetUnicodeCategory(first[0]) == UnicodeCategory.OtherLetter) ? 1 : 0;
            if (!isLetter || (char.IsLower(first[0]) && !s_particles.Contains(word) && !(first.Length > 2 && char.IsUpper(first[1])) && !first.Contains('\'') && !first.Contains('’')))
            {
                return false;
            }
        }

        return capitals >= 2 || (capitals == 1 && words.Length > 2);
    }

    private static int Of(string name, IReadOnlyList<string> siteNames)
    {
        if (IsHouse(name, siteNames))
        {
            return House;
        }

        if (IsPerson(name))
        {
            // In capitals stand houses, and people whose page shouts.
            return s_offices.Contains(Words.Key(name)) ? Account : name.Any(char.IsLower) || IsEastAsian(name) ? Person : Word;
        }

        // "ann_lee", "alee97", "sarah-indra"; an agency's or artist's single name is more.
        return s_offices.Contains(Words.Key(name)) || char.IsLower(name[0]) || name.AsSpan().IndexOfAny("_@") >= 0 || (!name.Any(char.IsLower) && name.Length > 6 && !name.Any(c => c > '\u2E80')) ? Account : Word;
    }

    // A person whose site bears the own name is no house: "Ann Lee" on annlee.example.
    private static bool IsHouse(string name, IReadOnlyList<string> siteNames)
    {
        if (!Headlines.IsSite(name, siteNames))
        {
            return false;
        }

        var isOwnDomain = IsPerson(name) && name.Split(' ').Length is 2 or 3
            && siteNames.Any(site => !site.Contains('.', StringComparison.Ordinal) && !site.Contains(' ', StringComparison.Ordinal)
                && Words.Key(site) == Words.Key(name).Replace(" ", "", StringComparison.Ordinal));
        return !isOwnDomain;
    }

    private static bool IsEastAsian(string name)
    {
        foreach (var c in name)
        {
            if (c is not (>= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uAC00' and <= '\uD7A3' or ' ' or '・' or '　'))
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
