using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.Codecs;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>Articles with their renditions to blocks and back. Holds no time and no salt: equal articles are one block.</summary>
internal static class ArticleForm
{
    public const int Version = 4;

    // Form 1 knew no reasons of kinds and no sizes of pictures; form 2 not where blocks came from, and no furniture;
    // form 3 no lists that begin with another number than 1, and is still written for articles without.
    private const int Oldest = 1;
    private const int Plain = 3;

    public static byte[] Write(Article article, IReadOnlyList<StoredRendition> renditions, Cid? furniture = null) => DagCbor.Encode(Node.Map(
        (Form.VersionKey, (long)(BodyForm.CountsOn(article.Body) ? Version : Plain)),
        ("engine", Form.WellFormed(article.EngineVersion)),
        ("kind", Words.Of(article.Kind)),
        ("kindReason", Form.OptionalText(article.KindReason)),
        ("headline", Form.WellFormed(article.Headline)),
        ("shortHeadline", Form.OptionalText(article.ShortHeadline)),
        ("standfirst", Form.OptionalText(article.Standfirst)),
        ("authors", article.Authors.Count == 0 ? null : Node.ListOf(article.Authors, author => Form.WellFormed(author))),
        ("published", DateNode(article.Published)),
        ("updated", DateNode(article.Updated)),
        ("siteName", Form.OptionalText(article.SiteName)),
        ("section", Form.OptionalText(article.Section)),
        ("language", Form.OptionalText(article.Language)),
        ("rightToLeft", Form.Flag(article.RightToLeft)),
        ("canonicalAddress", Form.OptionalText(article.CanonicalAddress)),
        ("images", article.Images.Count == 0 ? null : Node.ListOf(article.Images, ImageNode)),
        ("leadImage", Form.OptionalNumber(article.LeadImage)),
        ("body", BodyForm.Write(article.Body)),
        ("origins", article.Origins.Count == 0 ? null : Node.ListOf(article.Origins, origin => Form.WellFormed(origin))),
        ("furniture", furniture is { } known ? known : null),
        ("wishes", Form.WishesNode(article.Wishes)),
        ("renditions", renditions.Count == 0 ? null : Node.ListOf(renditions, RenditionNode))));

    /// <summary>Reads an article.</summary>
    /// <exception cref="FormException">The block is no article.</exception>
    public static StoredArticle Read(Cid cid, ReadOnlySpan<byte> block) => Form.Read(block, "article", Oldest, Version, (node, version) =>
    {
        ReadOnlySpan<string> later = version > 2 ? ["kindReason", "origins", "furniture"] : version > 1 ? ["kindReason"] : [];
        node.OnlyKeys([
            .. later, Form.VersionKey, "engine", "kind", "headline", "shortHeadline", "standfirst", "authors", "published", "updated",
            "siteName", "section", "language", "rightToLeft", "canonicalAddress", "images", "leadImage", "body", "wishes",
            "renditions"]);
        var images = Sequence.From(node.OptionalListAt("images").Select(image => Image(image, version)));
        var article = new Article
        {
            EngineVersion = node.Text("engine"),
            Kind = Words.Kind(node, "kind"),
            KindReason = node.OptionalText("kindReason"),
            Headline = node.Text("headline"),
            ShortHeadline = node.OptionalText("shortHeadline"),
            Standfirst = node.OptionalText("standfirst"),
            Authors = Sequence.From(node.OptionalListAt("authors").Select(author => author.AsText())),
            Published = Date(node, "published"),
            Updated = Date(node, "updated"),
            SiteName = node.OptionalText("siteName"),
            Section = node.OptionalText("section"),
            Language = node.OptionalText("language"),
            RightToLeft = Form.Flag(node, "rightToLeft"),
            CanonicalAddress = node.OptionalText("canonicalAddress"),
            Images = images,
            LeadImage = node.TryGet("leadImage", out _) ? ImageIndex(node, "leadImage", images.Count) : null,
            Body = BodyForm.Read(node.ListAt("body"), images.Count),
            Origins = Sequence.From(node.OptionalListAt("origins").Select(origin => origin.AsText())),
            Wishes = Form.Wishes(node, "wishes"),
        };
        return new StoredArticle(
            cid, article, Sequence.From(node.OptionalListAt("renditions").Select(rendition => Rendition(rendition, images.Count))),
            node.OptionalLink("furniture"));
    });

