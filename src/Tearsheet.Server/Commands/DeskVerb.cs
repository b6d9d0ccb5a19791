using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Serialization.Metadata;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Commands;

/// <summary>A verb that works on a desk: it has <c>--data</c> and <c>--json</c>, and opens the desk the way its work needs.</summary>
internal abstract class DeskVerb : Verb
{
    protected const string HeldCode = "4  another process holds the desk and does not answer";
    protected const string NoDeskCode = "3  there is no desk in the data folder, or it cannot be opened";
    protected const string StorageCode = "6  the disk is full or failed";

    protected DeskVerb(string name, string description)
        : base(name, description) =>
        SetAction((parsed, cancellationToken) => RunAsync(parsed, Terminal.For(parsed), cancellationToken));

    protected abstract Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken);

    /// <summary>Adds what the verb takes, in the order of its help text, and after it the options that all have.</summary>
    protected void Takes(params ReadOnlySpan<Symbol> symbols)
    {
        foreach (var symbol in symbols)
        {
            switch (symbol)
            {
                case Argument argument:
                    Add(argument);
                    break;
                case Option option:
                    Add(option);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        Add(SharedOptions.Data);
        Add(SharedOptions.Json);
    }

    /// <summary>The chosen data folder; says what is missing and gives null where the platform names none.</summary>
    protected static DataFolder? Folder(ParseResult parsed, Terminal terminal)
    {
        var folder = DataFolder.Choose(parsed.GetValue(SharedOptions.Data));
        if (folder is null)
        {
            terminal.Fail(
                ExitCode.Usage, "no-data-folder", "No data folder: name one with --data DIR or TEARSHEET_DATA (HOME is not set).");
        }

        return folder;
    }

    /// <summary>Opens the desk for writing, here or through the <c>serve</c> that holds it, and works on it.</summary>
    protected static async Task<int> WriteAsync(
        ParseResult parsed, Terminal terminal, Func<IDesk, Task<int>> work, CancellationToken cancellationToken)
    {
        if (Folder(parsed, terminal) is not { } folder)
        {
            return (int)ExitCode.Usage;
        }

        switch (await DeskDoor.OpenAsync(folder, cancellationToken))
        {
            case DeskOpening.Opened opened:
                await using (opened.Desk)
                {
                    return await work(opened.Desk);
                }

            case DeskOpening.Refused refused:
                return terminal.Fail(refused.Code, refused.Why.Reason, refused.Why.Message);

            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Opens the archive for reading, which no other process can prevent, and works on it.</summary>
    protected static async Task<int> ReadAsync(ParseResult parsed, Terminal terminal, Func<DeskReader, Task<int>> work)
    {
        if (Folder(parsed, terminal) is not { } folder)
        {
            return (int)ExitCode.Usage;
        }

        switch (DeskDoor.OpenForReading(folder))
        {
            case ReaderOpening.Opened opened:
                using (opened.Reader)
                {
                    return await work(opened.Reader);
                }

            case ReaderOpening.Refused refused:
                return terminal.Fail(refused.Code, refused.Why.Reason, refused.Why.Message);

            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Prints what was done, or why it was not.</summary>
    protected static int Say<T>(Terminal terminal, DeskAnswer<T> answer, JsonTypeInfo<T> type, Func<T, string> inWords)
    {
        switch (answer)
        {
            case DeskAnswer<T>.Done done:
                terminal.Value(done.Value, type);
                terminal.Line(inWords(done.Value));
                return (int)ExitCode.Done;

            case DeskAnswer<T>.Refused refused:
                return terminal.Fail(ExitCode.Refused, refused.Why.Reason, refused.Why.Message);

            default:
                throw new UnreachableException();
        }
    }
}
