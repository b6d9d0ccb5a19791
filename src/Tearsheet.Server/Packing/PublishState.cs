using System.Text.Json;
using System.Text.Json.Serialization;
using Tearsheet.Distributing.Pushing;

namespace Tearsheet.Server.Packing;

/// <summary><c>DATA/publish.json</c>: what each target is known to hold. Losing it costs a longer push and nothing else.</summary>
internal sealed class PublishState(string file)
{
    private readonly Lock _writing = new();
    private Dictionary<string, TargetState> _targets = Read(file);

    public IReadOnlyDictionary<string, TargetState> Targets => _targets;

    public TargetState Of(string target) => _targets.GetValueOrDefault(target) ?? new TargetState();

    public void Save(string target, TargetState state)
    {
        lock (_writing)
        {
            _targets = new Dictionary<string, TargetState>(_targets, StringComparer.Ordinal) { [target] = state };
            var draft = PartialFile.PartialName(file);
            File.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(_targets, PublishJson.Default.DictionaryStringTargetState));
            File.Move(draft, file, overwrite: true);
        }
    }

    private static Dictionary<string, TargetState> Read(string file)
    {
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file), PublishJson.Default.DictionaryStringTargetState) ?? []
                : [];
        }
        catch (JsonException)
        {
            // Half a file says nothing: every target is asked what it has.
            return [];
        }
    }
}

[JsonSerializable(typeof(Dictionary<string, TargetState>))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class PublishJson : JsonSerializerContext;
