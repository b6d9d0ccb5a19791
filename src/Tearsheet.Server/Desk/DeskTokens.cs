using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tearsheet.Server.Work;

namespace Tearsheet.Server.Desk;

/// <summary>Who may come in by the desk's own listener: whoever shows a token that was made here and not revoked.</summary>
internal sealed class DeskTokens(WorkBook book, TimeProvider clock)
{
    private const string Prefix = "tearsheet_";
    private const int SecretLength = 32;

    /// <summary>Longer than any token: nothing beyond it is hashed.</summary>
    private const int MostLetters = 200;

    public const int MostNameLetters = 60;

    /// <summary>Makes a token; its text is in this answer and nowhere else afterwards.</summary>
    public DeskAnswer<TokenView> Make(string name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MostNameLetters || name.Any(char.IsControl))
        {
            return Refused("bad-name", $"A token's name has 1 to {MostNameLetters} letters on one line; it says whose or which browser's it is.");
        }

        if (book.Tokens().Any(kept => kept.Name == name))
        {
            return Refused("name-taken", $"There is a token \"{name}\". Revoke it first, or choose another name.");
        }

        var token = Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretLength));
        var now = clock.GetUtcNow();
        return book.AddToken(name, SHA256.HashData(Encoding.UTF8.GetBytes(token)), now)
            ? new DeskAnswer<TokenView>.Done(new TokenView(name, token, now, UsedAt: null))
            : Refused("too-many-tokens", $"There are {WorkBook.MostTokens} tokens. Revoke those that nobody uses.");
    }

    public TokenList List() => new([.. book.Tokens().Select(View)]);

    public DeskAnswer<TokenView> Revoke(string name) => book.RevokeToken(name) is { } gone
        ? new DeskAnswer<TokenView>.Done(View(gone))
        : Refused("no-such-token", $"There is no token \"{name}\". List them: tearsheet token list");

    /// <summary>Whose token it is; null when it is nobody's. Takes as long for a wrong one as for a right one.</summary>
    public string? NameOf(string token)
    {
        if (token.Length > MostLetters)
        {
            return null;
        }

        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        string? name = null;
        foreach (var kept in book.Tokens())
        {
            if (CryptographicOperations.FixedTimeEquals(hash, kept.Hash.Span))
            {
                name = kept.Name;
            }
        }

        if (name is not null)
        {
            book.NoteTokenUse(name, clock.GetUtcNow());
        }

        return name;
    }

    private static TokenView View(KeptToken kept) => new(kept.Name, Token: null, kept.Made, kept.Used);

    private static DeskAnswer<TokenView> Refused(string reason, string message) => new DeskAnswer<TokenView>.Refused(new Refusal(reason, message));
}
