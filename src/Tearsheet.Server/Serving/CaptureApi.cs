using Microsoft.AspNetCore.Http.Features;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;
using Tearsheet.Server.Desk;
using static Tearsheet.Server.Serving.ApiAnswers;

namespace Tearsheet.Server.Serving;

/// <summary>
/// What browsers and their extensions ask of the desk: pages that they hand over, addresses to add, and whether an address is filed.
/// </summary>
internal sealed class CaptureApi(LocalDesk desk, FetchPolicy policy, TokenGate gate, ILogger logger) : IDisposable
{
    /// <summary>Fields and files that a form may have; clients send some that we do not read.</summary>
    private const int MostFields = 32;

    /// <summary>Letters of one field.</summary>
    private const int LongestField = 64 << 10;

    /// <summary>What the reader of forms throws when a form ends within a field: the number that any IOException has which is no failure of a disk.</summary>
    private const int EndsTooEarly = unchecked((int)0x80131620);

    /// <summary>Bytes of a form that is too long, and is read to its end and thrown away.</summary>
    private const long MostHeardOut = 256L << 20;

    /// <summary>Forms that are read at one time: each may hold a whole page in memory.</summary>
    private readonly SemaphoreSlim _places = new(8);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(DeskRoutes.Captures, Edge(logger, gate.Behind(context => AddAsync(context, isPage: true))));
        routes.MapPost(DeskRoutes.Links, Edge(logger, gate.Behind(context => AddAsync(context, isPage: false))));
        routes.MapGet(DeskRoutes.LinkCheck, Edge(logger, gate.Behind(CheckAsync)));
    }

    public void Dispose() => _places.Dispose();

    /// <summary>A link from a form: <c>url</c>, with a page in <c>file</c> or without; <c>topic</c>, <c>note</c>, <c>policy</c>, <c>hold</c>, <c>ifexists</c>.</summary>
    private async Task AddAsync(HttpContext context, bool isPage)
    {
        if (!context.Request.HasFormContentType)
        {
            await FailAsync(context, StatusCodes.Status415UnsupportedMediaType, new Refusal(
                "not-a-form", isPage ? "Send multipart/form-data with the page in the field file and its address in the field url." : "Send a form with the field url."));
            return;
        }

        if (context.Request.ContentLength > policy.MaxBodyBytes + DeskApi.FormOverhead)
        {
            await HearOutAsync(context, context.Request.ContentLength.Value);
            await FailAsync(context, StatusCodes.Status413PayloadTooLarge, TooLarge);
            return;
        }

        await _places.WaitAsync(context.RequestAborted);
        try
        {
            if (await FormAsync(context) is { } form && await RequestAsync(context, form, isPage) is { } request)
            {
                await AddAsync(context, form, request);
            }
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Lets a browser that sends somewhat too much finish: it reads no answer before, and its user would hear nothing but "reset".</summary>
    private static async Task HearOutAsync(HttpContext context, long length)
    {
        if (length <= MostHeardOut)
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = length;
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        }
    }

    /// <summary>The form; null when its refusal has been written.</summary>
    private static async Task<IFormCollection?> FormAsync(HttpContext context)
    {
        var limits = new FormOptions
        {
            // What the whole may be, the listener holds.
            MultipartBodyLengthLimit = long.MaxValue,
            MemoryBufferThreshold = 1 << 20,
            ValueCountLimit = MostFields,
            KeyLengthLimit = 100,
            ValueLengthLimit = LongestField,
            MultipartHeadersCountLimit = 16,
            MultipartHeadersLengthLimit = 8 << 10,
        };
        try
        {
            return await context.Request.ReadFormAsync(limits, context.RequestAborted);
        }
        catch (Exception fault) when (fault is InvalidDataException || (fault is IOException { HResult: EndsTooEarly } and not BadHttpRequestException))
        {
            await FailAsync(context, StatusCodes.Status422UnprocessableEntity, new Refusal("bad-form", $"The form cannot be read: {fault.Message}"));
        }
        catch (BadHttpRequestException fault)
        {
            await FailAsync(context, fault.StatusCode, fault.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => TooLarge,
                StatusCodes.Status408RequestTimeout => new Refusal("too-slow", "The form came too slowly and was given up. Send it again."),
                _ => new Refusal("bad-form", fault.Message),
            });
        }

        return null;
    }

    private static Refusal TooLarge => new(
        "body-too-large", "The page is larger than one may be. Raise fetch.maxBodyMegabytes in tearsheet.json if it is meant, or let the extension leave out fonts and films.");

    /// <summary>What is to be added; null when its refusal has been written.</summary>
    private async Task<AddRequest?> RequestAsync(HttpContext context, IFormCollection form, bool isPage)
    {
        var url = Field(form, "url");
        var file = form.Files["file"];
        var refusal =
            !PolicyWord.TryParse(Field(form, "policy"), out var publication)
                ? new Refusal("bad-policy", $"\"{Field(form, "policy")}\" is no policy; write headline, excerpt or full.")
            : IfExists(context, form) is not ("append" or "skip")
                ? new Refusal("bad-ifexists", "ifexists is append, which adds a capture to a link that is there, or skip. Captures are never overwritten.")
            : url is null
                ? new Refusal("no-url", "The form has no field url: it says where the page was seen.")
            : isPage && file is null
                ? new Refusal("no-file", "The form has no field file: it holds the page. To have an address fetched, send it to " + DeskRoutes.Links + ".")
            : form.Any(field => field.Value.ToString().Length > LongestField)
                ? new Refusal("bad-form", $"A field has more than {LongestField} letters.")
            : form.Files.Count > (isPage ? 1 : 0)
                ? new Refusal("too-many-files", isPage ? "The form has more than one file; send one page at a time." : "Pages go to " + DeskRoutes.Captures + ".")
            : null;
        if (refusal is not null)
        {
            await FailAsync(context, StatusCodes.Status422UnprocessableEntity, refusal);
            return null;
        }

        if (file?.Length > policy.MaxBodyBytes)
        {
            await FailAsync(context, StatusCodes.Status413PayloadTooLarge, TooLarge);
            return null;
        }

        return new AddRequest
        {
            Input = url!,
            Url = url,

            // What the sender calls the file says nothing: its bytes say what it is.
            Page = file is null ? null : SavedPage.FromBytes("page", await DeskApi.BytesAsync(file, context.RequestAborted)),
            FromBrowser = file is not null,
            Topic = Field(form, "topic"),
            Note = Field(form, "note"),
            Policy = publication,
            Hold = Field(form, "hold") is "true" or "on" or "1",
        };
    }

    private async Task AddAsync(HttpContext context, IFormCollection form, AddRequest request)
    {
        if (IfExists(context, form) == "skip" && desk.Reader.Addresses.Find(request.Url!) is { Retraction: null } link)
        {
            await WriteAsync(
                context,
                StatusCodes.Status200OK,
                new AddAnswer { Result = AddResult.Known, Input = request.Input, Id = link.Id, Headline = link.Headline, Url = link.Address ?? link.CanonicalAddress },
                DeskJson.Wire.AddAnswer);
            return;
        }

        var answer = await desk.AddAsync(request, context.RequestAborted);
        if (answer.Result == AddResult.Refused)
        {
            await FailAsync(
                context,
                answer.Reason is "body-too-large" or "decoded-too-large" ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status422UnprocessableEntity,
                new Refusal(answer.Reason!, answer.Message!));
            return;
        }

        await WriteAsync(
            context, answer.Result == AddResult.Added ? StatusCodes.Status201Created : StatusCodes.Status200OK, answer, DeskJson.Wire.AddAnswer);
    }

    private Task CheckAsync(HttpContext context)
    {
        var url = context.Request.Query["url"].ToString();
        if (desk.Reader.Addresses.TryParse(url, out var address) is var status && status != LinkAddressStatus.Ok)
        {
            return FailAsync(context, StatusCodes.Status422UnprocessableEntity, new Refusal(ReasonWord.Of(status), AddressWords.Of(status)));
        }

        var link = desk.Reader.Addresses.Find(address!);
        return WriteAsync(
            context,
            StatusCodes.Status200OK,
            new LinkCheckView(
                link?.Address ?? link?.CanonicalAddress ?? address!.Canonical, link is not null, link?.Id, link is null ? null : Views.Of(link.State), link?.Headline),
            DeskJson.Wire.LinkCheckView);
    }

    /// <summary>Karakeep takes it in the query; we take it in the form too.</summary>
    private static string IfExists(HttpContext context, IFormCollection form) =>
        DeskApi.One(context.Request.Query["ifexists"]) ?? Field(form, "ifexists") ?? "append";

    private static string? Field(IFormCollection form, string name) => DeskApi.One(form[name]) is { Length: > 0 } value ? value : null;
}
