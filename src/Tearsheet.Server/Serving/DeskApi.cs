using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Tearsheet.Server.Desk;
using static Tearsheet.Server.Serving.ApiAnswers;

namespace Tearsheet.Server.Serving;

/// <summary>
/// The API over the desk's socket. Each route reads its request, asks the desk, and writes what it answers; a refusal has a reason
/// for machines and a message for people.
/// </summary>
internal sealed class DeskApi(LocalDesk desk, ILogger logger)
{
    /// <summary>What a saved page may have beside its bytes.</summary>
    public const long FormOverhead = 1L << 20;

    public void Map(IEndpointRouteBuilder routes, long maxPageBytes)
    {
        routes.MapPost(DeskRoutes.Links, Edge(logger, context => AddAsync(context, maxPageBytes)));
        routes.MapGet(DeskRoutes.Links, Edge(logger, ListAsync));
        routes.MapGet(DeskRoutes.Links + "/{**id}", Edge(logger, async context =>
            await AnswerAsync(context, await desk.Reader.LinkAsync(Route(context, "id"), context.RequestAborted), DeskJson.Wire.LinkView)));
        routes.MapPatch(DeskRoutes.Links + "/{year}/{month}/{key}", Edge(logger, async context =>
        {
            if (await ReadAsync(context, DeskJson.Wire.LinkChange) is { } change)
            {
                await AnswerAsync(context, await desk.ChangeLinkAsync(Id(context), change, context.RequestAborted), DeskJson.Wire.LinkView);
            }
        }));
        routes.MapPost(DeskRoutes.Links + "/{year}/{month}/{key}" + DeskRoutes.Retraction, Edge(logger, async context =>
        {
            if (await ReadAsync(context, DeskJson.Wire.RetractionRequest) is { } request)
            {
                await AnswerAsync(context, await desk.RetractAsync(Id(context), request, context.RequestAborted), DeskJson.Wire.LinkView);
            }
        }));
        routes.MapPost(DeskRoutes.Links + "/{year}/{month}/{key}" + DeskRoutes.Rereading, Edge(logger, async context =>
            await AnswerAsync(context, await desk.RereadAsync(Id(context), context.RequestAborted), DeskJson.Wire.RereadView)));
        routes.MapGet(DeskRoutes.Links + "/{year}/{month}/{key}" + DeskRoutes.History, Edge(logger, HistoryAsync));
        routes.MapGet(DeskRoutes.Topics, Edge(logger, context => WriteAsync(context, 200, desk.Reader.Topics(), DeskJson.Wire.TopicList)));
        routes.MapPost(DeskRoutes.Topics, Edge(logger, async context =>
        {
            if (await ReadAsync(context, DeskJson.Wire.TopicRequest) is { } request)
            {
                await AnswerAsync(context, await desk.AddTopicAsync(request, context.RequestAborted), DeskJson.Wire.TopicView);
            }
        }));
        routes.MapPost(DeskRoutes.TopicRename, Edge(logger, async context =>
        {
            if (await ReadAsync(context, DeskJson.Wire.TopicRename) is { } request)
            {
                await AnswerAsync(context, await desk.RenameTopicAsync(request, context.RequestAborted), DeskJson.Wire.TopicView);
            }
        }));
        routes.MapPost(DeskRoutes.TopicMerge, Edge(logger, async context =>
        {
            if (await ReadAsync(context, DeskJson.Wire.TopicMerge) is { } request)
            {
                await AnswerAsync(context, await desk.MergeTopicAsync(request, context.RequestAborted), DeskJson.Wire.TopicView);
            }
        }));
        routes.MapGet(DeskRoutes.Sources, Edge(logger, context => WriteAsync(context, 200, desk.Reader.Sources(), DeskJson.Wire.SourceList)));
        routes.MapPatch(DeskRoutes.Sources + "/{host}", Edge(logger, async context =>
        {
            if (await ReadAsync(context, DeskJson.Wire.SourceChange) is { } change)
            {
                await AnswerAsync(
                    context, await desk.ChangeSourceAsync(Route(context, "host"), change, context.RequestAborted), DeskJson.Wire.SourceView);
            }
        }));
        routes.MapGet(DeskRoutes.Site, Edge(logger, context => WriteAsync(context, 200, desk.Reader.Site(), DeskJson.Wire.SiteView)));
        routes.MapPatch(DeskRoutes.Site, Edge(logger, async context =>
        {
            if (await ReadAsync(context, DeskJson.Wire.SiteChange) is { } change)
            {
                await AnswerAsync(context, await desk.ChangeSiteAsync(change, context.RequestAborted), DeskJson.Wire.SiteView);
            }
        }));
        routes.MapPost(DeskRoutes.Feeds, Edge(logger, async context =>
        {
            if (await ReadAsync(context, DeskJson.Wire.FollowRequest) is { } request)
            {
                await AnswerAsync(context, await desk.FollowAsync(request, context.RequestAborted), DeskJson.Wire.FeedView);
            }
        }));
        routes.MapDelete(DeskRoutes.Feeds, Edge(logger, async context => await AnswerAsync(
            context, await desk.UnfollowAsync(One(context.Request.Query["feed"]) ?? "", context.RequestAborted), DeskJson.Wire.FeedView)));
        routes.MapPost(DeskRoutes.Imports, Edge(logger, new ImportApi(desk, logger).ImportAsync));
        routes.MapPost(DeskRoutes.Editions, Edge(logger, async context =>
            await AnswerAsync(context, await desk.CutEditionAsync(context.RequestAborted), DeskJson.Wire.EditionView)));
        routes.MapGet(DeskRoutes.Status, Edge(logger, context => WriteAsync(context, 200, desk.Reader.Status(), DeskJson.Wire.StatusView)));
    }

