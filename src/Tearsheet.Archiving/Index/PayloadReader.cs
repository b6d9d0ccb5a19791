using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Log;

namespace Tearsheet.Archiving.Index;

/// <summary>Which form the payload of which kind of entry has.</summary>
internal static class PayloadReader
{
    /// <exception cref="FormException">The block is no payload of this kind.</exception>
    /// <summary>Reads a payload.</summary>
    public static Payload Read(EntryKind kind, ReadOnlySpan<byte> block) => kind switch
    {
        EntryKind.Genesis => PayloadForm.ReadGenesis(block),
        EntryKind.Settings => PayloadForm.ReadSettings(block),
        EntryKind.Source => PayloadForm.ReadSource(block),
        EntryKind.Topic => PayloadForm.ReadTopic(block),
        EntryKind.File => PayloadForm.ReadFile(block),
        EntryKind.Capture => PayloadForm.ReadCapture(block),
        EntryKind.Article => PayloadForm.ReadArticle(block),
        EntryKind.Edit => PayloadForm.ReadEdit(block),
        EntryKind.Merge => PayloadForm.ReadMerge(block),
        EntryKind.Retract => PayloadForm.ReadRetract(block),
        EntryKind.Erase => PayloadForm.ReadErase(block),
        EntryKind.Edition => PayloadForm.ReadEdition(block),
        EntryKind.Succession => PayloadForm.ReadSuccession(block),
        EntryKind.Seal => new Payload.Seal(),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The kind of entry that a payload belongs to.</summary>
    public static EntryKind KindOf(Payload payload) => payload switch
    {
        Payload.Genesis => EntryKind.Genesis,
        Payload.Settings => EntryKind.Settings,
        Payload.SourceSet => EntryKind.Source,
        Payload.TopicAdd or Payload.TopicRename or Payload.TopicMerge => EntryKind.Topic,
        Payload.File => EntryKind.File,
        Payload.CaptureMade => EntryKind.Capture,
        Payload.ArticleRead => EntryKind.Article,
        Payload.Edit or Payload.ReachNoted => EntryKind.Edit,
        Payload.Merge => EntryKind.Merge,
        Payload.Retract => EntryKind.Retract,
        Payload.Erase => EntryKind.Erase,
        Payload.Edition => EntryKind.Edition,
        Payload.Succession => EntryKind.Succession,
        Payload.Seal => EntryKind.Seal,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
