using System.Globalization;
using System.Text;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Ipld.Cids;
using Tearsheet.Server.Packing;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Desk;

/// <summary>What was withdrawn, as a denylist that other nodes and gateways can apply (decision 14).</summary>
/// <remarks>Spec: compact-denylist-format. Names blocks only: a path would name every edition that there ever was.</remarks>
internal static class RetractedList
{
    /// <summary>Writes the list into the data folder; after each retraction, and after the edition that takes it out of the lists.</summary>
    /// <exception cref="IOException">It cannot be written; what it tells of is retracted nevertheless.</exception>
    public static async Task RefreshAsync(Archive archive, DataFolder folder)
    {
        try
        {
            await WriteAsync(archive, folder.RetractedList, CancellationToken.None);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The retraction counts, but {folder.RetractedList} could not be written: {fault.Message} Run tearsheet export denylist FILE for a new one.", fault);
        }
    }

    /// <summary>Writes the list to a file.</summary>
    /// <returns>How many blocks it names.</returns>
    public static async Task<int> WriteAsync(Archive archive, string target, CancellationToken cancellationToken)
    {
        var blocks = archive.WithdrawnBlocks();
        await using var file = PartialFile.Begin(target);
        await file.Stream.WriteAsync(Encoding.UTF8.GetBytes(Text(blocks)), cancellationToken);
        await file.CommitAsync(cancellationToken);
        return blocks.Sum(link => link.Blocks.Count);
    }

    private static string Text(IEnumerable<(FiledLink Link, IReadOnlyList<Cid> Blocks)> blocks)
    {
        var text = new StringBuilder("""
            version: 1
            name: Withdrawn by the publisher
            description: Blocks of a Tearsheet site that its editor has retracted. Whoever mirrors the site is asked not to give them out.
            hints:
              gateway_status: 410
            ---

            """.ReplaceLineEndings("\n"));
        foreach (var (link, cids) in blocks)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n# {link.Id}");
            if (link.Retraction is { } retraction)
            {
                text.Append(CultureInfo.InvariantCulture, $", retracted {retraction.At:yyyy-MM-dd}: {retraction.Reason}");
            }

            text.Append('\n');
            foreach (var cid in cids)
            {
                text.Append("/ipfs/").Append(cid.ToString()).Append('\n');
            }
        }

        return text.ToString();
    }
}
