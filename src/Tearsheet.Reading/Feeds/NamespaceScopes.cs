using Tearsheet.Reading.Feeds.Markup;

namespace Tearsheet.Reading.Feeds;

/// <summary>Which prefix means which vocabulary, at the place that was reached.</summary>
internal sealed class NamespaceScopes
{
    private const int Most = 200;

    private readonly List<(string Prefix, Vocabulary Vocabulary, int Depth)> _declared = [];

    public void Declare(ReadOnlySpan<char> attributes, int depth)
    {
        var reader = new AttributeReader(attributes);
        while (_declared.Count < Most && reader.Read())
        {
            if (reader.Name.StartsWith("xmlns") && (reader.Name.Length == 5 || reader.Name[5] == ':'))
            {
                var prefix = reader.Name.Length == 5 ? "" : reader.Name[6..].ToString();
                _declared.Add((prefix, Vocabularies.OfNamespace(Entities.Decode(reader.Value), isDefault: prefix.Length == 0), depth));
            }
        }
    }

    public void Leave(int depth)
    {
        while (_declared.Count > 0 && _declared[^1].Depth >= depth)
        {
            _declared.RemoveAt(_declared.Count - 1);
        }
    }

    public Vocabulary Find(ReadOnlySpan<char> prefix)
    {
        for (var i = _declared.Count - 1; i >= 0; i--)
        {
            if (prefix.SequenceEqual(_declared[i].Prefix))
            {
                return _declared[i].Vocabulary is Vocabulary.Unknown ? Vocabularies.OfPrefix(prefix) : _declared[i].Vocabulary;
            }
        }

        return Vocabularies.OfPrefix(prefix);
    }
}
