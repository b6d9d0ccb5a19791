using System.Globalization;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>A picture as a machine-readable source names it; addresses as written.</summary>
internal sealed record NamedImage(string Address, string? Caption, string? Credit, int? Width, int? Height);

/// <summary>What one JSON-LD node says of the article; texts are lines, dates and addresses as written.</summary>
internal sealed record JsonLdArticle
{
    public required string Type { get; init; }

    public string? Headline { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<string> Authors { get; init; } = [];

    public string? Published { get; init; }

    public string? Modified { get; init; }

    public IReadOnlyList<NamedImage> Images { get; init; } = [];

    public string? Publisher { get; init; }

    public string? Section { get; init; }

    public string? Genre { get; init; }

    public string? Language { get; init; }

    public string? Address { get; init; }

    /// <summary>Whether all may read it; null when not said.</summary>
    public bool? IsFree { get; init; }

    public string? Body { get; init; }
}

/// <summary>The JSON-LD scripts of a page: finds the node that is about this page among all that stand there.</summary>
internal sealed class JsonLd
{
    private const int MaxNodes = 5_000;
    private const int MaxHops = 4;

    // Under these members stand other things than the page's own article.
    private static readonly HashSet<string> s_elsewhere = new(StringComparer.Ordinal)
    {
        "itemListElement", "hasPart", "isPartOf", "comment", "mentions", "citation", "relatedLink", "review", "about",
        "liveBlogUpdate", "publisher", "author", "creator", "image", "breadcrumb", "potentialAction", "isBasedOn",
        "suggestedAnswer", "significantLink", "video", "associatedMedia", "offers", "aggregateRating", "sourceOrganization",
    };

    private readonly Dictionary<string, JsonValue.Map> _byId = new(StringComparer.Ordinal);
    private readonly List<JsonValue.Map> _nodes = [];

    private JsonLd(IReadOnlyList<string> scripts)
    {
        foreach (var script in scripts)
        {
            foreach (var value in LenientJson.Read(script))
            {
                Collect(value, 0, isMain: true);
            }
        }
    }

    /// <summary>The node about the page; null when there is none. Never throws.</summary>
    /// <param name="scripts">As the pre-scan found them.</param>
    /// <param name="isThisPage">Whether an address as written means this page.</param>
    /// <param name="titleKeys">What the page calls itself elsewhere, as <see cref="Words.Key"/>.</param>
    public static JsonLdArticle? Find(
        IReadOnlyList<string> scripts, Func<string, bool> isThisPage, IReadOnlyCollection<string> titleKeys)
    {
        var graph = new JsonLd(scripts);
        JsonLdArticle? best = null;
        JsonLdArticle? page = null;
        var bestRank = 0;
        foreach (var node in graph._nodes)
        {
            var type = Types(node).MaxBy(Rank) ?? "";
            var rank = Rank(type) * 10;
            if (rank <= 0)
            {
                continue;
            }

            var article = graph.Read(node, type);
            if (type is "WebPage" or "ItemPage")
            {
                page ??= article;
                continue;
            }

            rank += article.Address is { } address && isThisPage(address) ? 8 : 0;
            var key = Words.Key(article.Headline);
            rank += key.Length > 0 && titleKeys.Any(title => Words.Overlap(key, title) > 0.6) ? 6 : 0;
            rank += article.Headline is null ? -4 : 0;
            if (rank > bestRank)
            {
                (best, bestRank) = (article, rank);
            }
        }

        return best is null
            ? page
            : best with
            {
                Published = best.Published ?? page?.Published,
                Modified = best.Modified ?? page?.Modified,
                Language = best.Language ?? page?.Language,
                Images = best.Images.Count > 0 ? best.Images : page?.Images ?? [],
                IsFree = best.IsFree ?? page?.IsFree,
                Description = best.Description ?? page?.Description,
            };
    }

