namespace Tearsheet.Ipld.UnixFs;

/// <summary>What a list of changes comes to at one name of a tree, and below it.</summary>
internal sealed class PendingEdit
{
    private SortedDictionary<string, PendingEdit>? _below;

    /// <summary>Whether what stood here before is gone; <see cref="Replacement"/> stands in its place.</summary>
    public bool IsReplaced { get; private set; }

    /// <summary>What stands here instead; null for nothing.</summary>
    public Imported? Replacement { get; private set; }

    /// <summary>Whether something was put below, so that no file can stand here.</summary>
    public bool IsFolder { get; private set; }

    /// <summary>Edits below this name, applied to what stands here.</summary>
    public IReadOnlyDictionary<string, PendingEdit>? Below => _below;

    /// <summary>Folds changes into one edit of the root.</summary>
    public static PendingEdit Of(IReadOnlyList<TreeChange> changes)
    {
        var root = new PendingEdit { IsFolder = true, _below = new(StringComparer.Ordinal) };
        foreach (var change in changes)
        {
            var edit = root;
            foreach (var name in change.Names)
            {
                edit.IsFolder |= change.File is not null;
                edit = edit.Child(name);
            }

            edit.IsReplaced = true;
            edit.Replacement = change.File;
            edit.IsFolder = false;
            edit._below = null;
        }

        return root;
    }

    private PendingEdit Child(string name)
    {
        _below ??= new SortedDictionary<string, PendingEdit>(StringComparer.Ordinal);
        if (!_below.TryGetValue(name, out var child))
        {
            child = new PendingEdit();
            _below.Add(name, child);
        }

        return child;
    }
}
