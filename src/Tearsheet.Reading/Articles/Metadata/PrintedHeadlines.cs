using System.Buffers;
using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds the heading that is the headline, among those of the site, of sections and of other stories.</summary>
internal static class PrintedHeadlines
{
    private const int MaxLength = 400;

    // Links to the heading itself.
    private static readonly char[] s_anchors = [' ', '¶', '#', '§', '\uE000', '\uF0C1'];

    private static readonly SearchValues<string> s_small = Words(
        "kicker", "overline", "strapline", "topline", "eyebrow", "roofline", "dachzeile", "spitzmarke", "vorzeile", "logo", "site-title", "sitetitle", "site-name", "site_title", "brand",
        "blog-title", "category", "widget", "seotitle", "pagecategory", "supertitle", "surtitre", "antetitulo", "occhiello");

    private static readonly SearchValues<string> s_kicker = Words(
        "kicker", "overline", "topline", "eyebrow", "roofline", "dachzeile", "spitzmarke", "vorzeile", "supertitle", "surtitre", "antetitulo", "occhiello", "oberzeile", "headline__top");

    private static readonly SearchValues<string> s_headline = Words("headline", "entry-title", "post-title", "posttitle", "post_title", "article-title", "article_title", "article__title", "article-heading", "title");

    /// <summary>The heading and its words; null when no heading can be the headline.</summary>
    public static (string Text, SeenHeading Heading)? Choose(PageSurvey survey, IReadOnlyList<HeadlineWitness> witnesses, IReadOnlyList<string> siteNames)
    {
        (string Text, SeenHeading Heading)? best = null;
        var bestScore = 0.0;
        var plausible = 0;
        foreach (var heading in survey.Headings)
        {
            if (Line(heading.Element)?.TrimEnd(s_anchors) is not { Length: > 1 } line || line.Length > MaxLength || !line.Any(char.IsLetter))
            {
                continue;
            }

            var key = Metadata.Words.Key(line);
            var (agreement, text) = Agree(line, key, witnesses);
            if (heading.Level > 1 || heading.Trail)
            {
                // Second rank and breadcrumbs: only what the page calls itself word for word.
                agreement = agreement >= 1 && line.Length >= 15 ? heading.Trail ? 0.4 : 0.9 : 0;
                if (agreement == 0)
                {
                    continue;
                }
            }
            else if (Headlines.IsSite(line, siteNames) && agreement < 1)
            {
                continue;
            }

            var isSmall = heading.Names.AsSpan().ContainsAny(s_small) || heading.Element.GetAttribute("itemprop") == "alternativeHeadline";
            var isEarly = heading.At <= survey.BodyAt;

            // Under the text stand the headings of other stories, which share words with this one: there, sharing some counts half.
            agreement = isEarly || agreement >= 0.85 ? agreement : agreement / 2;
            if (agreement < 0.35 && (isSmall || heading.Furniture || !isEarly || !CanStandAlone(line)))
            {
                continue;
            }

            var isNamed = heading.Names.AsSpan().ContainsAny(s_headline) || heading.Element.GetAttribute("itemprop")?.Contains("headline", StringComparison.Ordinal) == true;
            plausible += heading.Level == 1 && !heading.Trail && isEarly ? 1 : 0;
            var score = 0.3 + agreement + (isNamed ? 0.2 : 0) - (isSmall ? 0.6 : 0) - (heading.Furniture ? 0.4 : 0) - (isEarly ? 0 : 0.1);
            if (score > bestScore + 0.01)
            {
                (best, bestScore) = ((agreement >= 0.5 ? text : line, heading), score);
            }
        }

        // A heading that nothing speaks for is the headline if it is the only one.
        return bestScore >= 0.69 || (plausible == 1 && bestScore >= 0.3) ? best : null;
    }

    // Enough words for a headline and no more; a row of numbers is an address or a telephone.
    private static bool CanStandAlone(string line) =>
        line.Length is >= 10 and <= 160 && line.Count(char.IsDigit) * 4 < line.Length && (line.Contains(' ', StringComparison.Ordinal) || line.Length > 14 || line.Any(c => c > '\u2E80'));

