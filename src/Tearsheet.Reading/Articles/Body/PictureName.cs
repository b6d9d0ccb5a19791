using System.Buffers;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>What stays the same over the sizes, crops and copies in which a page offers one picture.</summary>
internal static class PictureName
{
    private const int LongName = 12;
    private const int VeryLongName = 16;
    private const int MaxWrappers = 3;

    // What scalers are told in the query; what is left names the picture.
    private static readonly string[] s_sizeParameters =
        ["w", "h", "width", "height", "q", "quality", "fit", "crop", "resize", "format", "fm", "auto", "dpr", "size", "sz", "s", "imwidth", "impolicy", "strip", "ssl", "itok", "max-w", "max-h", "rect"];

    private static readonly string[] s_pictureEndings = [".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif"];

    private static readonly SearchValues<string> s_endings = SearchValues.Create(s_pictureEndings, StringComparison.OrdinalIgnoreCase);

    private static readonly string[] s_sizeWords =
        ["scaled", "large", "medium", "small", "thumb", "thumbnail", "full", "original", "master", "jpeg", "jpg", "png", "webp", "avif", "raw", "default"];

    private static readonly SearchValues<char> s_crop = SearchValues.Create("0123456789_,x:");
    private static readonly SearchValues<char> s_hash = SearchValues.Create("0123456789abcdef");

    /// <summary>The name by which two addresses are told to be the same picture.</summary>
    /// <param name="address">Absolute address.</param>
    public static string Of(string address)
    {
        for (var i = 0; i < MaxWrappers && Wrapped(address) is { } inner; i++)
        {
            address = inner;
        }

        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        var path = scheme < 0 ? address.AsSpan() : address.AsSpan(scheme + 3);
        var end = path.IndexOfAny('?', '#');
        var bare = end < 0 ? path : path[..end];
        var slash = bare.LastIndexOf('/');
        var file = bare[(slash + 1)..];
        var dot = file.LastIndexOf('.');
        var stem = dot > 0 ? file[..dot] : file;

        // "…/9f8e7d6c5b4a39281706/2048/jpeg", "…/9f8e7d6c5b4a39281706=w700": named by a number before its sizes.
        if ((dot < 3 || IsOnlySize(stem)) && Numbered(bare) is { Length: > 0 } number)
        {
            return number.ToString();
        }

        // "…/1361729/thumbs/873x400.jpg": the folder is the picture, its files are the sizes.
        if (slash > 0 && dot > 0 && stem.Contains('x') && IsOnlySize(stem))
        {
            return bare[..(slash + 1)].ToString();
        }

        if (dot < 3)
        {
            // The picture is named by the query, or by nothing that looks like a file.
            return end < 0 ? path.ToString() : string.Concat(bare, WithoutSizes(path[end..]));
        }

        stem = WithoutSize(stem);

        // A name like "image.jpg" says nothing without its folder.
        return stem.Length >= LongName ? stem.ToString() : string.Concat(bare[..(slash + 1)], stem);
    }

    // "/_next/image?url=%2Fa.jpg", "/resize?src=https://…", "cdn.example/w_1500/https://news.example/a.jpg".
    private static string? Wrapped(string address)
    {
        var query = address.IndexOf('?', StringComparison.Ordinal);
        if (query > 0 && address.AsSpan(query).ContainsAny(s_endings))
        {
            foreach (var pair in address[(query + 1)..].Split('&', 20))
            {
                var sign = pair.IndexOf('=', StringComparison.Ordinal);
                if (sign > 0 && Uri.UnescapeDataString(pair[(sign + 1)..]) is var value && NamesPicture(value)
                    && (value.StartsWith("http", StringComparison.OrdinalIgnoreCase) || (value[0] == '/' && pair[..sign] is "url" or "src" or "image")))
                {
                    return value[0] == '/' ? Host(address) + value : value;
                }
            }
        }

        var inner = address.LastIndexOf("/http", query > 0 ? query : address.Length - 1, StringComparison.OrdinalIgnoreCase);
        return inner > "https://a".Length && Uri.UnescapeDataString(address[(inner + 1)..]) is var found && NamesPicture(found)
            && (found.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || found.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
                ? found
                : null;
    }

    private static string Host(string address)
    {
        var from = address.IndexOf("://", StringComparison.Ordinal) + 3;
        var slash = address.IndexOf('/', from);
        return slash < 0 ? address : address[..slash];
    }

    private static bool NamesPicture(string address)
    {
        var end = address.AsSpan().IndexOfAny('?', '#');
        var bare = end < 0 ? address : address[..end];
        return bare.Length > 4 && Array.Exists(s_pictureEndings, ending => bare.EndsWith(ending, StringComparison.OrdinalIgnoreCase));
    }

    // The last part of the path that is a long number or hash, if only sizes come after it.
    private static ReadOnlySpan<char> Numbered(ReadOnlySpan<char> bare)
    {
        while (bare.LastIndexOf('/') is var slash and > 0)
        {
            var part = bare[(slash + 1)..];
            var sign = part.IndexOf('=');
            var name = sign > 0 ? part[..sign] : part;
            if (IsNumber(name))
            {
                return name;
            }

            var dot = part.LastIndexOf('.');
            if (!IsOnlySize(dot > 0 ? part[..dot] : part) && !IsCrop(part))
            {
                return [];
            }

            bare = bare[..slash];
        }

        return [];
    }

    private static bool IsNumber(ReadOnlySpan<char> part)
    {
        var digits = 0;
        foreach (var c in part)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }

            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return part.Length >= VeryLongName && digits * 4 >= part.Length;
    }