    private static int Rank(string type) => type switch
    {
        "LiveBlogPosting" => 6,
        "NewsArticle" or "ReportageNewsArticle" or "OpinionNewsArticle" or "AnalysisNewsArticle"
            or "BackgroundNewsArticle" or "AskPublicNewsArticle" or "ReviewNewsArticle" or "AdvertiserContentArticle"
            => 5,
        "Article" or "BlogPosting" or "Report" or "TechArticle" or "ScholarlyArticle" or "SocialMediaPosting"
            or "SatiricalArticle" or "MedicalScholarlyArticle" or "DiscussionForumPosting" or "APIReference" => 4,
        "VideoObject" or "ImageGallery" or "MediaGallery" or "Review" or "Recipe" or "PodcastEpisode" or "HowTo"
            or "CreativeWork" or "Event" or "QAPage" or "RadioEpisode" or "TVEpisode" => 2,
        "WebPage" or "ItemPage" => 1,
        _ => 0,
    };

    private static IEnumerable<string> Types(JsonValue.Map node) => node["@type"] switch
    {
        JsonValue.Text text => [TypeName(text.Value)],
        JsonValue.List list => list.Items.OfType<JsonValue.Text>().Select(item => TypeName(item.Value)),
        _ => [],
    };

    private static string TypeName(string type) => type[(type.LastIndexOfAny(['/', ':', '#']) + 1)..].Trim();

    private void Collect(JsonValue value, int depth, bool isMain)
    {
        if (depth > LenientJson.MaxDepth || _nodes.Count >= MaxNodes)
        {
            return;
        }

        if (value is JsonValue.List list)
        {
            foreach (var item in list.Items)
            {
                Collect(item, depth + 1, isMain);
            }
        }
        else if (value is JsonValue.Map map)
        {
            if (map["@id"] is JsonValue.Text id
                && (!_byId.TryGetValue(id.Value, out var known) || known.Members.Count < map.Members.Count))
            {
                _byId[id.Value] = map;
            }

            if (isMain)
            {
                _nodes.Add(map);
            }

            foreach (var (name, member) in map.Members)
            {
                if (member is not JsonValue.Text)
                {
                    Collect(member, depth + 1, isMain && !s_elsewhere.Contains(name));
                }
            }
        }
    }

    private JsonLdArticle Read(JsonValue.Map node, string type) => new()
    {
        Type = type,
        Headline = Line(node["headline"]) ?? Line(node["name"]) ?? Line(node["title"]),
        Description = Line(node["description"]),
        Authors = Names(node["author"]) is { Count: > 0 } authors ? authors : Names(node["creator"]),
        Published = Line(node["datePublished"]) ?? Line(node["uploadDate"]) ?? Line(node["dateCreated"]),
        Modified = Line(node["dateModified"]),
        Images = [.. Images(node["image"], 0), .. Images(node["primaryImageOfPage"], 0), .. Images(node["thumbnailUrl"], 0)],
        Publisher = Line(Resolve(node["publisher"], 0)),
        Section = Line(node["articleSection"]),
        Genre = Line(node["genre"]),
        Language = Line(node["inLanguage"]),
        Address = Link(node["url"]) ?? Link(node["mainEntityOfPage"]) ?? Link(node["@id"]),
        IsFree = Line(node["isAccessibleForFree"])?.ToLowerInvariant() switch
        {
            "true" or "yes" or "1" => true,
            "false" or "no" or "0" => false,
            _ => null,
        },
        Body = node["articleBody"] is JsonValue.Text body ? body.Value : null,
    };

    private JsonValue? Resolve(JsonValue? value, int hops)
    {
        while (hops < MaxHops && value is JsonValue.List { Items.Count: > 0 } list)
        {
            (value, hops) = (list.Items[0], hops + 1);
        }

        return hops < MaxHops && value is JsonValue.Map map && map["@id"] is JsonValue.Text id
            && map["name"] is null && map["url"] is null && map["contentUrl"] is null
            && _byId.TryGetValue(id.Value, out var target) && target != map
            ? Resolve(target, hops + 1)
            : value;
    }

