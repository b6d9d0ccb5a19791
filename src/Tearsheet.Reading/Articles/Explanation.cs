namespace Tearsheet.Reading.Articles;

/// <summary>Which witness gave a field of the article.</summary>
/// <param name="Field">"headline", "authors", "published".</param>
/// <param name="Witness">Where it stands in the page: "json-ld datePublished".</param>
/// <param name="Value">As it was taken over.</param>
public sealed record FieldWitness(string Field, string Witness, string Value);

/// <summary>Collects why an article came out as it did, for those who ask; nobody else pays for it.</summary>
public sealed class Explanation
{
    private readonly List<FieldWitness> _fields = [];

    /// <summary>One for each field that was found, in the order of finding.</summary>
    public IReadOnlyList<FieldWitness> Fields => _fields;

    internal void Add(string field, string witness, string? value)
    {
        if (value is not null)
        {
            _fields.Add(new(field, witness, value));
        }
    }
}
