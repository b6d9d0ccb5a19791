using System.Text;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Edits;

/// <summary>What an edit changed, from what matters most to what matters least: the order of this list is the ranking.</summary>
public enum EditKind
{
    /// <summary>The headline says something else.</summary>
    Headline,

    /// <summary>A number, an amount, a date or the day of publication.</summary>
    Figure,

    /// <summary>A person, a place, a body: a name in the text, or the byline.</summary>
    Name,

    /// <summary>What somebody is quoted to have said.</summary>
    Quote,

    /// <summary>A sentence or a paragraph is gone.</summary>
    Deletion,

    /// <summary>A sentence or a paragraph is new.</summary>
    Addition,

    /// <summary>The lead picture is another one.</summary>
    Picture,

    /// <summary>Other words.</summary>
    Wording,

    /// <summary>A paragraph stands elsewhere.</summary>
    Move,

    /// <summary>A word is spelled otherwise.</summary>
    Spelling,

    /// <summary>Quotation marks, dashes, commas, capitals, where a paragraph ends: the words are the same.</summary>
    Typography,
}

/// <summary>Where in the article an edit lies.</summary>
public enum EditPlace
{
    Headline,
    Standfirst,
    Byline,
    Published,
    LeadPicture,
    Body,
}

/// <summary>A piece of an edited text: the same in both versions, only in the old one, or only in the new one.</summary>
/// <param name="Before">As it stood; empty for what is new.</param>
/// <param name="After">As it stands; empty for what is gone. Differs from <paramref name="Before"/> by typography only when neither is empty.</param>
public readonly record struct EditPiece(string Before, string After)
{
    public bool IsDeleted => After.Length == 0;

    public bool IsInserted => Before.Length == 0 && After.Length > 0;

    /// <summary>What a reader is shown.</summary>
    public string Text => IsDeleted ? Before : After;
}

/// <summary>One edit: a piece of text of the old version, of the new one, or of both.</summary>
/// <param name="Kinds">All that it changed, what matters most first. Never empty.</param>
/// <param name="Place">Where it lies.</param>
/// <param name="Before">Which of the old version's pieces of text (<see cref="ArticleUnits"/>); empty when it adds.</param>
/// <param name="After">Which of the new version's; empty when it deletes.</param>
/// <param name="Pieces">The words. All <see cref="EditPiece.Before"/> together are the old text, all <see cref="EditPiece.After"/> the new one.</param>
/// <param name="BlocksBefore">The body blocks of the old version that hold it; empty outside the body.</param>
/// <param name="BlocksAfter">The body blocks of the new version that hold it; empty outside the body.</param>
public sealed record ArticleEdit(
    Sequence<EditKind> Kinds,
    EditPlace Place,
    Sequence<int> Before,
    Sequence<int> After,
    Sequence<EditPiece> Pieces,
    Sequence<int> BlocksBefore,
    Sequence<int> BlocksAfter)
{
    /// <summary>What ranks it.</summary>
    public EditKind Kind => Kinds[0];

    public string TextBefore => Joined(static piece => piece.Before);

    public string TextAfter => Joined(static piece => piece.After);

    /// <summary>The words with what stayed the same cut down to its ends: "… so many words before" the change and after it.</summary>
    /// <param name="context">Characters, about, that are left beside each change.</param>
    public IReadOnlyList<EditPiece> Shortened(int context)
    {
        var pieces = new List<EditPiece>(Pieces.Count);
        for (var at = 0; at < Pieces.Count; at++)
        {
            var piece = Pieces[at];
            if (piece.IsDeleted || piece.IsInserted)
            {
                pieces.Add(piece);
                continue;
            }

            var text = Shortened(piece.After, at == 0 ? 0 : context, at == Pieces.Count - 1 ? 0 : context);
            pieces.Add(new EditPiece(text, text));
        }

        return pieces;
    }

    private static string Shortened(string text, int head, int tail)
    {
        if (text.Length <= head + tail + 2)
        {
            return text;
        }

        var first = head == 0 ? 0 : text.LastIndexOf(' ', head);
        var last = tail == 0 ? text.Length : text.IndexOf(' ', text.Length - tail);
        first = first < 0 || (head > 0 && first == 0) ? head : first;
        last = last < 0 ? text.Length - tail : last;

        // Half a surrogate pair is no character.
        first -= first > 0 && char.IsHighSurrogate(text[first - 1]) ? 1 : 0;
        last += last < text.Length && char.IsLowSurrogate(text[last]) ? 1 : 0;
        return (first, last == text.Length) switch
        {
            (0, true) => "",
            (0, _) => "…" + text[last..],
            (_, true) => text[..first] + " …",
            _ => text[..first] + " …" + text[last..],
        };
    }

    private string Joined(Func<EditPiece, string> side)
    {
        var text = new StringBuilder();
        foreach (var piece in Pieces)
        {
            text.Append(side(piece));
        }

        return text.ToString();
    }
}
