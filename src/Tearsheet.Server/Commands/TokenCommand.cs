using System.CommandLine;
using System.Globalization;
using Tearsheet.Server.Desk;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet token add|list|revoke</c>: who may hand pages to the desk's own listener.</summary>
internal sealed class TokenCommand : Verb
{
    public TokenCommand()
        : base("token", "Make, list and revoke the tokens with which browsers hand pages to the desk")
    {
        Add(new AddToken());
        Add(new ListTokens());
        Add(new RevokeToken());
    }

    public override IReadOnlyList<string> Examples =>
        ["tearsheet token add \"Anna's Firefox\"", "tearsheet token list", "tearsheet token revoke \"Anna's Firefox\""];

    private static string InWords(TokenView token) =>
        $"{token.Name}  made {Day(token.MadeAt)}  {(token.UsedAt is { } used ? "last used " + Day(used) : "never used")}";

    private static string Day(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>
    /// A verb on the tokens in desk.db. It goes to the file itself, whoever else has it open: a running <c>serve</c> looks at each request.
    /// </summary>
    private abstract class TokenVerb(string name, string description) : DeskVerb(name, description)
    {
        protected abstract int Run(ParseResult parsed, Terminal terminal, DeskTokens tokens);

        protected override Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>
            Folder(parsed, terminal) is not { } folder
                ? Task.FromResult((int)ExitCode.Usage)

                // Opening the archive tells whether there is a desk at all.
                : ReadAsync(parsed, terminal, _ =>
                {
                    using var book = WorkBook.Open(folder.DeskFile, mayWrite: true, out var problem);
                    return Task.FromResult(
                        book is null ? terminal.Fail(ExitCode.NoDesk, "bad-desk-file", problem) : Run(parsed, terminal, new DeskTokens(book, TimeProvider.System)));
                });
    }

    private sealed class AddToken : TokenVerb
    {
        private readonly Argument<string> _name = new("NAME") { Description = "Whose it is, or which browser's" };

        public AddToken()
            : base("add", "Make a token; it is printed once and kept nowhere") => Takes(_name);

        public override IReadOnlyList<string> Examples => ["tearsheet token add \"Anna's Firefox\""];

        public override IReadOnlyList<string> ExitCodes => ["1  refused; nothing was changed", NoDeskCode, StorageCode];

        protected override int Run(ParseResult parsed, Terminal terminal, DeskTokens tokens)
        {
            var answer = tokens.Make(parsed.GetRequiredValue(_name));
            var end = Say(terminal, answer, DeskJson.Wire.TokenView, made => made.Token!);
            if (answer is DeskAnswer<TokenView>.Done)
            {
                terminal.Note("Keep it now: it is not shown again. It may add links and captures until it is revoked.");
            }

            return end;
        }
    }

    private sealed class ListTokens : TokenVerb
    {
        public ListTokens()
            : base("list", "List the tokens: their names, when they were made and last used") => Takes();

        public override IReadOnlyList<string> Examples => ["tearsheet token list"];

        public override IReadOnlyList<string> ExitCodes => [NoDeskCode, StorageCode];

        protected override int Run(ParseResult parsed, Terminal terminal, DeskTokens tokens)
        {
            var list = tokens.List();
            terminal.Value(list, DeskJson.Wire.TokenList);
            foreach (var token in list.Tokens)
            {
                terminal.Line(InWords(token));
            }

            return (int)ExitCode.Done;
        }
    }

    private sealed class RevokeToken : TokenVerb
    {
        private readonly Argument<string> _name = new("NAME") { Description = "As in tearsheet token list" };

        public RevokeToken()
            : base("revoke", "Take a token away, from this moment on") => Takes(_name);

        public override IReadOnlyList<string> Examples => ["tearsheet token revoke \"Anna's Firefox\""];

        public override IReadOnlyList<string> ExitCodes => ["1  there is no such token", NoDeskCode, StorageCode];

        protected override int Run(ParseResult parsed, Terminal terminal, DeskTokens tokens) =>
            Say(terminal, tokens.Revoke(parsed.GetRequiredValue(_name)), DeskJson.Wire.TokenView, gone => $"revoked {gone.Name}");
    }
}
