using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tearsheet.Gateway;

/// <summary>Whether a request wants a part, or has the whole already.</summary>
/// <remarks>Spec: RFC 9110, "Conditional Requests" and "Range Requests".</remarks>
internal static class RangeRequest
{
    private const int MostRanges = 16;

    /// <summary>Whether a part might be enough.</summary>
    public static bool WantsPart(HttpRequest request) => request.Headers.Range.Count > 0 && HttpMethods.IsGet(request.Method);

    /// <summary>Looks in If-None-Match for a tag of this answer, coded or not: whoever has one form has the file.</summary>
    /// <returns>The tag that they hold, to be said again, so that a cache knows which of its copies is meant; null for none.</returns>
    public static string? FindHeld(IHeaderDictionary headers, Answer answer)
    {
        var known = headers.IfNoneMatch;
        if (known.Count == 0 || answer.Tag is not { } tag)
        {
            return null;
        }

        // What a browser sends back is what it got.
        if (known.Count == 1 && string.Equals(known[0], answer.ETag, StringComparison.Ordinal))
        {
            return answer.ETag;
        }

        foreach (var value in known)
        {
            if (value.AsSpan().Trim() is "*")
            {
                return answer.ETag;
            }

            var rest = value.AsSpan();
            while (TryNextTag(ref rest, out var one))
            {
                if (one.StartsWith(tag, StringComparison.Ordinal) && one[tag.Length..] is "" or ".br" or ".gzip")
                {
                    return $"\"{one}\"";
                }
            }
        }

        return null;
    }

    /// <summary>Takes one tag from the front of a list, without quotes and without the weak mark: If-None-Match is compared weakly.</summary>
    /// <param name="list">Untrusted; what is left of it afterwards.</param>
    /// <param name="tag">The tag; empty when the result is false.</param>
    /// <returns>False at the end, and at what is no tag: what follows that is not read.</returns>
    /// <remarks>Spec: RFC 9110, "Entity Tags". The framework's parser throws on a mark that nothing follows.</remarks>
    internal static bool TryNextTag(ref ReadOnlySpan<char> list, out ReadOnlySpan<char> tag)
    {
        tag = default;
        list = list.TrimStart(" \t,");
        var text = list.StartsWith("W/", StringComparison.Ordinal) ? list[2..] : list;
        var end = text.StartsWith('"') ? text[1..].IndexOf('"') : -1;
        if (end < 0)
        {
            return false;
        }

        tag = text.Slice(1, end);
        list = text[(end + 2)..];
        return true;
    }

    /// <summary>Reads Range and If-Range.</summary>
    /// <param name="headers">The request's.</param>
    /// <param name="tag">The representation's tag.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="from">First byte of the part.</param>
    /// <param name="count">Bytes of the part.</param>
    /// <returns>True for one part; false when the whole is to be sent; null when no such part exists (416).</returns>
    public static bool? TryRead(IHeaderDictionary headers, string? tag, long length, out long from, out long count)
    {
        (from, count) = (0, length);
        var range = headers.Range;
        if (StringValues.IsNullOrEmpty(range) || range.Count != 1 || !RangeHeaderValue.TryParse(range.ToString(), out var parsed)
            || !parsed.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase) || parsed.Ranges.Count is 0 or > MostRanges)
        {
            // What cannot be read is answered with the whole: that is always allowed. So is the first of several parts alone.
            return false;
        }

        if (!StringValues.IsNullOrEmpty(headers.IfRange)
            && !string.Equals(headers.IfRange.ToString().Trim(), tag, StringComparison.Ordinal))
        {
            return false;
        }

        var item = parsed.Ranges.First();
        if (item.From is { } first)
        {
            if (first >= length)
            {
                return null;
            }

            from = first;
            count = Math.Min(item.To ?? long.MaxValue, length - 1) - first + 1;
            return true;
        }

        var last = Math.Min(item.To ?? 0, length);
        if (last == 0)
        {
            return null;
        }

        (from, count) = (length - last, last);
        return true;
    }
}
