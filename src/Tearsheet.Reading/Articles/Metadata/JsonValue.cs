namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>A JSON value as a page wrote it; numbers and literals are text.</summary>
internal abstract record JsonValue
{
    private JsonValue()
    {
    }

    internal sealed record Text(string Value) : JsonValue;

    /// <summary>A number, true, false or null, as written.</summary>
    internal sealed record Literal(string Value) : JsonValue;

    internal sealed record List(IReadOnlyList<JsonValue> Items) : JsonValue;

    /// <summary>Of two members with one name the first counts.</summary>
    internal sealed record Map(IReadOnlyList<KeyValuePair<string, JsonValue>> Members) : JsonValue
    {
        public JsonValue? this[string name]
        {
            get
            {
                foreach (var (key, value) in Members)
                {
                    if (key == name)
                    {
                        return value;
                    }
                }

                return null;
            }
        }
    }
}
