using System.CommandLine;
using System.Text;
using System.Text.Json.Serialization.Metadata;
using Spectre.Console;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary>
/// What a command says, and where: results go to standard output, as text or as JSON; everything said on the way goes to
/// standard error. Text that came from outside cannot steer the terminal it is shown on.
/// </summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool json, bool outputIsTerminal, bool errorIsTerminal)
{
    private static readonly TimeSpan BetweenPlainLines = TimeSpan.FromSeconds(5);

    private readonly Lock _speaking = new();

    /// <summary>The console on which a progress bar is being drawn just now.</summary>
    private IAnsiConsole? _live;

    public bool Json => json;

    public static Terminal For(ParseResult parsed) => For(parsed, parsed.GetValue(SharedOptions.Json));

    public static Terminal For(ParseResult parsed, bool json)
    {
        var streams = parsed.InvocationConfiguration;
        return new Terminal(streams.Output, streams.Error, json, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
    }

    /// <summary>A whole document as the result: to a file or pipe as it is, to a terminal without what could steer it.</summary>
    public void Document(string text)
    {
        lock (_speaking)
        {
            output.Write(outputIsTerminal ? Printable(text) : text);
        }
    }

    /// <summary>A line of the result, for people. Says nothing under <c>--json</c>.</summary>
    public void Line(string text)
    {
        if (json)
        {
            return;
        }

        lock (_speaking)
        {
            if (_live is not null && outputIsTerminal)
            {
                // The bar stands on this same screen: only its own console knows how to write above it.
                _live.Write(new Text(Printable(text) + "\n"));
                return;
            }

            output.WriteLine(Printable(text));
        }
    }

    /// <summary>A value of the result, for machines: one line of JSON. Says nothing without <c>--json</c>.</summary>
    public void Value<T>(T value, JsonTypeInfo<T> type)
    {
        if (!json)
        {
            return;
        }

        lock (_speaking)
        {
            output.WriteLine(System.Text.Json.JsonSerializer.Serialize(value, type));
        }
    }

    /// <summary>Says which rules for addresses were skipped; of many the first few.</summary>
    public void NoteRuleFaults(IReadOnlyList<string> faults)
    {
        const int Shown = 10;
        foreach (var fault in faults.Take(Shown))
        {
            Note("links.clearUrlsRules: " + fault);
        }

        if (faults.Count > Shown)
        {
            Note(FormattableString.Invariant($"links.clearUrlsRules: {faults.Count - Shown} more were skipped."));
        }
    }

    /// <summary>Something worth knowing that is no part of the result.</summary>
    public void Note(string text)
    {
        lock (_speaking)
        {
            if (_live is not null)
            {
                _live.Write(new Text(Printable(text) + "\n"));
                return;
            }

            error.WriteLine(Printable(text));
        }
    }

    /// <summary>Says why the command ends without having done its work.</summary>
    /// <param name="message">What was wrong, where, and what to do.</param>
    public int Fail(ExitCode code, string reason, string message)
    {
        Value(new Failure(new Refusal(reason, message)), DeskJson.Wire.Failure);
        Note("tearsheet: " + message);
        return (int)code;
    }

    /// <summary>Runs long work under a bar on a terminal, and under a plain line every few seconds elsewhere.</summary>
    /// <param name="what">What is being done, such as <c>Reading pages</c>.</param>
    /// <param name="total">How many steps there will be; null when nobody knows yet.</param>
    /// <param name="work">Is handed what it calls with the number of steps done so far.</param>
    public async Task<T> WithProgressAsync<T>(string what, long? total, Func<Action<long>, Task<T>> work)
    {
        if (!errorIsTerminal)
        {
            var last = TimeProvider.System.GetTimestamp();
            return await work(done =>
            {
                lock (_speaking)
                {
                    if (TimeProvider.System.GetElapsedTime(last) < BetweenPlainLines)
                    {
                        return;
                    }

                    last = TimeProvider.System.GetTimestamp();
                    error.WriteLine(total is { } all ? Invariant($"{what}: {done} of {all}") : Invariant($"{what}: {done}"));
                }
            });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        _live = console;
        try
        {
            return await console.Progress().AutoClear(enabled: true)
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
                .StartAsync(async bars =>
                {
                    var bar = bars.AddTask(Markup.Escape(what), maxValue: total ?? 1);
                    bar.IsIndeterminate = total is null;
                    return await work(done => bar.Value = done);
                });
        }
        finally
        {
            _live = null;
        }
    }

    /// <summary>The text without what a terminal would obey or what would turn its lines around.</summary>
    private static string Printable(string text)
    {
        if (!text.AsSpan().ContainsAny(Steering))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            clean.Append(Steering.Contains(character) ? '\uFFFD' : character);
        }

        return clean.ToString();
    }

    /// <summary>C0 (but for tab and line feed), DEL, C1, and the bidirectional overrides and isolates.</summary>
    private static readonly System.Buffers.SearchValues<char> Steering = System.Buffers.SearchValues.Create(
        string.Concat(
            Enumerable.Range(0, 32).Where(c => c is not '\t' and not '\n').Select(c => (char)c)
                .Concat(Enumerable.Range(0x7F, 33).Select(c => (char)c))
                .Concat("\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069")));
}
