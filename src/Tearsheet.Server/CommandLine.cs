using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using Tearsheet.Server.Commands;

namespace Tearsheet.Server;

/// <summary>From the words of the command line to the exit code.</summary>
internal static class CommandLine
{
    /// <summary>Every verb of the program, in the order in which a desk meets them.</summary>
    public static RootCommand Build()
    {
        var root = new RootCommand("Tearsheet: a self-hosted news-link desk. A link becomes a proven page.")
        {
            new InitCommand(),
            new AddCommand(),
            new FileCommand(),
            new RetractCommand(),
            new FollowCommand(),
            new FeedsCommand(),
            new UnfollowCommand(),
            new TokenCommand(),
            new SourceCommand(),
            new TopicCommand(),
            new SiteCommand(),
            new ListCommand(),
            new ShowCommand(),
            new HistoryCommand(),
            new EditionCommand(),
            new ServeCommand(),
            new ReadCommand(),
            new RereadCommand(),
            new StatusCommand(),
            new VerifyCommand(),
            new ReindexCommand(),
            new GcCommand(),
            new ExportCommand(),
            new ImportCommand(),
            new NameCommand(),
            new PublishCommand(),
            new MirrorCommand(),
            new PackCommand(),
            new CidCommand(),
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction usual } help)
            {
                help.Action = new HelpWithExamples(usual);
            }
        }

        return root;
    }

    public static async Task<int> RunAsync(IReadOnlyList<string> words)
    {
        var root = Build();
        if (words.Count == 0)
        {
            await root.Parse(["--help"]).InvokeAsync(configuration: null, CancellationToken.None);
            return (int)ExitCode.Usage;
        }

        var parsed = root.Parse(words);
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            return Misused(parsed);
        }

        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var streams = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            return await parsed.InvokeAsync(streams, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Terminal.For(parsed).Fail(ExitCode.Interrupted, "stopped", "Stopped before it was done.");
        }
        catch (Exception fault) when (StorageWords.Of(fault) is not null)
        {
            return Terminal.For(parsed).Fail(StorageWords.Code(fault), "storage", StorageWords.Of(fault)!);
        }
        catch (UnauthorizedAccessException fault)
        {
            return Terminal.For(parsed).Fail(
                ExitCode.NoDesk, "no-access", $"{fault.Message} Run as the owner of the data folder, or give this user access to it.");
        }

        void Stop(PosixSignalContext signal)
        {
            // The first signal asks the work to end well. The second is taken as meant: the default ends the process.
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    private static int Misused(ParseResult parsed)
    {
        var error = parsed.InvocationConfiguration.Error;
        foreach (var fault in parsed.Errors)
        {
            error.WriteLine("tearsheet: " + fault.Message);
        }

        error.WriteLine($"Try: {Path(parsed.CommandResult)} --help");
        return (int)ExitCode.Usage;
    }

    private static string Path(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Path(parent)} {result.Command.Name}" : "tearsheet";
}
