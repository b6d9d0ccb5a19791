using Tearsheet.Ipld.Cids;

namespace Tearsheet.Ipld.Codecs;

/// <content>The links that a value holds.</content>
public abstract partial record Node
{
    /// <summary>All links in the value, in its order; one CID may stand there many times.</summary>
    /// <remarks>Recursive: as deep as the value is, which the codecs bound for what they read.</remarks>
    public IReadOnlyList<Cid> Links()
    {
        var found = new List<Cid>();
        Collect(this, found);
        return found;
    }

    private static void Collect(Node node, List<Cid> found)
    {
        switch (node)
        {
            case LinkNode link:
                found.Add(link.Cid);
                break;
            case ListNode list:
                foreach (var item in list.Items)
                {
                    Collect(item, found);
                }

                break;
            case MapNode map:
                foreach (var entry in map.Entries)
                {
                    Collect(entry.Value, found);
                }

                break;
            default:
                break;
        }
    }
}
