using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tearsheet.Publishing.Editions;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Publishing.Pages;

/// <summary>The JSON files of the edition that are not signed.</summary>
internal static class JsonFiles
{
    // The files are served as JSON and never stand inside HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>JSON Feed 1.1.</summary>
    /// <remarks>Spec: JSON Feed Version 1.1 (jsonfeed.org), "Top-level", "Items".</remarks>
    public static ReadOnlyMemory<byte> Feed(FeedView view, Markup html)
    {
        var bytes = new ArrayBufferWriter<byte>(8 * 1024);
        using var json = new Utf8JsonWriter(bytes, Options);
        var site = view.Site;
        var place = view.Folder + Places.JsonFeed;
        json.WriteStartObject();
        json.WriteString("version", "https://jsonfeed.org/version/1.1");
        json.WriteString("title", view.Title);
        json.WriteString("home_page_url", SiteAddress.Of(site, place, view.Place).ToString());
        json.WriteString("feed_url", SiteAddress.Of(site, place, place).ToString());
        json.WriteString("language", site.Language);
        json.WriteStartArray("items");
        foreach (var item in view.Items)
        {
            WriteItem(json, html, site, place, item);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>The feed of edits as JSON Feed 1.1.</summary>
    public static ReadOnlyMemory<byte> Edits(EditFeedView view, Markup html)
    {
        var bytes = new ArrayBufferWriter<byte>(8 * 1024);
        using var json = new Utf8JsonWriter(bytes, Options);
        var site = view.Site;
        json.WriteStartObject();
        json.WriteString("version", "https://jsonfeed.org/version/1.1");
        json.WriteString("title", site.Title + ": edits");
        json.WriteString("home_page_url", SiteAddress.Of(site, Places.EditsJson, Places.Front).ToString());
        json.WriteString("feed_url", SiteAddress.Of(site, Places.EditsJson, Places.EditsJson).ToString());
        json.WriteString("language", site.Language);
        json.WriteStartArray("items");
        foreach (var item in view.Items)
        {
            json.WriteStartObject();
            json.WriteString("id", EditsFeed.IdOf(site, item));
            json.WriteString("url", SiteAddress.Of(site, Places.EditsJson, Places.Link(item.Entry.Id)).ToString());
            json.WriteString("title", EditsFeed.TitleOf(item));
            html.Clear();
            EditMarkup.WriteEdits(html, item.Revision, item.Language);
            json.WriteString("content_html", html.Bytes.Span);
            json.WriteString("date_published", Dates.Iso(item.Revision.After));
            json.WriteStartArray("tags");
            foreach (var kind in item.Revision.Edits.Select(edit => edit.Kind).Distinct())
            {
                json.WriteStringValue(EditMarkup.NameOf(kind));
            }

            json.WriteEndArray();
            WriteOptional(json, "language", item.Language);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>What stands beside a link's page for machines.</summary>
    public static ReadOnlyMemory<byte> Link(LinkView view)
    {
        var bytes = new ArrayBufferWriter<byte>(4 * 1024);
        using var json = new Utf8JsonWriter(bytes, Options);
        var story = view.Story;
        var entry = story.Entry;
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("id", entry.Id);
        json.WriteString("state", "live");
        json.WriteString("headline", entry.Headline);
        WriteOptional(json, "topic", entry.Topic?.Path);
        json.WriteString("address", view.Address);
        json.WriteString("source", entry.Source.Name);
        json.WriteString("host", view.Host);
        json.WriteString("filed", Dates.Iso(view.Proof.FiledAt));
        WriteOptional(json, "captured", view.Captured is { } captured ? Dates.Iso(captured) : null);
        WriteOptional(json, "published", story.Published is { } published ? Dates.Iso(published) : null);
        WriteOptional(json, "updated", view.Updated is { } updated ? Dates.Iso(updated) : null);
        WriteList(json, "authors", story.Authors);
        WriteOptional(json, "language", story.Language);
        json.WriteString("kind", KindName(view.Kind));
        json.WriteString("policy", view.Policy);
        WriteOptional(json, "standfirst", story.Standfirst);
        if (view.Text is { } text)
        {
            WriteList(json, "text", PlainText.Of(text.Body));
        }
        else
        {
            WriteList(json, "excerpt", story.Excerpt);
        }

        WriteOptional(json, "note", view.Note);
        WritePictures(json, view);
        WriteHistory(json, view);
        json.WriteString("entry", view.Proof.Entry);
        WriteOptional(json, "capture", view.Proof.Capture);
        WriteOptional(json, "article", view.Proof.Article);
        json.WriteString("signer", view.Proof.Signer);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>What stands beside a tombstone for machines.</summary>
    public static ReadOnlyMemory<byte> Tombstone(TombstoneView view)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(bytes, Options);
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("id", view.Id);
        json.WriteString("state", "withdrawn");
        json.WriteString("filed", Dates.Iso(view.FiledAt));
        json.WriteString("withdrawn", Dates.Iso(view.WithdrawnAt));
        json.WriteString("reason", view.Reason);
        json.WriteString("hash", view.Hash);
        json.WriteBoolean("erased", view.Erased);
        json.WriteString("signer", view.Site.KeyName);
        json.WriteEndObject();
        json.Flush();
        return bytes.WrittenMemory;
    }

    /// <summary>The name of a kind in files: "paywall-stub".</summary>
    internal static string KindName(ArticleKind kind) => kind switch
    {
        ArticleKind.Article => "article",
        ArticleKind.LiveBlog => "live-blog",
        ArticleKind.Gallery => "gallery",
        ArticleKind.Video => "video",
        ArticleKind.Interview => "interview",
        ArticleKind.Opinion => "opinion",
        ArticleKind.PaywallStub => "paywall-stub",
        ArticleKind.BotWall => "bot-wall",
        ArticleKind.ConsentWall => "consent-wall",
        ArticleKind.ErrorPage => "error-page",
        ArticleKind.LoginPage => "login-page",
        ArticleKind.Listing => "listing",
        ArticleKind.NotHtml => "not-html",
        _ => "empty",
    };

    private static void WriteItem(Utf8JsonWriter json, Markup html, SiteView site, string place, FeedItem item)
    {
        var story = item.Story;
        var entry = story.Entry;
        json.WriteStartObject();
        json.WriteString("id", FeedMarkup.IdOf(site, entry.Id));
        json.WriteString("url", SiteAddress.Of(site, place, Places.Link(entry.Id)).ToString());
        if (Address.TryOutside(item.Address, out var source))
        {
            json.WriteString("external_url", source.ToString());
        }

        json.WriteString("title", entry.Headline);
        html.Clear();
        FeedMarkup.WriteContent(html, item);
        json.WriteString("content_html", html.Bytes.Span);
        WriteOptional(json, "summary", story.Standfirst);
        if (story.Picture is { } picture)
        {
            json.WriteString("image", SiteAddress.Of(site, place, Places.LinkFolder(entry.Id) + "/" + picture.Small.Name).ToString());
        }

        json.WriteString("date_published", Dates.Iso(entry.At));
        json.WriteString("date_modified", Dates.Iso(item.Changed));
        if (story.Authors.Count > 0)
        {
            json.WriteStartArray("authors");
            foreach (var author in story.Authors)
            {
                json.WriteStartObject();
                json.WriteString("name", author);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        if (entry.Topic is { } topic)
        {
            json.WriteStartArray("tags");
            json.WriteStringValue(topic.Path);
            json.WriteEndArray();
        }

        WriteOptional(json, "language", story.Language);
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, LinkView view)
    {
        if (view.Reach is { } reach)
        {
            json.WriteStartObject("reach");
            json.WriteString("state", EditMarkup.NameOf(reach.Reach));
            json.WriteString("since", Dates.Iso(reach.Since));
            WriteOptional(json, "movedTo", reach.MovedTo);
            json.WriteEndObject();
        }

        if (view.Revisions.Count == 0)
        {
            return;
        }

        json.WriteStartArray("edits");
        foreach (var revision in view.Revisions)
        {
            foreach (var edit in revision.Edits)
            {
                json.WriteStartObject();
                json.WriteString("before", Dates.Iso(revision.Before));
                json.WriteString("after", Dates.Iso(revision.After));
                json.WriteString("capture", revision.Capture);
                json.WriteString("kind", EditMarkup.NameOf(edit.Kind));
                json.WriteString("was", edit.TextBefore);
                json.WriteString("is", edit.TextAfter);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WritePictures(Utf8JsonWriter json, LinkView view)
    {
        if (view.Story.Picture is not { } picture)
        {
            return;
        }

        json.WriteStartObject("picture");
        json.WriteString("file", (picture.Large ?? picture.Small).Name);
        json.WriteString("alt", picture.Alt);
        WriteOptional(json, "caption", picture.Caption);
        WriteOptional(json, "credit", picture.Credit);
        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
