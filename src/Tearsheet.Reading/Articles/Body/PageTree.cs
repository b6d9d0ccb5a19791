using System.Runtime.InteropServices;
using AngleSharp.Dom;

namespace Tearsheet.Reading.Articles.Body;

/// <summary>One element or text of the page, in page order; its children follow it, up to <see cref="End"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct PageNode
{
    public INode Node;
    public int Parent;

    /// <summary>Index after the last node below this one.</summary>
    public int End;

    /// <summary>The block that a text belongs to; the first block inside or after an element.</summary>
    public int Block;

    /// <summary>Of an element: the block after its last.</summary>
    public int BlockEnd;

    public PageTag Tag;
    public NameHint Hints;

    /// <summary>Of tag and class, and of the parent's: equal for what the page sets alike.</summary>
    public uint Look;
}

/// <summary>Where a block stands, one bit each: inherited from all elements around it.</summary>
[Flags]
internal enum Place
{
    None = 0,
    Navigation = 1 << 0,
    Aside = 1 << 1,
    Footer = 1 << 2,
    Header = 1 << 3,
    Form = 1 << 4,
    Figure = 1 << 5,
    Caption = 1 << 6,
    List = 1 << 7,
    Table = 1 << 8,
    Quote = 1 << 9,
    Article = 1 << 10,
    Main = 1 << 11,
    Preformatted = 1 << 12,
    Hidden = 1 << 13,
    Link = 1 << 14,
    Strong = 1 << 15,
    Emphasis = 1 << 16,
    Heading = 1 << 17,
    Dialog = 1 << 18,
    BodyProperty = 1 << 19,

    /// <summary>Hidden from those who have pages read out to them.</summary>
    Unsaid = 1 << 20,
}

/// <summary>A run of text that nothing but inline elements interrupts: what a reader sees as one paragraph.</summary>
internal sealed class TextBlock
{
    /// <summary>Its first text among the nodes.</summary>
    public int First;

    /// <summary>Its last text among the nodes.</summary>
    public int Last;

    /// <summary>The nearest block element around it, as a node.</summary>
    public int Container;

    public PageTag Tag;
    public Place Place;
    public int Depth;
    public NameHint Own;
    public NameHint Near;
    public NameHint Far;

    /// <summary>Where its folded text lies in the page's.</summary>
    public int TextAt;
    public int TextLength;

    /// <summary>Letters, digits and marks without the gaps; one of a script that writes whole words in few characters counts as two.</summary>
    public int Length;
    public int LinkLength;
    public int StrongLength;
    public int EmphasisLength;
    public int Words;
    public int ShortWords;
    public int Digits;
    public int Capitals;
    public int Commas;
    public int Sentences;
    public int Wide;
    public int Links;
    public bool AfterBreak;
    public char LastChar;
    public char FirstChar;

    /// <summary>Of its letters and digits, without case.</summary>
    public ulong Hash = Empty;

    private const ulong Empty = 14695981039346656037UL;

    /// <summary>The hash that a block with this text has.</summary>
    public static ulong HashOf(ReadOnlySpan<char> text)
    {
        var hash = Empty;
        foreach (var c in text)
        {
            hash = char.IsLetterOrDigit(c) ? Add(hash, char.ToLowerInvariant(c)) : hash;
        }

        return hash;
    }

    public static ulong Add(ulong hash, char lower) => (hash ^ lower) * 1099511628211UL;
}

/// <summary>The page as one flat row of nodes, with what was counted on the way.</summary>
internal sealed class PageTree(PageNode[] nodes, int count, List<TextBlock> blocks, char[] text)
{
    public ReadOnlySpan<PageNode> Nodes => nodes.AsSpan(0, count);

    public IReadOnlyList<TextBlock> Blocks => blocks;

    public ReadOnlySpan<char> Text(TextBlock block) => text.AsSpan(block.TextAt, block.TextLength);
}
