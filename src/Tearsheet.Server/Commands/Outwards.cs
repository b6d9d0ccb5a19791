namespace Tearsheet.Server.Commands;

/// <summary>The way to other people's servers: no redirects, which would carry a secret elsewhere, and no cookies.</summary>
internal static class Outwards
{
    public static HttpMessageInvoker NewHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        EnableMultipleHttp2Connections = true,
    });
}