    private static string? Line(JsonValue? value, int hops = 0) => value switch
    {
        JsonValue.Text text => Words.Line(text.Value),
        JsonValue.Literal { Value: "null" } => null,
        JsonValue.Literal literal => literal.Value,
        JsonValue.List { Items.Count: > 0 } list when hops < MaxHops => list.Items
            .Select(item => Line(item, hops + 1)).FirstOrDefault(line => line is not null),
        JsonValue.Map map when hops < MaxHops
            => Line(map["@value"], hops + 1) ?? Line(map["name"], hops + 1) ?? Line(map["alternateName"], hops + 1),
        _ => null,
    };

    private static string? Link(JsonValue? value) => value switch
    {
        JsonValue.Text text => Words.Line(text.Value),
        JsonValue.Map map => Link(map["@id"]) ?? Link(map["url"]),
        JsonValue.List { Items: [var first, ..] } when first is not JsonValue.List => Link(first),
        _ => null,
    };

    private List<string> Names(JsonValue? value)
    {
        var names = new List<string>();
        Add(value, 0);
        return names;

        void Add(JsonValue? value, int hops)
        {
            if (hops > MaxHops || names.Count > 50)
            {
                return;
            }

            switch (value)
            {
                case JsonValue.List list:
                    foreach (var item in list.Items)
                    {
                        Add(item, hops + 1);
                    }

                    break;
                case JsonValue.Map map when map["name"] is { } name:
                    Add(name, hops + 1);
                    break;
                case JsonValue.Map map when map["givenName"] is { } given && map["familyName"] is { } family:
                    names.Add($"{Line(given)} {Line(family)}");
                    break;
                case JsonValue.Map map when map["@id"] is JsonValue.Text id && _byId.TryGetValue(id.Value, out var target)
                    && target != map:
                    Add(target, hops + 1);
                    break;
                case JsonValue.Map map when map["@list"] is { } inner:
                    Add(inner, hops + 1);
                    break;
                case JsonValue.Map map when map["@value"] is { } inner:
                    Add(inner, hops + 1);
                    break;
                case JsonValue.Text { Value: var reference } when reference.Contains('#', StringComparison.Ordinal) && _byId.TryGetValue(reference, out var referred):
                    Add(referred, hops + 1);
                    break;
                case JsonValue.Text:
                    if (Line(value) is { } line)
                    {
                        names.Add(line);
                    }

                    break;
            }
        }
    }

    private List<NamedImage> Images(JsonValue? value, int hops)
    {
        var images = new List<NamedImage>();
        switch (value)
        {
            case JsonValue.List list when hops < MaxHops:
                foreach (var item in list.Items.Take(20))
                {
                    images.AddRange(Images(item, hops + 1));
                }

                break;
            case JsonValue.Text text when Words.Line(text.Value) is { } address:
                images.Add(new(address, null, null, null, null));
                break;
            case JsonValue.Map map when Resolve(map, 0) is JsonValue.Map image:
                var link = Line(image["contentUrl"]) ?? Link(image["url"]) ?? Link(image["@id"]);
                if (link is not null && (image["@id"] is null || image.Members.Count > 1 || link.StartsWith("http", StringComparison.Ordinal)))
                {
                    images.Add(new(
                        link,
                        Line(image["caption"]),
                        Line(image["creditText"]) ?? Line(image["creator"]) ?? Line(image["author"]) ?? Line(image["copyrightHolder"]),
                        Number(image["width"]),
                        Number(image["height"])));
                }

                break;
        }

        return images;
    }

    private static int? Number(JsonValue? value) =>
        Line(value is JsonValue.Map map ? map["value"] : value) is { } line
        && int.TryParse(line.AsSpan().TrimEnd("px "), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number > 0
            ? number
            : null;
}
