using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Tearsheet.Server.Tests.Support;

/// <summary>What a run of the program printed, and how it ended.</summary>
internal sealed record Ran(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<string> Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public IReadOnlyList<JsonElement> JsonLines => [.. Lines.Select(line => JsonDocument.Parse(line).RootElement)];

    public Ran Ends(int exitCode)
    {
        Assert.True(ExitCode == exitCode, $"ended with {ExitCode}, not {exitCode}\n{Output}\n{Error}");
        return this;
    }
}

/// <summary>Runs the real program as a process of its own, as its user would.</summary>
internal static class Tool
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "tearsheet.dll");

    public static async Task<Ran> RunAsync(params string[] words)
    {
        await using var started = Start(words);
        return await started.EndAsync();
    }

    public static async Task<Ran> RunWithInputAsync(string input, params string[] words)
    {
        await using var started = Start(words, redirectInput: true);
        await started.GiveInputAsync(input);
        return await started.EndAsync();
    }

    public static Running Start(IEnumerable<string> words, bool redirectInput = false, params string[] before)
    {
        var start = new ProcessStartInfo(before.Length > 0 ? before[0] : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (before.Length > 0)
        {
            foreach (var word in before.Skip(1).Append("dotnet"))
            {
                start.ArgumentList.Add(word);
            }
        }

        start.ArgumentList.Add(Dll);
        foreach (var word in words)
        {
            start.ArgumentList.Add(word);
        }

        // Many short processes on few cores: the second compiler pass would only take time from the others.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["NO_COLOR"] = "1";
        start.Environment.Remove("TEARSHEET_DATA");
        var running = new Running(Process.Start(start)!);
        if (!redirectInput)
        {
            running.CloseInput();
        }

        return running;
    }
}

/// <summary>A run that has not ended yet.</summary>
internal sealed partial class Running : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _lines = [];
    private readonly StringBuilder _said = new();
    private readonly SemaphoreSlim _changed = new(0);
    private readonly Task _reading;
    private readonly Task<string> _errors;

    public Running(Process process)
    {
        _process = process;
        _reading = ReadAsync();
        _errors = ReadErrorsAsync();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>The lines printed so far; an unfinished one is not among them.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>What was said on standard error so far.</summary>
    public string Error
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    public void CloseInput() => _process.StandardInput.Close();

    public async Task GiveInputAsync(string text)
    {
        try
        {
            await _process.StandardInput.WriteAsync(text);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has read enough and gone; how it ended says the rest.
        }
    }

    /// <summary>Waits until the output so far is as wanted.</summary>
    public async Task UntilAsync(Func<IReadOnlyList<string>, bool> wanted)
    {
        using var deadline = new CancellationTokenSource(Tool.Deadline);
        while (!wanted(Lines))
        {
            if (_reading.IsCompleted)
            {
                Assert.Fail($"ended before it printed what was waited for\n{string.Join('\n', Lines)}\n{await _errors}");
            }

            await Task.WhenAny(_changed.WaitAsync(deadline.Token), _reading);
            deadline.Token.ThrowIfCancellationRequested();
        }
    }

    public void Interrupt() => Assert.Equal(0, Kill(_process.Id, 2));

    public void Terminate() => Assert.Equal(0, Kill(_process.Id, 15));

    public void Kill() => _process.Kill();

    /// <summary>Completes when the output has ended.</summary>
    public Task EndedAsync() => _reading;

    public async Task<Ran> EndAsync()
    {
        using var deadline = new CancellationTokenSource(Tool.Deadline);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            Assert.Fail($"did not end within {Tool.Deadline}\n{string.Join('\n', Lines)}\n{await _errors}");
        }

        await _reading;
        return new Ran(_process.ExitCode, string.Join('\n', Lines), await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _changed.Dispose();
    }

    private async Task<string> ReadErrorsAsync()
    {
        var buffer = new char[4096];
        int length;
        while ((length = await _process.StandardError.ReadAsync(buffer)) > 0)
        {
            lock (_said)
            {
                _said.Append(buffer, 0, length);
            }
        }

        return Error;
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (_lines)
            {
                _lines.Add(line);
            }

            _changed.Release();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
