using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cars;

namespace Tearsheet.Gateway.Tests;

/// <summary>The shared gateway cases that are about what this gateway does: files, folders with a page, ranges, tags.</summary>
public sealed class GatewayCasesTests
{
    private static readonly string[] Specs = ["path-unixfs-gateway", "path-range-gateway"];

    // Left out, and why; an entry that begins to pass fails the test, so that the list stays true.
    private static readonly Dictionary<string, string> LeftOut = new(StringComparer.Ordinal)
    {
        ["path-unixfs-gateway-003"] = "asks for Kubo's very page, but passes all the same",
        ["path-unixfs-gateway-005"] = "asks for Kubo's very page",
    };

    [Fact]
    public async Task The_cases_hold()
    {
        var data = SharedData.Folder();
        using var cases = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(data, "ipfs", "gateway-cases.json"), TestContext.Current.CancellationToken));
        await using var app = await StartAsync(await LoadAsync(cases.RootElement, data));
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
        var failures = new List<string>();
        var tried = 0;
        foreach (var one in cases.RootElement.GetProperty("cases").EnumerateArray().Where(one => Specs.Contains(one.GetProperty("spec").GetString())))
        {
            tried++;
            var id = one.GetProperty("id").GetString()!;
            var wrong = await RunAsync(client, one);
            var mayPass = LeftOut.TryGetValue(id, out var reason) && reason.Contains("passes all the same", StringComparison.Ordinal);
            if (wrong is null == LeftOut.ContainsKey(id) && !mayPass)
            {
                failures.Add($"{id} {one.GetProperty("title").GetString()}: {wrong ?? "is left out and passes"}");
            }
        }

        Assert.Equal(50, tried);
        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }

    private static async Task<MemoryBlocks> LoadAsync(JsonElement cases, string data)
    {
        var blocks = new MemoryBlocks();
        foreach (var car in cases.GetProperty("setup").GetProperty("cars").EnumerateArray())
        {
            await using var stream = File.OpenRead(Path.Combine(data, "ipfs", car.GetProperty("file").GetString()!));
            await foreach (var part in CarReader.ReadAsync(stream, CarLimits.Default, TestContext.Current.CancellationToken))
            {
                if (part is CarPart.Section section)
                {
                    blocks.Put(new Block(section.Cid, section.Bytes));
                }
            }
        }

        return blocks;
    }

    private static async Task<WebApplication> StartAsync(MemoryBlocks blocks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(new BlockGateway(blocks, new GatewayPolicy()).ServeIpfsAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }

    private static async Task<string?> RunAsync(HttpClient client, JsonElement one)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        if (one.TryGetProperty("before", out var before))
        {
            foreach (var step in before.EnumerateArray())
            {
                using var first = await SendAsync(client, step.GetProperty("request"), known);
                foreach (var capture in step.GetProperty("capture").EnumerateObject())
                {
                    known[capture.Name] = Header(first, capture.Value.GetString()!) ?? "";
                }
            }
        }

        using var answer = await SendAsync(client, one.GetProperty("request"), known);
        var body = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var expect = one.GetProperty("expect");
        return Wrong(expect, answer, body) ?? (expect.TryGetProperty("anyOf", out var any)
            ? any.EnumerateArray().Select(way => Wrong(way, answer, body)).Aggregate((left, right) => left is null || right is null ? null : right)
            : null);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, JsonElement request, Dictionary<string, string> known)
    {
        var message = new HttpRequestMessage(
            new HttpMethod(request.GetProperty("method").GetString()!),
            new Uri(client.BaseAddress!.GetLeftPart(UriPartial.Authority) + request.GetProperty("path").GetString(), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (request.TryGetProperty("headers", out var headers))
        {
            foreach (var header in headers.EnumerateObject())
            {
                var value = known.Aggregate(header.Value.GetString()!, (text, pair) => text.Replace($"${{{pair.Key}}}", pair.Value, StringComparison.Ordinal));
                message.Headers.TryAddWithoutValidation(header.Name, value);
            }
        }

        return client.SendAsync(message, TestContext.Current.CancellationToken);
    }

    private static string? Wrong(JsonElement expect, HttpResponseMessage answer, byte[] body)
    {
        if (expect.TryGetProperty("status", out var status) && status.GetInt32() != (int)answer.StatusCode)
        {
            return $"status {(int)answer.StatusCode}, not {status}";
        }

        if (expect.TryGetProperty("headers", out var headers))
        {
            foreach (var header in headers.EnumerateArray())
            {
                var name = header.GetProperty("name").GetString()!;
                var value = Header(answer, name) ?? "";
                if ((header.TryGetProperty("absent", out _) && value.Length > 0)
                    || (header.TryGetProperty("equals", out var equals) && equals.GetString() != value)
                    || (header.TryGetProperty("matches", out var pattern) && !Regex.IsMatch(value, pattern.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1)))
                    || (header.TryGetProperty("contains", out var parts)
                        && parts.EnumerateArray().Any(part => !value.Contains(part.GetString()!, StringComparison.OrdinalIgnoreCase))))
                {
                    return $"{name}: {value}";
                }
            }
        }

        if (!expect.TryGetProperty("body", out var wanted))
        {
            return null;
        }

        if (wanted.TryGetProperty("bytes", out var bytes) && bytes.GetProperty("sha256").GetString() != Convert.ToHexStringLower(SHA256.HashData(body)))
        {
            return $"another body of {body.Length} bytes";
        }

        var text = System.Text.Encoding.UTF8.GetString(body);
        return wanted.TryGetProperty("contains", out var pieces) && pieces.EnumerateArray().Any(piece => !text.Contains(piece.GetString()!, StringComparison.Ordinal))
            ? "a body without what it should contain"
            : null;
    }

    private static string? Header(HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values)
            ? string.Join(",", values)
            : null;
}
