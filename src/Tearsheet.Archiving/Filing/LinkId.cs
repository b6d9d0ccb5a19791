using System.Globalization;

namespace Tearsheet.Archiving.Filing;

/// <summary>Ids of links: year and month of filing in UTC, then the file entry's number in base 32 (decision 6). Pure.</summary>
internal static class LinkId
{
    /// <summary>"2026/11/abc".</summary>
    public static string Of(DateTimeOffset filedAt, long seq) =>
        string.Create(CultureInfo.InvariantCulture, $"{filedAt.UtcDateTime:yyyy/MM/}{SequenceNumber.ToText(seq)}");

    /// <summary>The number in an id; null when the text is no id. Year and month are the caller's to compare.</summary>
    public static long? SeqOf(string id) =>
        id.Length > 8 && id[4] == '/' && id[7] == '/'
        && id.AsSpan(0, 4).IndexOfAnyExceptInRange('0', '9') < 0 && id.AsSpan(5, 2).IndexOfAnyExceptInRange('0', '9') < 0
            ? SequenceNumber.Parse(id.AsSpan(8))
            : null;
}