    /// <summary>The heading's words without a kicker that is set smaller inside it.</summary>
    public static string? Line(IElement heading)
    {
        var children = heading.Children;
        if (children.Length is > 0 and < 6)
        {
            var kicker = children.FirstOrDefault(child => child.ClassName is { } name && name.AsSpan().ContainsAny(s_kicker));
            if (kicker is not null && ElementText.Line(heading, MaxLength + 200, kicker) is { Length: >= 8 } rest && rest[0] != ':' && rest[^1] != ':')
            {
                return rest.TrimStart('-', '–', '—', '|', ' ', '/');
            }
        }

        return ElementText.Line(heading, MaxLength + 200);
    }

    // How far the page's other names for itself say that this is the headline, and its best spelling.
    private static (double Agreement, string Text) Agree(string line, string key, IReadOnlyList<HeadlineWitness> witnesses)
    {
        var best = (Agreement: 0.0, Text: line);
        if (key.Length == 0)
        {
            return best;
        }

        if (witnesses is [{ Name: "og:title" } social, ..])
        {
            // A kicker stands in the heading before the headline that the page names for others; or the other way round, and
            // then it belongs to the headline if the page's data say so too.
            if (social.Key.Length >= 15 && key.Length > social.Key.Length && key.EndsWith(social.Key, StringComparison.Ordinal))
            {
                return (1, social.Text);
            }

            if (key.Length >= 10 && social.Key.Length > key.Length && social.Key.EndsWith(" " + key, StringComparison.Ordinal)
                && social.Text.Contains(": ", StringComparison.Ordinal) && witnesses.Any(other => other.Name == "json-ld headline" && other.Key == social.Key))
            {
                return (1, social.Text);
            }
        }

        foreach (var witness in witnesses)
        {
            var found = Agree(line, key, witness);
            best = found.Agreement > best.Agreement ? found : best;
            if (best.Agreement >= 1)
            {
                break;
            }
        }

        return best;
    }

    private static (double Agreement, string Text) Agree(string line, string key, HeadlineWitness witness)
    {
        if (witness.Key == key)
        {
            return (1, Spelling(line, witness.Text));
        }

        // "Headline | another name of the site"
        if (line.Length > witness.Text.Length + 3 && witness.Key.Length >= 15 && line.StartsWith(witness.Text, StringComparison.OrdinalIgnoreCase)
            && Headlines.Parts(line) is [var first, _] && Metadata.Words.Key(first) == witness.Key)
        {
            return (0.95, witness.Text);
        }

        if (Array.Exists(Headlines.Parts(witness.Raw), part => Metadata.Words.Key(part) == key))
        {
            return (0.95, line);
        }

        // A kicker stands in the heading before the headline proper.
        if (witness.Key.Length >= 15 && key.Length > witness.Key.Length && key.EndsWith(witness.Key, StringComparison.Ordinal))
        {
            return (0.9, witness.Text);
        }

        if (key.Length >= 15 && witness.Key.Contains(key, StringComparison.Ordinal))
        {
            return (0.85, line);
        }

        var overlap = Metadata.Words.Overlap(key, witness.Key);
        return overlap >= 0.5 ? (0.8 * overlap, line) : (0, line);
    }

    // The same words: without gaps that markup left behind, not in capitals when that is only a style, and with the colon that stands for a new line.
    private static string Spelling(string line, string witness) =>
        line.Equals(witness, StringComparison.OrdinalIgnoreCase) && IsShouted(line) ? witness
        : witness.Length < line.Length && Packed(line).Equals(Packed(witness), StringComparison.Ordinal) ? witness
        : witness.Length > line.Length && witness.Replace(": ", " ", StringComparison.Ordinal) == line ? witness
        : line;

    private static bool IsShouted(string line) => !line.Any(char.IsLower);

    private static string Packed(string line) => line.Replace(" ", "", StringComparison.Ordinal);

    private static SearchValues<string> Words(params string[] words) => SearchValues.Create(words, StringComparison.OrdinalIgnoreCase);
}
