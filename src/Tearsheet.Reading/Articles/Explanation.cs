namespace Tearsheet.Reading.Articles;

/// <summary>Which witness gave a field of the article.</summary>
/// <param name="Field">"headline", "authors", "published".</param>
/// <param name="Witness">Where it stands in the page: "json-ld datePublished".</param>
/// <param name="Value">As it was taken over.</param>
public sealed record FieldWitness(string Field, string Witness, string Value);

/// <summary>Why a block of the page is in the body or not.</summary>
/// <param name="Text">The block's text, or its beginning.</param>
/// <param name="Score">How much it looks like the article's text; more is better.</param>
/// <param name="Kept">Whether it is in the body.</param>
/// <param name="Reason">What decided, in a few words.</param>
public readonly record struct BlockVerdict(string Text, int Score, bool Kept, string Reason);

/// <summary>Collects why an article came out as it did, for those who ask; nobody else pays for it.</summary>
public sealed class Explanation
{
    private readonly List<FieldWitness> _fields = [];
    private readonly List<BlockVerdict> _blocks = [];

    /// <summary>One for each field that was found, in the order of finding.</summary>
    public IReadOnlyList<FieldWitness> Fields => _fields;

    /// <summary>Every block of the page, in page order; empty for what is no page.</summary>
    public IReadOnlyList<BlockVerdict> Blocks => _blocks;

    internal void Add(string field, string witness, string? value)
    {
        if (value is not null)
        {
            _fields.Add(new(field, witness, value));
        }
    }

    internal void Add(in BlockVerdict block) => _blocks.Add(block);
}
