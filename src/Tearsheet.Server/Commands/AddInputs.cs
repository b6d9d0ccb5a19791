using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tearsheet.Server.Desk;
using static System.FormattableString;

namespace Tearsheet.Server.Commands;

/// <summary>Turns what the user named into requests: addresses, files, folders, an index, standard input.</summary>
/// <param name="terms">Topic, note, policy and the rest, for every request that does not say otherwise.</param>
internal sealed class AddInputs(AddRequest terms, IReadOnlyList<string> inputs, string? index)
{
    private static readonly string[] Endings = [".HTML", ".HTM", ".XHTML", ".PDF", ".HTML.GZ", ".HTM.GZ", ".XHTML.GZ", ".PDF.GZ"];

    /// <summary>What is wrong with the inputs before any is read; null when nothing is.</summary>
    public string? Problem()
    {
        if (index is not null && !File.Exists(index))
        {
            return $"The index {index} is not there.";
        }

        if (index is not null && inputs is [var folder] && !Directory.Exists(folder))
        {
            return $"With --index the input is the folder of its files; {folder} is no folder.";
        }

        return index is null && terms.Url is not null && inputs is [not "-"] && !File.Exists(inputs[0])
            ? $"--url names where the saved page {inputs[0]} came from, but there is no such file."
            : null;
    }

    /// <summary>How many requests there will be; null when standard input knows.</summary>
    public async Task<long?> CountAsync(CancellationToken cancellationToken)
    {
        if (index is not null)
        {
            using var file = File.OpenText(index);
            var lines = new BoundedLines(file);
            var count = 0L;
            while (await lines.NextAsync(cancellationToken) is { } line)
            {
                count += line.IsTooLong || !string.IsNullOrWhiteSpace(line.Text) ? 1 : 0;
            }

            return count;
        }

        return inputs.Contains("-", StringComparer.Ordinal)
            ? null
            : inputs.Sum(input => Directory.Exists(input) ? SavedPagesIn(input).LongCount() : 1);
    }

    /// <summary>The requests in the order in which the user named them.</summary>
    /// <param name="refuse">Is told of what cannot even be asked.</param>
    public async IAsyncEnumerable<AddRequest> ReadAsync(
        Action<AddAnswer> refuse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (index is not null)
        {
            var folder = inputs is [var named] ? named : Path.GetDirectoryName(Path.GetFullPath(index))!;
            using var lines = File.OpenText(index);
            await foreach (var request in FromLinesAsync(lines, index, folder, refuse, cancellationToken))
            {
                yield return request;
            }

            yield break;
        }

        foreach (var input in inputs)
        {
            if (input == "-" && terms.Url is null)
            {
                using var lines = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
                await foreach (var request in FromLinesAsync(
                    lines, "standard input", Environment.CurrentDirectory, refuse, cancellationToken))
                {
                    yield return request;
                }
            }
            else if (input == "-")
            {
                yield return terms with { Input = terms.Url!, Page = SavedPage.FromStream("standard input", Console.OpenStandardInput()) };
            }
            else if (Directory.Exists(input))
            {
                foreach (var path in SavedPagesIn(input))
                {
                    yield return terms with { Input = path, Page = SavedPage.FromFile(path) };
                }
            }
            else if (One(input) is { } request)
            {
                yield return request;
            }
            else
            {
                refuse(Refused(input, "neither-file-nor-address", "It is neither a file here nor an address; addresses begin with https:// or http://."));
            }
        }
    }

    private AddRequest? One(string input) =>
        File.Exists(input) ? terms with { Input = input, Page = SavedPage.FromFile(input) }
        : input.Contains("://", StringComparison.Ordinal) ? terms with { Input = input, Url = input }
        : null;

    private async IAsyncEnumerable<AddRequest> FromLinesAsync(
        TextReader lines,
        string name,
        string folder,
        Action<AddAnswer> refuse,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        var bounded = new BoundedLines(lines);

        // A terminal's read cannot be cancelled: stop waiting for it, and let it end with the process.
        while (await bounded.NextAsync(cancellationToken).WaitAsync(cancellationToken) is { } next)
        {
            number++;
            if (next.IsTooLong)
            {
                refuse(Refused(Invariant($"{name}:{number}"), "line-too-long", Invariant($"The line has more than {BoundedLines.Longest} characters.")));
                continue;
            }

            var line = next.Text.Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (line[0] != '{')
            {
                yield return terms with { Input = line, Url = line };
                continue;
            }

            if (FromJson(line, folder, out var problem) is { } request)
            {
                yield return request;
            }
            else
            {
                refuse(Refused(Invariant($"{name}:{number}"), "bad-index-line", problem));
            }
        }
    }

    private AddRequest? FromJson(string line, string folder, out string problem)
    {
        IndexLine? entry;
        try
        {
            entry = JsonSerializer.Deserialize(line, IndexJson.Default.IndexLine);
        }
        catch (JsonException fault)
        {
            problem = $"The line is no JSON object as it should be ({fault.Message})";
            return null;
        }

        problem = "";
        if (entry is null || (entry.File is null && entry.Url is null))
        {
            problem = "The line names neither a file nor a url.";
            return null;
        }

        string? file = null;
        if (entry.File is not null && !TryPlace(folder, entry.File, out file))
        {
            problem = $"The file \"{entry.File}\" lies outside {folder}; an index names files of its own folder only.";
            return null;
        }

        if (!PolicyWord.TryParse(entry.Policy, out var policy))
        {
            problem = $"The policy \"{entry.Policy}\" is none; write headline, excerpt or full.";
            return null;
        }

        return terms with
        {
            Input = entry.File ?? entry.Url!,
            Url = entry.Url,
            Page = file is null ? null : SavedPage.FromFile(file),
            Topic = entry.Topic ?? terms.Topic,
            Note = entry.Note ?? terms.Note,
            Policy = policy ?? terms.Policy,
            Hold = entry.Hold ?? terms.Hold,
        };
    }

    /// <summary>An index can come from anybody: it must not lead to this machine's other files, which would be published.</summary>
    private static bool TryPlace(string folder, string name, out string? path)
    {
        path = null;
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar;
        path = Path.GetFullPath(Path.Combine(root, name));
        return path.StartsWith(root, StringComparison.Ordinal);
    }

    /// <summary>In one order on every machine, whatever order the disk gives.</summary>
    private static IEnumerable<string> SavedPagesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => Endings.Any(ending => path.ToUpperInvariant().EndsWith(ending, StringComparison.Ordinal)))
            .Order(StringComparer.Ordinal);

    private static AddAnswer Refused(string input, string reason, string message) =>
        new() { Result = AddResult.Refused, Input = input, Reason = reason, Message = message };
}

/// <summary>One line of an index of saved pages. Other members are ignored, so that an index may carry more.</summary>
internal sealed record IndexLine(string? File, string? Url, string? Topic, string? Note, string? Policy, bool? Hold);

[JsonSerializable(typeof(IndexLine))]
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
internal sealed partial class IndexJson : JsonSerializerContext;
