using Tearsheet.Ipld.Codecs;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Edits;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Robots;

namespace Tearsheet.Archiving.Filing.Forms;

/// <summary>How named values are spelled in blocks. A spelling never changes; a new value gets a new one.</summary>
internal static class Words
{
    private static readonly string[] Policies = ["headline", "excerpt", "full"];

    private static readonly string[] Provenances = ["fetched", "saved-file", "browser", "rendered", "warc"];

    private static readonly string[] Kinds =
    [
        "article", "live-blog", "gallery", "video", "paywall-stub", "bot-wall", "consent-wall", "error-page", "listing",
        "not-html", "empty", "interview", "opinion", "login-page",
    ];

    private static readonly string[] Reaches = ["back", "blocked", "gone", "moved", "unreachable"];

    private static readonly string[] Previews = ["none", "standard", "large"];

    private static readonly string[] Grounds = ["line", "no-line", "no-file", "unreachable"];

    public static string Of(PublicationPolicy policy) => Policies[(int)policy];

    public static string Of(Provenance provenance) => Provenances[(int)provenance];

    public static string Of(ArticleKind kind) => Kinds[(int)kind];

    public static string Of(LinkReach reach) => Reaches[(int)reach];

    public static string Of(ImagePreview preview) => Previews[(int)preview];

    public static string Of(RobotsGround ground) => Grounds[(int)ground];

    public static PublicationPolicy? OptionalPolicy(Node node, string key) =>
        node.TryGet(key, out _) ? (PublicationPolicy)Index(node, key, Policies) : null;

    public static PublicationPolicy Policy(Node node, string key) => (PublicationPolicy)Index(node, key, Policies);

    public static Provenance Provenance(Node node, string key) => (Provenance)Index(node, key, Provenances);

    public static ArticleKind Kind(Node node, string key) => (ArticleKind)Index(node, key, Kinds);

    public static RobotsGround Ground(Node node, string key) => (RobotsGround)Index(node, key, Grounds);

    public static LinkReach Reach(Node node, string key) => (LinkReach)Index(node, key, Reaches);

    public static ImagePreview? OptionalPreview(Node node, string key) =>
        node.TryGet(key, out _) ? (ImagePreview)Index(node, key, Previews) : null;

    private static int Index(Node node, string key, string[] words)
    {
        var word = node.Text(key);
        var index = Array.IndexOf(words, word);
        return index >= 0 ? index : throw new NodeShapeException($"{key}: '{word}' is none of {string.Join(", ", words)}");
    }
}
