using System.Net.Sockets;

namespace Tearsheet.Server.Desk;

/// <summary>The API's routes, as the two sides of the socket both know them.</summary>
internal static class DeskRoutes
{
    public const string Links = "/api/v1/links";
    public const string Captures = "/api/v1/captures";
    public const string LinkCheck = "/api/v1/links/check";
    public const string Retraction = "/retraction";
    public const string Rereading = "/rereading";
    public const string History = "/history";
    public const string Topics = "/api/v1/topics";
    public const string TopicRename = "/api/v1/topics/rename";
    public const string TopicMerge = "/api/v1/topics/merge";
    public const string Sources = "/api/v1/sources";
    public const string Site = "/api/v1/site";
    public const string Feeds = "/api/v1/feeds";
    public const string Imports = "/api/v1/imports";
    public const string Editions = "/api/v1/editions";
    public const string Status = "/api/v1/status";

    /// <summary>What the operating systems take for the path of a socket, in bytes.</summary>
    private const int LongestPath = 103;

    /// <summary>
    /// The socket's address. Operating systems take only a short path: where the whole one is too long, the one from the current
    /// folder may do.
    /// </summary>
    /// <returns>An address that cannot be used when both are too long; <see cref="IsTooLong"/> tells beforehand.</returns>
    public static UnixDomainSocketEndPoint EndPoint(string path) => new(Shortest(path));

    public static bool IsTooLong(string path) => System.Text.Encoding.UTF8.GetByteCount(Shortest(path)) > LongestPath;

    private static string Shortest(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }
}
