using System.Text.Json;

namespace Tearsheet.Reading.Links;

/// <summary>ClearURLs' rules for one site, or for all of them.</summary>
internal sealed class ClearUrlsProvider
{
    private const int MaxPattern = 2000;

    private readonly ClearUrlsRules.Expression _site;
    private readonly List<ClearUrlsRules.Expression> _exceptions;
    private readonly List<ClearUrlsRules.Expression> _parameters;
    private readonly List<ClearUrlsRules.Expression> _pieces;
    private readonly List<ClearUrlsRules.Expression> _redirections;

    private ClearUrlsProvider(ClearUrlsRules.Expression site, string name, JsonElement from, ICollection<string> faults)
    {
        _site = site;
        _exceptions = Expressions(name, from, "exceptions", faults, pattern => pattern);
        _parameters =
        [
            // The whole name must fit. What only names who is paid for the visit changes no page either.
            .. Expressions(name, from, "rules", faults, pattern => $"^(?:{pattern})$"),
            .. Expressions(name, from, "referralMarketing", faults, pattern => $"^(?:{pattern})$"),
        ];
        _pieces = Expressions(name, from, "rawRules", faults, pattern => pattern);
        _redirections = Expressions(name, from, "redirections", faults, pattern => pattern);
    }

    public int Count => 1 + _exceptions.Count + _parameters.Count + _pieces.Count + _redirections.Count;

    /// <summary>Whether some of its addresses lead on to others.</summary>
    public bool LeadsOn => _redirections.Count > 0;

    /// <summary>Reads a provider; null, with a fault, when it does not say for which addresses it is.</summary>
    public static ClearUrlsProvider? Read(string name, JsonElement from, ICollection<string> faults)
    {
        if (from.ValueKind != JsonValueKind.Object || !from.TryGetProperty("urlPattern", out var pattern) || Expression(pattern, text => text) is not { } site)
        {
            faults.Add($"\"{name}\": urlPattern is no expression; the provider is skipped.");
            return null;
        }

        return new ClearUrlsProvider(site, name, from, faults);
    }

    public bool Speaks(string address) => _site.Matches(address) && !_exceptions.Exists(exception => exception.Matches(address));

    /// <summary>The address behind one that only leads on; null when it does not.</summary>
    public string? LeadsTo(string address)
    {
        foreach (var redirection in _redirections)
        {
            if (redirection.FirstGroup(address) is { Length: > 0 } group)
            {
                var target = PercentCoding.Decode(group);
                target = target.Contains("://", StringComparison.Ordinal) ? target : "http://" + target;
                return HttpUrl.TryRead(target, context: null, out var url) == LinkAddressStatus.Ok && !url!.HasCredentials ? url.ToString() : null;
            }
        }

        return null;
    }

    public string Clean(string address)
    {
        address = _pieces.Aggregate(address, (text, piece) => piece.Without(text));
        var hash = address.IndexOf('#', StringComparison.Ordinal);
        var fragment = hash < 0 ? "" : address[hash..];
        var front = hash < 0 ? address : address[..hash];
        var mark = front.IndexOf('?', StringComparison.Ordinal);
        if (mark < 0 || _parameters.Count == 0)
        {
            return address;
        }

        var parameters = front[(mark + 1)..].Split('&');
        var kept = Array.FindAll(parameters, parameter => !IsTracking(parameter));
        if (kept.Length == parameters.Length)
        {
            return address;
        }

        var query = string.Join('&', kept.Where(parameter => parameter.Length > 0));
        return front[..mark] + (query.Length == 0 ? "" : "?" + query) + fragment;
    }

    private bool IsTracking(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        var name = PercentCoding.Decode(equals < 0 ? parameter : parameter[..equals]);
        return name.Length > 0 && _parameters.Exists(rule => rule.Matches(name));
    }

    private static List<ClearUrlsRules.Expression> Expressions(
        string name, JsonElement from, string list, ICollection<string> faults, Func<string, string> wrap)
    {
        var expressions = new List<ClearUrlsRules.Expression>();
        if (!from.TryGetProperty(list, out var patterns))
        {
            return expressions;
        }

        if (patterns.ValueKind != JsonValueKind.Array)
        {
            faults.Add($"\"{name}\": {list} is no list; it is skipped.");
            return expressions;
        }

        var number = 0;
        foreach (var pattern in patterns.EnumerateArray())
        {
            number++;
            if (Expression(pattern, wrap) is { } expression)
            {
                expressions.Add(expression);
            }
            else
            {
                faults.Add(FormattableString.Invariant($"\"{name}\": {list}, the {number}. of them, is no expression; it is skipped."));
            }
        }

        return expressions;
    }

    private static ClearUrlsRules.Expression? Expression(JsonElement pattern, Func<string, string> wrap) =>
        pattern.ValueKind == JsonValueKind.String && pattern.GetString() is { Length: > 0 and <= MaxPattern } text
            ? ClearUrlsRules.Expression.Of(wrap(text))
            : null;
}
