using System.CommandLine;
using Tearsheet.Ipld;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Packing;

namespace Tearsheet.Server.Commands;

/// <summary>What <c>pack</c> and <c>cid</c> have in common: a path, a profile, and no desk.</summary>
internal abstract class ImportVerb : Verb
{
    private readonly Argument<string> _path = new("PATH") { Description = "A file or a folder" };

    private readonly Option<string> _profile = new("--profile")
    {
        Description = "Which rules cut it into blocks",
        HelpName = "unixfs-v1-2025|unixfs-v0-2015",
        DefaultValueFactory = _ => "unixfs-v1-2025",
    };

    private readonly Option<bool> _hidden = new("--hidden") { Description = "Take names that begin with a dot too" };

    protected ImportVerb(string name, string description)
        : base(name, description)
    {
        Add(_path);
        _profile.AcceptOnlyFromAmong("unixfs-v1-2025", "unixfs-v0-2015");
        Add(_profile);
        Add(_hidden);
        SetAction((parsed, cancellationToken) => RunAsync(parsed, Terminal.For(parsed), cancellationToken));
    }

    protected abstract Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken);

    protected string PathOf(ParseResult parsed) => parsed.GetRequiredValue(_path);

    protected ImportProfile ProfileOf(ParseResult parsed) =>
        ImportProfile.TryFind(parsed.GetRequiredValue(_profile), out var profile)
            ? profile
            : throw new InvalidOperationException("The parser lets only known profiles through.");

    protected async Task<Imported> ImportAsync(
        ParseResult parsed, IBlockSink sink, Terminal terminal, CancellationToken cancellationToken) =>
        await new TreeImport(ProfileOf(parsed), sink, parsed.GetValue(_hidden), terminal.Note)
            .ImportAsync(PathOf(parsed), cancellationToken);

    /// <summary>Whether the path is there; says so when it is not.</summary>
    protected bool IsThere(ParseResult parsed, Terminal terminal, out int code)
    {
        var path = PathOf(parsed);
        code = 0;
        if (Path.Exists(path))
        {
            return true;
        }

        code = terminal.Fail(ExitCode.Refused, "file-missing", $"{path} is not there.");
        return false;
    }

    protected static void Say(Terminal terminal, PackView view)
    {
        terminal.Value(view, DeskJson.Wire.PackView);
        terminal.Line(view.Cid);
    }
}
