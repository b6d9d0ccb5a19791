using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Globalization;

namespace Tearsheet.Server.Commands;

/// <summary>A command that shows examples and its exit codes under its help text.</summary>
internal abstract class Verb : Command
{
    protected Verb(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>Lines for the help text: a command, then what it does after two spaces and a #.</summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Exit codes besides 0 and 2, each with what it means for this command.</summary>
    public virtual IReadOnlyList<string> ExitCodes => [];
}

/// <summary>The usual help, then the command's examples and exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not Verb verb)
        {
            return result;
        }

        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in verb.Examples)
        {
            output.WriteLine("  " + example);
        }

        output.WriteLine();
        output.WriteLine("Exit codes:");
        foreach (var code in verb.ExitCodes.Concat(["0  done", "2  the command line is wrong"]).OrderBy(Number))
        {
            output.WriteLine("  " + code);
        }

        output.WriteLine();
        return result;

        static int Number(string code) => int.Parse(code.AsSpan(0, code.IndexOf(' ', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
    }
}
