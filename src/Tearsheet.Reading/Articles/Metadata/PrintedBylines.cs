using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Finds the byline among all that the page prints of people: those of other stories, of comments and of pictures too.</summary>
internal static class PrintedBylines
{
    private const int MaxText = 300;

    // Characters of text between headline and byline.
    private const int Near = 700;
    private const int Far = 2_500;
    private const int Next = 300;

    /// <summary>The names; null when nothing is printed that could be a byline.</summary>
    public static PrintedByline? Choose(PageSurvey survey, IReadOnlyList<string> siteNames, string? language, int? headlineAt)
    {
        PrintedByline? best = null;
        var bestScore = 0.0;
        for (var i = 0; i < survey.Bylines.Count; i++)
        {
            var seen = survey.Bylines[i];
            if (seen.Furniture || Read(seen, siteNames, language) is not { Names.Count: > 0 } found)
            {
                continue;
            }

            var distance = headlineAt is { } at ? seen.At - at : 0;
            var isNear = headlineAt is not null && distance is > -200 and < Near;
            var score = seen.Sign switch { BylineSign.Property or BylineSign.Relation => 3, BylineSign.Link => 1.6, _ => 2.0 }
                + (found.StartsPlainly ? 1 : 0)
                + (isNear ? 1 : distance is > -600 and < Far ? 0.4 : distance < 0 ? -0.8 : 0)
                + (0.4 * (NameTrust.Of(found.Names, siteNames) - NameTrust.Word));
            if (score > bestScore + 0.01)
            {
                (best, bestScore) = (new(found.Names, NameTrust.Of(found.Names, siteNames), found.StartsPlainly && isNear && distance < Next), score);
            }
            else if (best is not null && seen.Sign is BylineSign.Property or BylineSign.Relation && score > bestScore - 0.01 && seen.At - survey.Bylines[i - 1].At < 60)
            {
                // Each author in an element of their own.
                best = best with { Names = [.. best!.Names.Concat(found.Names).DistinctBy(name => Words.Key(name), StringComparer.Ordinal)] };
            }
        }

        return best;
    }

    private static (IReadOnlyList<string> Names, bool StartsPlainly)? Read(SeenByline seen, IReadOnlyList<string> siteNames, string? language)
    {
        var element = seen.Element;
        if (element.GetAttribute("content") is { Length: > 0 } content && seen.Sign == BylineSign.Property)
        {
            return (Bylines.Clean([content], siteNames, language), false);
        }

        if (ElementText.Lines(element, MaxText) is not { Length: > 1 } text)
        {
            return null;
        }

        var startsPlainly = Bylines.StartsAsByline(text);
        var named = element.LocalName == "a" ? [] : Inside(element);
        if (named.Count == 0)
        {
            return (Bylines.Clean([text], siteNames, language), startsPlainly);
        }

        var linked = Bylines.Clean(named, siteNames, language);
        return (startsPlainly ? AsLinked(Bylines.Clean([text], siteNames, language), linked) : linked, startsPlainly);
    }

    // "By Ann Lee Gardener and Cook", where the link ends after "Lee": there the name ends, and what follows is what she is.
    private static IReadOnlyList<string> AsLinked(IReadOnlyList<string> names, IReadOnlyList<string> linked)
    {
        var cut = names.Select(name => linked.FirstOrDefault(link => name.StartsWith(link + " ", StringComparison.Ordinal)) ?? name).ToList();
        return cut.SequenceEqual(names, StringComparer.Ordinal) ? names : [.. cut.Where(name => linked.Contains(name, StringComparer.Ordinal) || NameTrust.IsPerson(name)).Distinct(StringComparer.Ordinal)];
    }

    // The names that a container marks more closely: a link to a person is the name without what stands around it.
    private static List<string> Inside(IElement element)
    {
        var names = new List<string>();
        Find(element, 0);
        return names;

        void Find(IElement parent, int depth)
        {
            for (var child = parent.FirstElementChild; child is not null && names.Count < 10 && depth < 8; child = child.NextElementSibling)
            {
                var isName = child.GetAttribute("itemprop") == "name"
                    || (child.LocalName == "a" && (child.GetAttribute("rel")?.Contains("author", StringComparison.OrdinalIgnoreCase) == true
                        || child.GetAttribute("href") is { Length: < 400 } href && href.AsSpan().ContainsAny(SurveyWords.People)));
                if (isName && ElementText.Line(child, 80) is { Length: > 1 } name)
                {
                    names.Add(name);
                }
                else
                {
                    Find(child, depth + 1);
                }
            }
        }
    }
}

/// <summary>A byline as printed.</summary>
/// <param name="Names">One each.</param>
/// <param name="Trust">See <see cref="NameTrust"/>.</param>
/// <param name="IsPlain">Whether it says "by" and stands by the headline.</param>
internal sealed record PrintedByline(IReadOnlyList<string> Names, int Trust, bool IsPlain);
