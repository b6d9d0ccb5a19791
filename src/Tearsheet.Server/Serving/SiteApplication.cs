using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Tearsheet.Server.Serving;

/// <summary>
/// The whole of what happens to a visitor's request: straight from Kestrel to the gateway. There is no host, pipeline or routing
/// in between, because on a page out of memory they would cost more than the page.
/// </summary>
internal sealed class SiteApplication(RequestDelegate answer, ILogger logger) : IHttpApplication<DefaultHttpContext>
{
    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        // A connection offers a place to keep the context from one request to the next.
        if (contextFeatures is IHostContextContainer<DefaultHttpContext> container)
        {
            if (container.HostContext is { } kept)
            {
                kept.Initialize(contextFeatures);
                return kept;
            }

            return container.HostContext = new DefaultHttpContext(contextFeatures);
        }

        return new DefaultHttpContext(contextFeatures);
    }

    [SuppressMessage("Design", "CA1031", Justification = "The request edge: whatever fails is logged, and the visitor hears no details.")]
    public async Task ProcessRequestAsync(DefaultHttpContext context)
    {
        try
        {
            await answer(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The visitor has gone.
        }
        catch (BadHttpRequestException fault) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = fault.StatusCode;
        }
        catch (Exception fault)
        {
            logger.RequestFailed(fault, context.Request.Method, context.Request.Path);
            if (context.Response.HasStarted)
            {
                // A cut body is the only way left to say that it is not whole.
                context.Abort();
                return;
            }

            context.Response.Clear();
            await Plain.WriteAsync(context, StatusCodes.Status500InternalServerError, "Something went wrong here; it has been written down.\n");
        }
    }

    public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();
}
