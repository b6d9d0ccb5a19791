namespace Tearsheet.Reading.Articles.Body;

/// <summary>The two looks at a page's blocks: each alone, and each among the first look's verdicts.</summary>
/// <remarks>The data beside this file was grown by `Tearsheet.Bench train-body`; it names the sets that made it.</remarks>
internal sealed class BodyModel
{
    private const int SurelyFurniture = -2_600;

    private readonly TreeModel _first;
    private readonly TreeModel _second;

    private BodyModel(TreeModel first, TreeModel second) => (_first, _second) = (first, second);

    public static BodyModel Shipped { get; } = Load();

    /// <summary>The score of each block, in thousandths of the logit: at about zero the odds are even.</summary>
    public int[] Score(BlockFeatures features, int blocks)
    {
        var (verdicts, scores) = (new int[blocks], new int[blocks]);
        for (var i = 0; i < blocks; i++)
        {
            scores[i] = _first.Score(features.Row(i), SurelyFurniture);
            verdicts[i] = TreeModel.Verdict(scores[i]);
        }

        // Eight of ten blocks are plain furniture; a second look has not saved one of them.
        features.FillSecond(verdicts);
        for (var i = 0; i < blocks; i++)
        {
            scores[i] = scores[i] < SurelyFurniture ? scores[i] : Both(scores[i], _second.Score(features.Row(i), SurelyFurniture));
        }

        return scores;
    }

    /// <summary>What the two looks say together: on sites unseen their mean errs less than either.</summary>
    public static int Both(int first, int second) => (first + second) / 2;

    private static BodyModel Load()
    {
        using var stream = typeof(BodyModel).Assembly.GetManifestResourceStream("body-model.txt")
            ?? throw new InvalidOperationException("body-model.txt is not in the assembly");
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines[0] != "tearsheet-body-model 1")
        {
            throw new InvalidOperationException($"body-model.txt begins with \"{lines[0]}\"; this engine reads \"tearsheet-body-model 1\"");
        }

        var looks = Enumerable.Range(0, lines.Length).Where(i => lines[i].StartsWith("look ", StringComparison.Ordinal)).ToArray();
        return new(TreeModel.Parse(lines[(looks[0] + 1)..looks[1]]), TreeModel.Parse(lines[(looks[1] + 1)..]));
    }
}