    private static Node.MapNode ImageNode(ArticleImage image) => Node.Map(
        ("address", Form.WellFormed(image.Address)),
        ("alt", Form.WellFormed(image.Alt)),
        ("caption", Form.OptionalText(image.Caption)),
        ("credit", Form.OptionalText(image.Credit)),
        ("width", Form.OptionalNumber(image.Width)),
        ("height", Form.OptionalNumber(image.Height)),
        ("sizes", image.Sizes.Count == 0 ? null : Node.ListOf(image.Sizes, size => Node.Map(
            ("address", Form.WellFormed(size.Address)), ("width", Form.OptionalNumber(size.Width)), ("height", Form.OptionalNumber(size.Height))))));

    private static ArticleImage Image(Node node, int version)
    {
        ReadOnlySpan<string> later = version > 1 ? ["sizes"] : [];
        node.OnlyKeys([.. later, "address", "alt", "caption", "credit", "width", "height"]);
        return new ArticleImage(
            node.Text("address"), node.Text("alt"), node.OptionalText("caption"), node.OptionalText("credit"),
            Form.OptionalCount(node, "width"), Form.OptionalCount(node, "height"))
        {
            Sizes = Sequence.From(node.OptionalListAt("sizes").Select(Size)),
        };
    }

    private static ImageSize Size(Node node)
    {
        node.OnlyKeys("address", "width", "height");
        return new ImageSize(node.Text("address"), Form.OptionalCount(node, "width"), Form.OptionalCount(node, "height"));
    }

    private static Node.MapNode RenditionNode(StoredRendition rendition) => Node.Map(
        ("image", (long)rendition.Image),
        ("file", rendition.File.Cid),
        ("tsize", new Node.IntegerNode(rendition.File.Tsize)),
        ("size", rendition.File.Size),
        ("width", (long)rendition.Width),
        ("height", (long)rendition.Height),
        ("mediaType", rendition.MediaType),
        ("colour", rendition.Colour));

    private static StoredRendition Rendition(Node node, int images)
    {
        node.OnlyKeys("image", "file", "tsize", "size", "width", "height", "mediaType", "colour");
        var file = new Imported(
            node.Link("file"), (ulong)node.Integer("tsize", 0, ulong.MaxValue), (long)node.Integer("size", 0, long.MaxValue));
        return new StoredRendition(
            ImageIndex(node, "image", images), file, Form.Count(node, "width"), Form.Count(node, "height"),
            node.Text("mediaType"), node.Text("colour"));
    }

    // The day is as written in the page's own zone, so it cannot be told from the moment alone.
    private static Node.MapNode? DateNode(ArticleDate? date) => date is not { } given ? null : Node.Map(
        ("day", (long)given.Day.DayNumber),
        ("moment", given.Moment is { } moment ? Form.Time(moment) : null),
        ("offset", given.Moment is { } zoned && zoned.Offset != TimeSpan.Zero ? (long)zoned.Offset.TotalMinutes : null),
        ("hasTime", Form.Flag(given.HasTime)),
        ("hasZone", Form.Flag(given.HasZone)));

    private static ArticleDate? Date(Node node, string key)
    {
        if (!node.TryGet(key, out var date))
        {
            return null;
        }

        date.OnlyKeys("day", "moment", "offset", "hasTime", "hasZone");
        DateTimeOffset? moment = null;
        if (date.TryGet("moment", out _))
        {
            var offset = TimeSpan.FromMinutes(date.TryGet("offset", out _) ? (long)date.Integer("offset", -14 * 60, 14 * 60) : 0);
            var utc = Form.Time(date, "moment");
            if (utc.Ticks + offset.Ticks < DateTime.MinValue.Ticks || utc.Ticks + offset.Ticks > DateTime.MaxValue.Ticks)
            {
                throw new NodeShapeException("moment: out of range in its own zone");
            }

            moment = utc.ToOffset(offset);
        }

        var day = DateOnly.FromDayNumber((int)date.Integer("day", 0, DateOnly.MaxValue.DayNumber));
        return new ArticleDate(moment, day, Form.Flag(date, "hasTime"), Form.Flag(date, "hasZone"));
    }

    private static int ImageIndex(Node node, string key, int images) => (int)node.Integer(key, 0, images - 1);
}
