using Microsoft.AspNetCore.Http.Features;
using Tearsheet.Reading.Feeds.WebSub;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Serving;

/// <summary>What hubs call: a GET that verifies a subscription, a POST that delivers.</summary>
/// <remarks>Spec: WebSub, "Hub Verifies Intent of the Subscriber" and "Content Distribution".</remarks>
internal sealed class HubCallbacks(HubSubscriptions subscriptions)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var token = context.Request.Path.Value![HubSubscriptions.Prefix.Length..];
        var response = context.Response;
        if (HttpMethods.IsGet(context.Request.Method))
        {
            var query = context.Request.Query.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Count > 0 ? pair.Value[0] ?? "" : "")).ToArray();
            var verdict = subscriptions.Verify(token, query);
            response.StatusCode = verdict.Status;
            response.Headers.XContentTypeOptions = "nosniff";
            if (verdict.Body is { } challenge)
            {
                response.ContentType = "text/plain; charset=utf-8";
                await response.WriteAsync(challenge, context.RequestAborted);
            }
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = SubscriptionRules.MaxDelivery;
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            response.StatusCode = subscriptions.Deliver(token, body.GetBuffer().AsSpan(0, (int)body.Length), context.Request.Headers["X-Hub-Signature"])
                ? StatusCodes.Status202Accepted
                : StatusCodes.Status404NotFound;
        }
        else
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, POST";
        }
    }
}
