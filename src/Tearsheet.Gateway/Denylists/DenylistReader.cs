using System.Globalization;
using System.Text;
using Tearsheet.Ipld.Cids;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using static System.FormattableString;

namespace Tearsheet.Gateway.Denylists;

/// <summary>Reads one list, line by line.</summary>
/// <remarks>Spec: compact-denylist-format, "File syntax".</remarks>
public static class DenylistReader
{
    /// <summary>The longest list that is read, in bytes: a million rules.</summary>
    public const int MaxBytes = 128 << 20;

    private const int MaxHeader = 1 << 20;
    private const int MaxLine = 2 << 20;
    private const int MostFaults = 1000;
    private const string StatusHint = "gateway_status";

    internal static void Read(string name, Stream list, DenyRules rules, List<DenylistFault> faults)
    {
        if (list.Length > MaxBytes)
        {
            faults.Add(new DenylistFault(name, 0, Invariant($"The list has more than {MaxBytes >> 20} MiB and is not read.")));
            return;
        }

        using var reader = new StreamReader(list, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
        var (begin, hasHeader) = ReadBegin(reader);
        var (number, status) = (0, 410);
        if (hasHeader)
        {
            if (ReadHeader(string.Join('\n', begin), ref status) is { } wrong)
            {
                faults.Add(new DenylistFault(name, 0, wrong + " None of its rules counts."));
                return;
            }

            (number, begin) = (begin.Count + 1, []);
        }

        foreach (var text in begin.Concat(Rest(reader)))
        {
            number++;
            var line = text.AsSpan().Trim();
            if (line.IsEmpty || line[0] == '#')
            {
                continue;
            }

            var fault = line.Length > MaxLine ? "The line is longer than 2 MiB." : ReadRule(line, name, number, status, rules);
            if (fault is not null && faults.Count < MostFaults)
            {
                faults.Add(new DenylistFault(name, number, fault));
            }
        }
    }

    /// <summary>The lines of the header, without the one that ends it; or as many lines as had to be read to see that there is none.</summary>
    private static (List<string> Lines, bool IsHeader) ReadBegin(StreamReader reader)
    {
        var lines = new List<string>();
        for (var length = 0; length <= MaxHeader && reader.ReadLine() is { } line; length += line.Length + 1)
        {
            if (line.AsSpan().TrimEnd() is "---")
            {
                return (lines, true);
            }

            lines.Add(line);
        }

        return (lines, false);
    }

    private static IEnumerable<string> Rest(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }

    private static string? ReadHeader(string yaml, ref int status)
    {
        try
        {
            var events = new Parser(new StringReader(yaml));
            events.Consume<StreamStart>();
            if (!events.TryConsume<DocumentStart>(out _))
            {
                return null;
            }

            events.Consume<MappingStart>();
            while (!events.TryConsume<MappingEnd>(out _))
            {
                var field = events.Consume<Scalar>().Value;
                if (field == "version" && events.Accept<Scalar>(out var version) && version.Value != "1")
                {
                    return $"The list has version {BlockGateway.Shorten(version.Value)}, and only version 1 is read.";
                }

                if (field == "hints" && events.TryConsume<MappingStart>(out _))
                {
                    while (!events.TryConsume<MappingEnd>(out _))
                    {
                        var hint = events.Consume<Scalar>().Value;
                        status = hint == StatusHint && events.Accept<Scalar>(out var value) ? StatusOf(value.Value) : status;
                        events.SkipThisAndNestedEvents();
                    }

                    continue;
                }

                events.SkipThisAndNestedEvents();
            }

            return null;
        }
        catch (YamlException fault)
        {
            return Invariant($"The header is no YAML mapping (line {fault.Start.Line}: {BlockGateway.Shorten(fault.Message)}).");
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException)
        {
            // What the library does not announce: a plain text that ends with its input inside of braces, a tag that is no address.
            return "The header is no YAML mapping.";
        }
    }

    private static int StatusOf(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status == 451 ? 451 : 410;

    private static string? ReadRule(ReadOnlySpan<char> line, string name, int number, int status, DenyRules rules)
    {
        var denies = line[0] != '!';
        line = denies ? line : line[1..];
        var space = line.IndexOfAny(' ', '\t');
        var path = space < 0 ? line : line[..space];
        foreach (var hint in space < 0 ? default : line[space..].SplitAny(' ', '\t'))
        {
            var text = line[space..][hint];
            if (text.StartsWith(StatusHint, StringComparison.Ordinal) && text.Length > StatusHint.Length && text[StatusHint.Length] is ':' or '=')
            {
                status = StatusOf(text[(StatusHint.Length + 1)..]);
            }
        }

        var denial = new Denial(name, number, status);
        if (path.StartsWith("//", StringComparison.Ordinal))
        {
            return ReadHash(path[2..], new DenyRule(rules.Count, denies, "", IsPrefix: false, denial), rules);
        }

        var isPrefix = path.EndsWith('*');
        path = isPrefix ? path[..^1] : path;
        if (!DenySubject.TryRead(path, out var subject, out var below))
        {
            return "A rule is /ipfs/CID, /ipns/NAME, a path below one of them, or //HASH; %-escapes stand for UTF-8.";
        }

        rules.Add(subject, new DenyRule(rules.Count, denies, below, isPrefix, denial));
        return null;
    }

    private static string? ReadHash(ReadOnlySpan<char> text, DenyRule rule, DenyRules rules)
    {
        // Nobody can tell a text that is both apart, so it counts as both.
        var isHex = text.Length == 64 && !text.ContainsAnyExcept(System.Buffers.SearchValues.Create("0123456789abcdefABCDEF"));
        if (isHex)
        {
            rules.AddLegacy(Cid.FromSha256(Multicodec.Raw, Convert.FromHexString(text)), rule);
        }

        if (!DenySubject.TryMultihash(text, out var hash))
        {
            return isHex ? null : "After // comes a multihash in base58btc, or a SHA-256 in hexadecimal.";
        }

        if (Multihash.LengthOf(hash.HashCode) <= 0)
        {
            return Invariant($"The hash function 0x{hash.HashCode:x} cannot be computed here, so nothing can be compared with this rule.");
        }

        rules.AddHash(hash, rule);
        return null;
    }
}
