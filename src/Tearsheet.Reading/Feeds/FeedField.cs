namespace Tearsheet.Reading.Feeds;

/// <summary>What an element means where it stands.</summary>
internal enum FeedField
{
    /// <summary>Nothing that is looked at.</summary>
    None,

    // Elements that hold others.
    Feed,
    Entry,
    Person,
    Through,

    // Elements that hold a text or say it all in attributes.
    Title,
    Subtitle,
    Link,
    Id,
    Author,
    OtherAuthor,
    Published,
    Updated,
    OtherUpdated,
    Summary,
    OtherSummary,
    Content,
    Tag,
    Keywords,
    Language,
    Rights,
    Generator,
    Minutes,
    Hour,
    Day,
    Period,
    Frequency,
    Name,
    Email,
    Enclosure,
    Picture,
    MediaFile,
    Complete,
}

/// <summary>Where in a feed an element stands.</summary>
internal enum FeedPlace
{
    Root,
    Feed,
    Entry,
    Person,

    /// <summary>Inside of something that is not looked at, except for entries that lost their way.</summary>
    Elsewhere,
}

/// <summary>The table of elements: vocabulary, name and place in, meaning out.</summary>
/// <remarks>Spec: RSS 2.0; RSS 1.0; RFC 4287; Dublin Core; the modules content, syndication, media and podcast.</remarks>
internal static class FeedFields
{
    /// <summary>What an element means; <see cref="FeedField.None"/> for one that is not looked at.</summary>
    /// <param name="vocabulary">Of the element's namespace.</param>
    /// <param name="name">Local, in lower case.</param>
    /// <param name="place">Where it stands.</param>
    public static FeedField Find(Vocabulary vocabulary, ReadOnlySpan<char> name, FeedPlace place) => vocabulary switch
    {
        Vocabulary.Core => place == FeedPlace.Person ? PersonPart(name) : Core(name, place),
        Vocabulary.Podcast => place == FeedPlace.Person ? PersonPart(name) : Podcast(name),
        Vocabulary.DublinCore => name switch
        {
            "creator" or "author" => FeedField.Author,
            "date" => FeedField.OtherUpdated,
            "subject" => FeedField.Tag,
            "description" => FeedField.OtherSummary,
            "language" => FeedField.Language,
            "rights" => FeedField.Rights,
            "title" => FeedField.Title,
            _ => FeedField.None,
        },
        Vocabulary.DublinTerms => name switch
        {
            "issued" => FeedField.Published,
            "modified" => FeedField.OtherUpdated,
            _ => FeedField.None,
        },
        Vocabulary.Content => name is "encoded" ? FeedField.Content : FeedField.None,
        Vocabulary.Xhtml => name is "body" or "div" && place == FeedPlace.Entry ? FeedField.Content : FeedField.None,
        Vocabulary.Media => name switch
        {
            "group" => FeedField.Through,
            "thumbnail" => FeedField.Picture,
            "content" => FeedField.MediaFile,
            "category" => FeedField.Tag,
            "description" => FeedField.OtherSummary,
            _ => FeedField.None,
        },
        Vocabulary.Syndication => name switch
        {
            "updateperiod" => FeedField.Period,
            "updatefrequency" => FeedField.Frequency,
            _ => FeedField.None,
        },
        Vocabulary.History => name is "complete" ? FeedField.Complete : FeedField.None,
        Vocabulary.Rdf => name is "rdf" or "seq" ? FeedField.Through : FeedField.None,
        _ => FeedField.None,
    };

    private static FeedField Core(ReadOnlySpan<char> name, FeedPlace place) => name switch
    {
        "item" or "entry" => FeedField.Entry,
        "channel" or "feed" => FeedField.Feed,
        "rss" or "skiphours" or "skipdays" => FeedField.Through,
        _ when place is not (FeedPlace.Feed or FeedPlace.Entry) => FeedField.None,
        "title" => FeedField.Title,
        "link" => FeedField.Link,
        "guid" or "id" => FeedField.Id,
        "author" => FeedField.Author,
        "managingeditor" => place == FeedPlace.Feed ? FeedField.Author : FeedField.None,
        "pubdate" or "published" or "issued" => FeedField.Published,
        "updated" or "modified" or "lastbuilddate" => FeedField.Updated,
        "description" or "summary" or "abstract" => place == FeedPlace.Entry ? FeedField.Summary : FeedField.Subtitle,
        "tagline" or "subtitle" => place == FeedPlace.Feed ? FeedField.Subtitle : FeedField.None,
        "content" or "fullitem" or "body" => place == FeedPlace.Entry ? FeedField.Content : FeedField.None,
        "category" => FeedField.Tag,
        "language" => FeedField.Language,
        "copyright" or "rights" => FeedField.Rights,
        "generator" => FeedField.Generator,
        "enclosure" => FeedField.Enclosure,
        "ttl" => FeedField.Minutes,
        "hour" => FeedField.Hour,
        "day" => FeedField.Day,
        _ => FeedField.None,
    };

    private static FeedField Podcast(ReadOnlySpan<char> name) => name switch
    {
        "author" => FeedField.OtherAuthor,
        "summary" or "subtitle" => FeedField.OtherSummary,
        "keywords" => FeedField.Keywords,
        "image" => FeedField.Picture,
        "category" => FeedField.Tag,
        _ => FeedField.None,
    };

    private static FeedField PersonPart(ReadOnlySpan<char> name) => name switch
    {
        "name" => FeedField.Name,
        "email" => FeedField.Email,
        "entry" or "item" => FeedField.Entry,
        _ => FeedField.None,
    };
}
