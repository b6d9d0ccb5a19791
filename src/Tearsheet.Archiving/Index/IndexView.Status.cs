using Tearsheet.Archiving.Filing;

namespace Tearsheet.Archiving.Index;

/// <content>Counts.</content>
internal sealed partial class IndexView
{
    /// <summary>What the index can count; bytes are the folder's to say.</summary>
    public ArchiveStatus Status()
    {
        database.BeginReading();
        try
        {
            var progress = Progress();
            var latest = LatestEdition();
            var states = database["select state, count(*) from link group by state"]
                .All(row => (State: (LinkState)row.Int(0), Count: row.Long(1))).ToDictionary(row => row.State, row => row.Count);
            return new ArchiveStatus
            {
                LastSeq = progress.Seq,
                LastTime = progress.Time,
                Links = states.Values.Sum(),
                Held = states.GetValueOrDefault(LinkState.Held),
                Retracted = states.GetValueOrDefault(LinkState.Retracted),
                Merged = states.GetValueOrDefault(LinkState.Merged),
                Captures = database["select count(*) from capture"].Number(),
                Topics = database["select count(*) from topic where merged is null"].Number(),
                Sources = database["select count(*) from source"].Number(),
                Editions = database["select count(*) from edition"].Number(),
                Blocks = database["select count(*) from block"].Number(),
                Packs = 0,
                PackBytes = 0,
                LogBytes = 0,
                LatestEdition = latest,
                Unpublished = database["select count(*) from link where changed > ?"].Bind(1, latest?.UpTo ?? 0).Number(),
            };
        }
        finally
        {
            database.Commit();
        }
    }
}
