namespace Tearsheet.Reading.Feeds.Markup;

/// <summary>Walks over the attributes of a tag, quoted in any way or not at all.</summary>
internal ref struct AttributeReader(ReadOnlySpan<char> text)
{
    /// <summary>Attributes of one tag that are looked at.</summary>
    public const int Most = 200;

    private ReadOnlySpan<char> _rest = text;
    private int _count;

    public ReadOnlySpan<char> Name { get; private set; }

    /// <summary>Still escaped.</summary>
    public ReadOnlySpan<char> Value { get; private set; }

    /// <summary>Whether the value stood without quotes, or with typographic ones.</summary>
    public bool IsBare { get; private set; }

    public bool Read()
    {
        _rest = _rest.TrimStart(" \t\r\n/");
        if (_rest.IsEmpty || ++_count > Most)
        {
            return false;
        }

        var end = _rest.IndexOfAny(" \t\r\n=");
        end = end == 0 ? 1 : end;
        Name = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[end..].TrimStart();
        Value = default;
        IsBare = true;
        if (_rest is not ['=', ..])
        {
            return true;
        }

        _rest = _rest[1..].TrimStart();
        if (_rest is ['"' or '\'', ..] && _rest[1..].IndexOf(_rest[0]) is >= 0 and var close)
        {
            Value = _rest.Slice(1, close);
            _rest = _rest[(close + 2)..];
            IsBare = false;
            return true;
        }

        var stop = _rest.IndexOfAny(" \t\r\n");
        Value = (stop < 0 ? _rest : _rest[..stop]).Trim("\"'\u201C\u201D\u2018\u2019");
        _rest = stop < 0 ? default : _rest[stop..];
        return true;
    }

    /// <summary>The value of one attribute, its escapes undone; null when it is not there. The first of two of a name counts.</summary>
    public static string? Find(ReadOnlySpan<char> attributes, ReadOnlySpan<char> name)
    {
        if (attributes.IsEmpty)
        {
            return null;
        }

        var reader = new AttributeReader(attributes);
        while (reader.Read())
        {
            if (reader.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return Entities.Decode(reader.Value);
            }
        }

        return null;
    }
}
