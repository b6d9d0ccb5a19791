using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Tearsheet.Gateway;

/// <summary>Whether a request wants a part, or has the whole already.</summary>
/// <remarks>Spec: RFC 9110, "Conditional Requests" and "Range Requests".</remarks>
internal static class RangeRequest
{
    /// <summary>Whether If-None-Match names this tag; compared weakly, as it must be.</summary>
    public static bool HasAlready(IHeaderDictionary headers, StringSegment tag)
    {
        var known = headers.IfNoneMatch;
        if (StringValues.IsNullOrEmpty(known) || tag.Length == 0 || !EntityTagHeaderValue.TryParseList(known, out var tags))
        {
            return false;
        }

        var own = new EntityTagHeaderValue(tag);
        foreach (var one in tags)
        {
            if (one.Equals(EntityTagHeaderValue.Any) || one.Compare(own, useStrongComparison: false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads Range and If-Range.</summary>
    /// <param name="headers">The request's.</param>
    /// <param name="tag">The representation's tag.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="from">First byte of the part.</param>
    /// <param name="count">Bytes of the part.</param>
    /// <returns>True for one part; false when the whole is to be sent; null when no such part exists (416).</returns>
    public static bool? TryRead(IHeaderDictionary headers, StringSegment tag, long length, out long from, out long count)
    {
        (from, count) = (0, length);
        var range = headers.Range;
        if (StringValues.IsNullOrEmpty(range) || range.Count != 1 || !RangeHeaderValue.TryParse(range.ToString(), out var parsed)
            || !parsed.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase) || parsed.Ranges.Count != 1)
        {
            // What cannot be read, and several parts at once, are answered with the whole: that is always allowed.
            return false;
        }

        if (!StringValues.IsNullOrEmpty(headers.IfRange)
            && !(EntityTagHeaderValue.TryParse(headers.IfRange.ToString(), out var held)
                && held.Compare(new EntityTagHeaderValue(tag), useStrongComparison: true)))
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
