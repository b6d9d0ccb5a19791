using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tearsheet.Gateway.Tests;

/// <summary>All shared gateway cases, run by ../shared/tools/gateway-check.mjs itself against this gateway on loopback (decision 28).</summary>
public sealed partial class GatewayCheckTests
{
    [Fact]
    public async Task Every_active_case_passes()
    {
        var cancel = TestContext.Current.CancellationToken;
        var data = SharedData.Folder();
        var tool = Path.Combine(data, "..", "tools", "gateway-check.mjs");
        Assert.SkipUnless(File.Exists(tool), "needs ../shared/tools: not beside this clone");
        Assert.SkipUnless(HasNode(), "needs Node 20 or newer: not on the path");

        using var cases = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(data, "ipfs", "gateway-cases.json"), cancel));
        await using var gateway = await FixtureGateway.StartAsync(cases.RootElement.GetProperty("setup"), data, cancel);
        var (code, output) = await RunAsync(tool, gateway.Address.GetLeftPart(UriPartial.Authority), cancel);

        var last = Counts().Match(output);
        Assert.True(code == 0 && last.Success, output);
        var active = cases.RootElement.GetProperty("cases").EnumerateArray().Count(one => !one.TryGetProperty("kuboHtml", out _));
        Assert.Equal(active.ToString(System.Globalization.CultureInfo.InvariantCulture), last.Groups["passed"].Value);
        Assert.Equal("0", last.Groups["failed"].Value);
    }

    private static bool HasNode()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var version = node.StandardOutput.ReadToEnd().Trim().TrimStart('v');
            return Version.TryParse(version, out var number) && number.Major >= 20;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int Code, string Output)> RunAsync(string tool, string address, CancellationToken cancellationToken)
    {
        using var node = Process.Start(new ProcessStartInfo("node", [tool, address, "--host", "example.com"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = node.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = node.StandardError.ReadToEndAsync(cancellationToken);
        await node.WaitForExitAsync(cancellationToken);
        return (node.ExitCode, await output + await error);
    }

    [GeneratedRegex(@"(?<passed>\d+) passed, (?<failed>\d+) failed, \d+ skipped", RegexOptions.RightToLeft | RegexOptions.ExplicitCapture)]
    private static partial Regex Counts();
}
