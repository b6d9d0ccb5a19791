using System.Text;

namespace Tearsheet.Server.Desk;

/// <summary>The stable word of a refusal: the name of its enum member in lower case with hyphens.</summary>
internal static class ReasonWord
{
    public static string Of<TEnum>(TEnum why)
        where TEnum : struct, Enum
    {
        var name = why.ToString();
        var word = new StringBuilder(name.Length + 4);
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && word.Length > 0)
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }
}