    /// <summary>What became of a link; the query's <c>limit</c> says how many captures.</summary>
    private async Task HistoryAsync(HttpContext context)
    {
        var limit = LinkHistory.UsualLimit;
        if (One(context.Request.Query["limit"]) is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LinkHistory.MaxLimit))
        {
            await FailAsync(context, StatusCodes.Status422UnprocessableEntity, new Refusal(
                "bad-limit", $"limit must be a number between 1 and {LinkHistory.MaxLimit}."));
            return;
        }

        await AnswerAsync(context, await desk.Reader.HistoryAsync(Id(context), limit, context.RequestAborted), DeskJson.Wire.HistoryView);
    }

    /// <summary>A link from a form: fields <c>url</c>, <c>topic</c>, <c>note</c>, <c>policy</c>, <c>hold</c>, <c>ignoreRobots</c>, <c>images</c>, <c>render</c>, <c>browser</c>, and <c>file</c> for a saved page.</summary>
    private async Task AddAsync(HttpContext context, long maxPageBytes)
    {
        if (!context.Request.HasFormContentType)
        {
            await FailAsync(context, StatusCodes.Status415UnsupportedMediaType, new Refusal(
                "not-a-form", "Send multipart/form-data with a field url or file."));
            return;
        }

        var limits = new FormOptions { MultipartBodyLengthLimit = maxPageBytes, MemoryBufferThreshold = 1 << 20 };
        var form = await context.Request.ReadFormAsync(limits, context.RequestAborted);
        if (!PolicyWord.TryParse(Field(form, "policy"), out var policy))
        {
            await FailAsync(context, StatusCodes.Status422UnprocessableEntity, new Refusal(
                "bad-policy", $"\"{Field(form, "policy")}\" is no policy; write headline, excerpt or full."));
            return;
        }

        var url = Field(form, "url");
        var file = form.Files["file"];
        if (url is null && file is null)
        {
            await FailAsync(context, StatusCodes.Status422UnprocessableEntity, new Refusal(
                "nothing-to-add", "The form has neither a url nor a file."));
            return;
        }

        var answer = await desk.AddAsync(
            new AddRequest
            {
                Input = Field(form, "input") ?? url ?? file!.FileName,
                Url = url,
                Page = file is null ? null : SavedPage.FromBytes(file.FileName, await BytesAsync(file, context.RequestAborted)),
                Topic = Field(form, "topic"),
                Note = Field(form, "note"),
                Policy = policy,
                Hold = Field(form, "hold") is "true",
                IgnoreRobots = Field(form, "ignoreRobots"),
                FetchImages = Field(form, "images") is "true",
                Render = Field(form, "render") is "true",
                FromBrowser = Field(form, "browser") is "true" && url is not null,
            },
            context.RequestAborted);
        var status = answer.Result switch
        {
            AddResult.Added => StatusCodes.Status201Created,
            AddResult.Recaptured => StatusCodes.Status200OK,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        await WriteAsync(context, status, answer, DeskJson.Wire.AddAnswer);
    }

    private Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = LinkSelection.UsualLimit;
        if (One(query["limit"]) is { } asked
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LinkSelection.MaxLimit))
        {
            return FailAsync(context, StatusCodes.Status422UnprocessableEntity, new Refusal(
                "bad-limit", $"The limit must lie between 1 and {LinkSelection.MaxLimit}."));
        }

        var selection = new LinkSelection(One(query["topic"]), One(query["source"]), One(query["state"]), One(query["after"]), limit);
        return AnswerAsync(context, desk.Reader.Links(selection), DeskJson.Wire.LinkPage);
    }

    public static string? One(StringValues values) => values.Count == 0 ? null : values[0];

    private static string? Field(IFormCollection form, string name) => One(form[name]);

    private static string Route(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static string Id(HttpContext context) => $"{Route(context, "year")}/{Route(context, "month")}/{Route(context, "key")}";

    public static async Task<byte[]> BytesAsync(IFormFile file, CancellationToken cancellationToken)
    {
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }

    /// <summary>The request's JSON; when it cannot be read the refusal has been written and null comes back.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            if (await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) is { } value)
            {
                return value;
            }
        }
        catch (JsonException)
        {
            // The same answer as for an empty one.
        }

        await FailAsync(context, StatusCodes.Status400BadRequest, new Refusal("bad-json", "The body is not the JSON object that this route takes."));
        return null;
    }
}