    // "0_99_3000_1800": the part of the picture that is shown.
    private static bool IsCrop(ReadOnlySpan<char> part) => part.Length > 5 && part.IndexOfAnyExcept(s_crop) < 0;

    private static bool IsOnlySize(ReadOnlySpan<char> stem)
    {
        foreach (var word in s_sizeWords)
        {
            if (stem.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        if (stem is ['w' or 'h', .. var number] && number.Length is > 1 and < 5)
        {
            return IsSize(number);
        }

        var times = stem.IndexOf('x');
        return times > 0 ? IsSize(stem[..times]) && IsSize(stem[(times + 1)..]) : stem.Length is 3 or 4 && IsSize(stem);
    }

    private static string WithoutSizes(ReadOnlySpan<char> query)
    {
        var kept = query.ToString().TrimStart('?').Split('&')
            .Where(pair => !s_sizeParameters.Contains(pair.Split('=')[0], StringComparer.OrdinalIgnoreCase));
        return "?" + string.Join('&', kept);
    }

    private static ReadOnlySpan<char> WithoutSize(ReadOnlySpan<char> stem)
    {
        // "h_78527_01", "csm_name": what was made of the picture, before its name.
        if (stem.StartsWith("csm_", StringComparison.Ordinal))
        {
            stem = stem[4..];
        }
        else if (stem.Length > 5 && stem[1] == '_' && char.IsAsciiLetterLower(stem[0]) && char.IsAsciiDigit(stem[2]))
        {
            stem = stem[2..];
        }

        for (var cut = Suffix(stem); cut > 2; cut = Suffix(stem))
        {
            stem = stem[..cut];
        }

        return stem;
    }

    // "-1024x683", "_w800", "-scaled", "_v16_9_1200", the hash of a scaler: where it begins; 0 when there is none.
    private static int Suffix(ReadOnlySpan<char> stem)
    {
        var mark = stem.LastIndexOfAny('-', '_', '@');
        if (mark <= 0)
        {
            return 0;
        }

        var suffix = stem[(mark + 1)..];
        if (suffix is "scaled" or "large" or "medium" or "small" or "thumb" or "thumbnail")
        {
            return mark;
        }

        var times = suffix.IndexOf('x');
        if (times >= 0)
        {
            return IsSize(suffix[..times]) && IsSize(suffix[(times + 1)..]) && suffix.Length > 1 ? mark : 0;
        }

        if (suffix.Length is 4 or 5 && suffix[0] == 'w' && IsSize(suffix[1..]))
        {
            return mark;
        }

        if (suffix.Length is 3 or 4 && IsSize(suffix) && Ratio(stem[..mark]) is var ratio and > 0)
        {
            return ratio;
        }

        return mark >= VeryLongName && suffix.Length is >= 8 and <= 16 && IsHash(suffix) ? mark : 0;
    }

    // "…_v16_9": where the shape of a crop begins.
    private static int Ratio(ReadOnlySpan<char> stem)
    {
        var second = stem.LastIndexOf('_');
        var first = second > 0 ? stem[..second].LastIndexOf('_') : -1;
        return first > 0 && stem[(first + 1)..second] is ['v', .. var width] && width.Length is 1 or 2 && IsSize(width) && stem.Length - second - 1 is 1 or 2 && IsSize(stem[(second + 1)..])
            ? first
            : 0;
    }

    private static bool IsHash(ReadOnlySpan<char> text) =>
        text.IndexOfAnyExcept(s_hash) < 0 && text.IndexOfAnyInRange('a', 'f') >= 0 && text.IndexOfAnyInRange('0', '9') >= 0;

    private static bool IsSize(ReadOnlySpan<char> digits) => digits.Length <= 4 && digits.IndexOfAnyExceptInRange('0', '9') < 0;
}
