using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving.Index;

/// <summary>A page's wishes in one number: flags in the low bits, preview and snippet length above, each plus one so that 0 says nothing.</summary>
internal static class PackedWishes
{
    private const int PreviewShift = 3;
    private const int SnippetShift = 8;

    public static long Pack(PageWishes wishes) =>
        (wishes.NoArchive ? 1L : 0)
        + (wishes.NoIndex ? 2L : 0)
        + (wishes.NoSnippet ? 4L : 0)
        + (wishes.MaxImagePreview is { } preview ? ((long)preview + 1) << PreviewShift : 0)
        + (wishes.MaxSnippet is { } length ? ((long)length + 1) << SnippetShift : 0);

    public static PageWishes Unpack(long packed)
    {
        if (packed == 0)
        {
            return PageWishes.None;
        }

        var preview = (packed >> PreviewShift) & 7;
        var snippet = packed >> SnippetShift;
        return new PageWishes
        {
            NoArchive = (packed & 1) != 0,
            NoIndex = (packed & 2) != 0,
            NoSnippet = (packed & 4) != 0,
            MaxImagePreview = preview == 0 ? null : (ImagePreview)(preview - 1),
            MaxSnippet = snippet == 0 ? null : (int)(snippet - 1),
        };
    }
}
