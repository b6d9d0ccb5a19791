using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tearsheet.Gateway;

/// <summary>How much of what the path leads to.</summary>
internal enum DagScope
{
    Block,
    Entity,
    All,
}

/// <summary>What a CAR shall hold.</summary>
/// <param name="Scope">How much.</param>
/// <param name="From">First byte of the file; counted from its end when negative.</param>
/// <param name="To">Last byte, inclusive; counted from the end when negative; null is the end.</param>
/// <param name="HasRange">Whether bytes were named.</param>
/// <param name="Repeats">Whether a block that occurs twice is sent twice.</param>
/// <remarks>Spec: trustless-gateway, "CAR Responses"; IPIP-402, IPIP-412, IPIP-524.</remarks>
internal sealed record CarRequest(DagScope Scope, long From, long? To, bool HasRange, bool Repeats)
{
    public string ContentType => $"application/vnd.ipld.car; version=1; order=dfs; dups={(Repeats ? "y" : "n")}";

    /// <summary>The parameters in one spelling, for the tag.</summary>
    public string Canonical => string.Create(CultureInfo.InvariantCulture, $"{Scope}:{From}:{To}:{HasRange}:{Repeats}");

    /// <summary>Reads the parameters.</summary>
    /// <returns>What is wrong, as a sentence; null when nothing is.</returns>
    public static string? TryRead(HttpRequest request, out CarRequest? car)
    {
        car = null;
        var query = request.Query;
        if ((Of("car-version") ?? RequestFormats.CarParameter(request, "version")) is not (null or "" or "1"))
        {
            return "Only version 1 of CAR is given out.";
        }

        if ((Of("car-order") ?? RequestFormats.CarParameter(request, "order")) is not (null or "" or "dfs" or "unk"))
        {
            return "The order of a CAR is dfs or unk.";
        }

        var dups = Of("car-dups") ?? RequestFormats.CarParameter(request, "dups");
        if (dups is not (null or "" or "y" or "n"))
        {
            return "car-dups is y or n.";
        }

        var bytes = Of("entity-bytes");
        if (!TryReadRange(bytes, out var from, out var to))
        {
            return "entity-bytes is FROM:TO, two numbers or a number and *.";
        }

        DagScope? scope = Of("dag-scope") switch
        {
            "block" => DagScope.Block,
            "entity" => DagScope.Entity,
            "all" => DagScope.All,
            null => bytes is null ? DagScope.All : DagScope.Entity,
            _ => null,
        };
        if (scope is not { } known)
        {
            return "dag-scope is block, entity or all.";
        }

        car = new CarRequest(known, from, to, bytes is not null && known == DagScope.Entity, dups == "y");
        return null;

        string? Of(string name) => query[name] is { Count: > 0 } values ? values[0] : null;
    }

    /// <summary>The bytes of a file of a size.</summary>
    /// <returns>First byte and count; null when the range lies wholly outside.</returns>
    public (long From, long Count)? Within(long size)
    {
        var from = From < 0 ? Math.Max(0, size + From) : From;
        var to = Math.Min(To is { } end ? (end < 0 ? size + end : end) : size - 1, size - 1);
        return from > to ? size == 0 && from == 0 ? (0, 0) : null : (from, to - from + 1);
    }

    private static bool TryReadRange(string? text, out long from, out long? to)
    {
        from = 0;
        to = null;
        if (text is null)
        {
            return true;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || !TryNumber(text.AsSpan(0, colon), out from))
        {
            return false;
        }

        if (text.AsSpan(colon + 1) is "*")
        {
            return true;
        }

        if (!TryNumber(text.AsSpan(colon + 1), out var last))
        {
            return false;
        }

        to = last;
        return (from < 0) != (last < 0) || last >= from;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number > long.MinValue;
}
