using System.Runtime.InteropServices;

namespace Tearsheet.Reading.Articles.Metadata;

/// <summary>Counts what makes a search for the body slow. Counted, not timed: a page has one answer on every machine.</summary>
/// <param name="Nodes">Of the document.</param>
/// <param name="Depth">Of the deepest element.</param>
/// <param name="Siblings">The squares of the numbers of children, summed.</param>
/// <param name="Text">Characters of text times their depth, summed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PageEffort(int Nodes, int Depth, long Siblings, long Text)
{
    public PageEffort With(int children, int depth) => new(
        Nodes + children,
        Math.Max(Depth, depth),
        Siblings + ((long)children * children),
        Text);

    public PageEffort WithText(int length, int depth) => this with { Text = Text + ((long)length * depth) };
}
