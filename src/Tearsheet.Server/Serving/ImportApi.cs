using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Tearsheet.Server.Desk;

namespace Tearsheet.Server.Serving;

/// <summary>
/// The route that imports: one request, and for an answer a line of JSON for everything that happens, from the first fault to the
/// count at the end. An answer that ends without a count was broken off.
/// </summary>
internal sealed class ImportApi(LocalDesk desk, ILogger logger)
{
    public async Task ImportAsync(HttpContext context)
    {
        if (await DeskApi.ReadAsync(context, DeskJson.Wire.ImportRequest) is not { } request)
        {
            return;
        }

        if (request.Format is not ("warc" or "wacz") || request.Files is not { Count: > 0 } || request.Files.Any(file => file?.Name is null || !Path.IsPathFullyQualified(file.Path ?? "")))
        {
            await ApiAnswers.FailAsync(context, StatusCodes.Status422UnprocessableEntity, new Refusal(
                "bad-import", "An import has a format, warc or wacz, and files with a name and a path from the root."));
            return;
        }

        // Whoever reads slowly holds the import up, and nothing is gathered in memory meanwhile: no time limit, and each line written through.
        context.Features.GetRequiredFeature<IHttpMinResponseDataRateFeature>().MinDataRate = null;
        context.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        try
        {
            switch (await desk.ImportAsync(request, Tell, stop.Token))
            {
                case DeskAnswer<ImportView>.Refused refused:
                    await ApiAnswers.FailAsync(context, refused.Why);
                    break;
                case DeskAnswer<ImportView>.Done done when !stop.IsCancellationRequested:
                    Tell(new ImportLine { Done = done.Value });
                    break;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The other side has gone, or this one is to end. What was answered is kept, and the missing count says the rest.
        }
        catch (Exception fault) when (StorageWords.Of(fault) is not null && context.Response.HasStarted)
        {
            logger.StorageFailed(context.Request.Method, context.Request.Path, fault.Message);
            Tell(new ImportLine { Failure = new Refusal(Refusal.Storage, StorageWords.Of(fault)!) });
        }

        void Tell(ImportLine line)
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                return;
            }

            if (!context.Response.HasStarted)
            {
                context.Response.ContentType = "application/x-ndjson";
            }

            context.Response.Body.Write([.. JsonSerializer.SerializeToUtf8Bytes(line, DeskJson.Wire.ImportLine), (byte)'\n']);
            context.Response.Body.Flush();
        }
    }
}
