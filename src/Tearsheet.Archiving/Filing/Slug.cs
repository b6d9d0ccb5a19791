using System.Globalization;
using System.Text;

namespace Tearsheet.Archiving.Filing;

/// <summary>Makes the address of a topic or source: [a-z0-9-], never empty, at most 60 characters. Pure.</summary>
/// <remarks>A slug is made once and logged; another rule later changes no old address.</remarks>
internal static class Slug
{
    public const int MaxLength = 60;

    /// <summary>Letters that no decomposition leads to a Latin base letter.</summary>
    private static readonly Dictionary<int, string> Spelled = new()
    {
        ['ß'] = "ss", ['æ'] = "ae", ['œ'] = "oe", ['ø'] = "o", ['đ'] = "d", ['ð'] = "d", ['ł'] = "l", ['þ'] = "th", ['ı'] = "i",
    };

    /// <summary>A slug of <paramref name="text"/>, or of <paramref name="fallback"/> when nothing Latin is in it, that is not <paramref name="taken"/>.</summary>
    public static string Make(string text, string fallback, Func<string, bool> taken)
    {
        var bare = Spell(text);
        if (bare.Length == 0)
        {
            bare = Spell(fallback);
        }

        if (IsDeviceName(bare))
        {
            // An exported site must also be writable to a Windows disk.
            bare += "-x";
        }

        var slug = bare;
        for (var number = 2; taken(slug); number++)
        {
            slug = string.Create(CultureInfo.InvariantCulture, $"{bare}-{number}");
        }

        return slug;
    }

    private static string Spell(string text)
    {
        var slug = new StringBuilder();
        foreach (var rune in text.ToLowerInvariant().Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (rune.IsAscii && Rune.IsLetterOrDigit(rune))
            {
                slug.Append(rune);
            }
            else if (Spelled.TryGetValue(rune.Value, out var spelled))
            {
                slug.Append(spelled);
            }
            else if (Rune.GetUnicodeCategory(rune) is not UnicodeCategory.NonSpacingMark
                     && rune.Value is not ('\'' or '’')
                     && slug.Length > 0
                     && slug[^1] != '-')
            {
                slug.Append('-');
            }

            if (slug.Length >= MaxLength)
            {
                break;
            }
        }

        return slug.ToString(0, Math.Min(slug.Length, MaxLength)).Trim('-');
    }

    private static bool IsDeviceName(string slug) =>
        slug is "con" or "prn" or "aux" or "nul"
        || (slug.Length == 4 && (slug.StartsWith("com", StringComparison.Ordinal) || slug.StartsWith("lpt", StringComparison.Ordinal))
            && char.IsAsciiDigit(slug[3]));
}
