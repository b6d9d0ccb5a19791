using Tearsheet.Reading.Articles;

namespace Tearsheet.Reading.Edits;

/// <summary>One comparison under way.</summary>
internal sealed class EditWork(UnitTokens[] before, UnitTokens[] after, EditJudge judge, Aligner aligner)
{
    private static readonly EditPlace[] s_fields =
        [EditPlace.Headline, EditPlace.Standfirst, EditPlace.Byline, EditPlace.Published, EditPlace.LeadPicture];

    /// <summary>What was found so far.</summary>
    public List<ArticleEdit> Edits { get; } = [];

    /// <summary>Compares what stands around the body, each with its own.</summary>
    public void AddFields(bool isSamePicture)
    {
        foreach (var place in s_fields)
        {
            var old = Array.FindIndex(before, unit => unit.Unit.Place == place);
            var young = Array.FindIndex(after, unit => unit.Unit.Place == place);
            Add(place, old < 0 ? [] : [old], young < 0 ? [] : [young], isMoved: false, isOther: place == EditPlace.LeadPicture && !isSamePicture);
        }
    }

    /// <summary>Compares the body.</summary>
    public void AddBody(KeyBook book)
    {
        var (old, young) = (BodyOf(before), BodyOf(after));
        var (firstOld, firstYoung) = (before.Length - old.Length, after.Length - young.Length);
        foreach (var pair in new BlockPairing(old, young, book, aligner).Pair())
        {
            Add(
                EditPlace.Body,
                Array.ConvertAll(pair.Before, at => at + firstOld),
                Array.ConvertAll(pair.After, at => at + firstYoung),
                pair.Moved,
                isOther: false);
        }
    }

    private static UnitTokens[] BodyOf(UnitTokens[] units) => [.. units.SkipWhile(unit => unit.Unit.Place != EditPlace.Body)];

    private void Add(EditPlace place, int[] olds, int[] youngs, bool isMoved, bool isOther)
    {
        if (olds.Length == 0 && youngs.Length == 0)
        {
            if (isOther)
            {
                Edits.Add(Made([EditKind.Picture], place, olds, youngs, []));
            }

            return;
        }

        if (olds.Length == 0 || youngs.Length == 0)
        {
            AddOneSided(place, olds, youngs, isOther);
            return;
        }

        var old = UnitTokens.Joined(Array.ConvertAll(olds, at => before[at]));
        var young = UnitTokens.Joined(Array.ConvertAll(youngs, at => after[at]));
        if (!isMoved && !isOther && old.Unit.Text == young.Unit.Text)
        {
            return;
        }

        var stretches = WordDiff.Of(old, young, aligner);
        var kinds = Placed(judge.Of(stretches, old, young), place);
        if (isMoved)
        {
            kinds.Add(EditKind.Move);
        }

        if (isOther)
        {
            kinds.Add(EditKind.Picture);
        }

        if (kinds.Count > 0)
        {
            Edits.Add(Made(kinds, place, olds, youngs, WordDiff.Pieces(stretches, old, young)));
        }
    }

    private void AddOneSided(EditPlace place, int[] olds, int[] youngs, bool isOther)
    {
        var isDeleted = youngs.Length == 0;
        var unit = UnitTokens.Joined(Array.ConvertAll(isDeleted ? olds : youngs, at => (isDeleted ? before : after)[at]));
        var kind = unit.Words == 0 ? EditKind.Typography : isDeleted ? EditKind.Deletion : EditKind.Addition;
        var kinds = Placed([kind], place);
        if (isOther)
        {
            kinds = [EditKind.Picture];
        }

        var text = unit.Unit.Text;
        Edits.Add(Made(kinds, place, olds, youngs, [isDeleted ? new EditPiece(text, "") : new EditPiece("", text)]));
    }

    /// <summary>In some places it is the place that says what an edit is.</summary>
    private static List<EditKind> Placed(List<EditKind> kinds, EditPlace place)
    {
        EditKind? own = place switch
        {
            EditPlace.Headline => EditKind.Headline,
            EditPlace.Byline => EditKind.Name,
            EditPlace.Published => EditKind.Figure,
            _ => null,
        };
        return own is { } kind && kinds.Exists(found => found != EditKind.Typography)
            ? [kind, .. kinds.Where(found => found != kind)]
            : kinds;
    }

    private ArticleEdit Made(List<EditKind> kinds, EditPlace place, int[] olds, int[] youngs, Sequence<EditPiece> pieces) => new(
        Sequence.From(kinds.Distinct().Order()),
        place,
        Sequence.From(olds),
        Sequence.From(youngs),
        pieces,
        Blocks(before, olds),
        Blocks(after, youngs));

    private static Sequence<int> Blocks(UnitTokens[] units, int[] which) =>
        Sequence.From(which.Select(at => units[at].Unit.Block).Where(block => block >= 0).Distinct());
}
