using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tearsheet.Gateway;
using Tearsheet.Ipld;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Bench;

/// <summary>Requests a second for one page of 10 KB: the gateway, Kestrel with a constant body, nginx from disk; and per CPU second.</summary>
internal static partial class GatewaySpeed
{
    private const int Rounds = 5;
    private const int Seconds = 4;
    private const string PagePath = "/links/2026/11/abc/index.html";

    public static async Task<int> RunAsync(int connections = 32)
    {
        var folder = Directory.CreateTempSubdirectory("tearsheet-bench-").FullName;
        Process? nginx = null;
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // A master that is root has workers that are nobody.
                File.SetUnixFileMode(folder, (UnixFileMode)Convert.ToInt32("755", 8));
            }

            var page = new byte[10_240];
            new Random(1).NextBytes(page);
            for (var i = 0; i < page.Length; i++)
            {
                page[i] = (byte)('a' + (page[i] % 26));
            }

            var nginxPort = FreePort();
            nginx = await StartNginxAsync(folder, page, nginxPort);
            await using var gateway = await StartGatewayAsync(page);
            await using var constant = await StartConstantAsync(page);
            (string Name, Uri Address, Func<TimeSpan> Cpu)[] servers =
            [
                ("nginx from disk", new Uri($"http://127.0.0.1:{nginxPort}{PagePath}"), () => CpuOfFamily(nginx.Id)),
                ("Kestrel, constant body", new Uri(constant.Urls.First() + PagePath), Own),
                ("gateway", new Uri(gateway.Urls.First() + PagePath), Own),
                ("gateway under /ipfs/", new Uri(gateway.Urls.First() + "/ipfs/" + s_root + PagePath), Own),
                ("gateway, raw block", new Uri(gateway.Urls.First() + "/ipfs/" + s_block + "?format=raw"), Own),
            ];
            foreach (var server in servers)
            {
                await MeasureAsync(server.Address, connections, server.Cpu);
            }

            var measured = servers.Select(_ => new List<(double PerSecond, double PerCpuSecond)>()).ToArray();
            for (var round = 0; round < Rounds; round++)
            {
                for (var i = 0; i < servers.Length; i++)
                {
                    measured[i].Add(await MeasureAsync(servers[i].Address, connections, servers[i].Cpu));
                }
            }

            Console.WriteLine($"wrk -t1 -c{connections}, {Seconds} s, {Rounds} rounds in turn, medians; ratio to nginx within a round");
            for (var i = 0; i < servers.Length; i++)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{servers[i].Name,-24} {Median(measured[i].Select(one => one.PerSecond)),9:F0}/s {Median(measured[i].Zip(measured[0], (one, first) => one.PerSecond / first.PerSecond)),6:F2}   {Median(measured[i].Select(one => one.PerCpuSecond)),9:F0}/CPU s {Median(measured[i].Zip(measured[0], (one, first) => one.PerCpuSecond / first.PerCpuSecond)),6:F2}"));
            }

            return 0;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            Console.Error.WriteLine($"needs nginx and wrk: {missing.Message}");
            return 1;
        }
        finally
        {
            nginx?.Kill(entireProcessTree: true);
            nginx?.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string s_root = "";
    private static string s_block = "";

    private static TimeSpan Own()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    private static TimeSpan CpuOfFamily(int parent)
    {
        // The master does nothing; its workers are its children.
        var ticks = 0L;
        foreach (var stat in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])).Select(path => Path.Combine(path, "stat")))
        {
            try
            {
                var fields = File.ReadAllText(stat);
                var rest = fields[(fields.LastIndexOf(')') + 2)..].Split(' ');
                if (int.Parse(rest[1], CultureInfo.InvariantCulture) == parent)
                {
                    ticks += long.Parse(rest[11], CultureInfo.InvariantCulture) + long.Parse(rest[12], CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }

        return TimeSpan.FromMilliseconds(ticks * 10);
    }

    private static async Task<(double PerSecond, double PerCpuSecond)> MeasureAsync(Uri address, int connections, Func<TimeSpan> cpu)
    {
        var before = cpu();
        using var wrk = Process.Start(new ProcessStartInfo("wrk", ["-t1", $"-c{connections}", $"-d{Seconds}s", address.ToString()]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var text = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (text.Contains("Non-2xx", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(text);
        }

        var requests = double.Parse(Requests().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);
        var perSecond = double.Parse(PerSecond().Match(text).Groups[1].Value, CultureInfo.InvariantCulture);
        return (perSecond, requests / (cpu() - before).TotalSeconds);
    }

    private static async Task<WebApplication> StartGatewayAsync(byte[] page)
    {
        var blocks = new MemoryBlocks();
        var file = new FileImporter(ImportProfile.UnixFsV1_2025, blocks).Import(page);
        var root = await new TreeEditor(ImportProfile.UnixFsV1_2025, blocks, blocks).ApplyAsync(null, [TreeChange.Put(PagePath[1..], file)], CancellationToken.None);
        s_root = root.Cid.ToString();
        s_block = file.Cid.ToString();
        var gateway = new BlockGateway(blocks, new GatewayPolicy { StyleHashes = ["sha256-glaVSy2UP7H2Fe/ss6ZzvrG3blKK60HCHcOt9KWdmzg="] });
        return await StartAsync(context => context.Request.Path.Value!.StartsWith("/ipfs/", StringComparison.Ordinal)
            ? gateway.ServeIpfsAsync(context)
            : gateway.ServeRootAsync(context, root.Cid, null));
    }

    private static Task<WebApplication> StartConstantAsync(byte[] page) => StartAsync(async context =>
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = page.Length;
        await context.Response.BodyWriter.WriteAsync(page);
    });

    private static async Task<WebApplication> StartAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }

    private static async Task<Process> StartNginxAsync(string folder, byte[] page, int port)
    {
        var path = Path.Combine(folder, "site" + PagePath);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, page);
        var settings = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(settings, $$"""
            daemon off;
            worker_processes auto;
            pid {{folder}}/pid;
            error_log {{folder}}/error.log;
            events { worker_connections 1024; }
            http {
                types { text/html html; }
                charset utf-8;
                access_log off;
                sendfile on;
                tcp_nopush on;
                keepalive_requests 100000000;
                open_file_cache max=1000;
                client_body_temp_path {{folder}}/b; proxy_temp_path {{folder}}/p; fastcgi_temp_path {{folder}}/f; uwsgi_temp_path {{folder}}/u; scgi_temp_path {{folder}}/s;
                server { listen 127.0.0.1:{{port}}; root {{folder}}/site; etag on; }
            }
            """);
        var nginx = Process.Start(new ProcessStartInfo("nginx", ["-c", settings, "-p", folder]) { RedirectStandardError = true, UseShellExecute = false })!;
        using var client = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(client, disposeHandler: false);
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var answer = await invoker.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{PagePath}"), CancellationToken.None);
                return answer.StatusCode == HttpStatusCode.OK ? nginx : throw new InvalidOperationException($"nginx answers {answer.StatusCode}");
            }
            catch (HttpRequestException) when (tries < 50)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Requests();

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex PerSecond();
}
