using System.Diagnostics;

namespace Tearsheet.Server.Tests.Support;

/// <summary>
/// The servers of ../shared/tools/ipfs-interop/rpc-peer: js-ipfs, which speaks most of Kubo's RPC, and a mock of the Pinning Service API.
/// </summary>
internal sealed class RpcPeer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _rest;

    private RpcPeer(Process process, Task rest, string line)
    {
        _process = process;
        _rest = rest;
        Line = line;
    }

    /// <summary>What it printed when it was ready.</summary>
    public string Line { get; }

    /// <summary>The address in that line.</summary>
    public Uri Address => new(Line.Split(' ')[1]);

    /// <summary>Starts a server; skips the test where it cannot run.</summary>
    public static async Task<RpcPeer> StartAsync(string script, params string[] arguments)
    {
        var folder = await InteropFolder.InstallAsync("rpc-peer", ["--ignore-scripts"], TestContext.Current.CancellationToken);
        var process = InteropFolder.Start("node", folder, [script, .. arguments]);
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            while (await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
            {
                if (line.Contains("http://127.0.0.1", StringComparison.Ordinal))
                {
                    return new RpcPeer(process, Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None)), line);
                }
            }

            throw new InvalidOperationException("it ended: " + await process.StandardError.ReadToEndAsync(deadline.Token));
        }
        catch (Exception)
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _rest;
        _process.Dispose();
    }
}
