using Microsoft.Data.Sqlite;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Index;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Packs;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving;

/// <content>Opening.</content>
public sealed partial class Archive
{
    /// <summary>How often a reader looks at a folder that is written to meanwhile, before it believes that the index is not this log's.</summary>
    private const int MostLooks = 20;

    /// <summary>Makes a data folder with its site key, and opens it for writing.</summary>
    /// <param name="folder">The data folder; made when it is not there.</param>
    /// <param name="key">The site's key; the archive takes a copy of its own, the caller keeps this one.</param>
    /// <param name="settings">The first settings that show.</param>
    /// <param name="options">Clock, logger, bounds.</param>
    public static OpenOutcome Create(string folder, SigningKey key, SiteSettings settings, ArchiveOptions options)
    {
        if (settings.Problem() is { } problem)
        {
            return new OpenOutcome.Refused(OpenRefusal.BadSettings, problem);
        }

        if (settings.MastheadTopics.Count > 0)
        {
            return new OpenOutcome.Refused(OpenRefusal.BadSettings, "A new site has no topics yet that its masthead could name.");
        }

        return Guard(() =>
        {
            var paths = new DataPaths(folder);
            var opened = DataFolder.Create(paths, FolderOptions(options));
            return Finish(opened, () =>
            {
                SiteKeyFile.Create(paths, key);
                return SiteKeyFile.Read(paths);
            }, options, rebuild: true, writer =>
            {
                writer.Begin();
                writer.Found(settings);
                writer.Commit();
            });
        });
    }

    /// <summary>Opens a data folder. A writer sets aside what a crash left behind and brings the index up to date.</summary>
    public static OpenOutcome Open(string folder, ArchiveAccess access, ArchiveOptions options) =>
        Guard(() => access == ArchiveAccess.Write ? OpenToWrite(folder, options, rebuild: false) : OpenToRead(folder, options));

    /// <summary>Makes <c>index.db</c> anew from log and packs, and opens the archive for writing.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="options">Clock, logger, bounds.</param>
    /// <param name="progress">Told how many log entries of how many are in; on another thread.</param>
    /// <param name="cancellationToken">Stops the work; the index is then what it was before.</param>
    public static Task<OpenOutcome> ReindexAsync(
        string folder, ArchiveOptions options, Action<ArchiveProgress> progress, CancellationToken cancellationToken) =>
        Task.Run(() => Guard(() => OpenToWrite(folder, options, rebuild: true, report =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress(report);
        })), cancellationToken);

    /// <summary>Checks a data folder, also one that does not open: every hash, signature, seal, form and link. Takes no lock.</summary>
    /// <param name="folder">The data folder.</param>
    /// <param name="progress">Told how many bytes of how many were read; on another thread.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="StorageException">The folder cannot be read, or a newer Tearsheet wrote it.</exception>
    public static Task<VerifyReport> VerifyAsync(string folder, Action<ArchiveProgress> progress, CancellationToken cancellationToken) =>
        Task.Run(() => new ArchiveCheck(new DataPaths(folder)).Run(progress, cancellationToken), cancellationToken);

    private static Archive OpenToWrite(
        string folder, ArchiveOptions options, bool rebuild, Action<ArchiveProgress>? progress = null)
    {
        var paths = new DataPaths(folder);
        var opened = DataFolder.Open(paths, FolderAccess.Write, FolderOptions(options));
        if (opened.SetAside.Count > 0)
        {
            options.Logger.SetAside(opened.SetAside.Count);
        }

        return Finish(opened, () => SiteKeyFile.ReadFor(paths, opened.Log.Signer), options, rebuild, begin: null, progress);
    }

    private static Archive Finish(
        DataFolder folder, Func<SigningKey> readKey, ArchiveOptions options, bool rebuild, Action<ArchiveWriter>? begin,
        Action<ArchiveProgress>? progress = null)
    {
        var opened = new Stack<IDisposable>([folder]);
        try
        {
            if (begin is null && folder.Log.AcknowledgedSeq == 0)
            {
                throw new StorageException(StorageFault.Missing,
                    $"{folder.Paths.Root} was begun and not finished. Run `tearsheet init` again.", folder.Paths.Root);
            }

            var key = readKey();
            opened.Push(key);
            if (folder.Log.Signer is { } signer && signer != key.PublicKey)
            {
                throw new StorageException(StorageFault.Key,
                    $"The log expects entries signed by {signer}, and the key in {folder.Paths.SiteKey} is {key.PublicKey}. "
                    + "Put the right key back from your backup.", folder.Paths.SiteKey);
            }

            var file = FileOf(folder, options, progress);
            var view = file.OpenToWrite(options.Logger, rebuild);
            opened.Push(view);
            var readers = new IndexReaders(folder.Paths.Index);
            opened.Push(readers);
            var blocks = new PackedBlocks(folder, readers, ArchiveAccess.Write);
            var writer = new ArchiveWriter(folder, key, blocks, file, view, options);
            begin?.Invoke(writer);
            var archive = new Archive(folder, readers, blocks, key, writer, options);
            opened.Clear();
            return archive;
        }
        finally
        {
            // Empty when all went well.
            while (opened.TryPop(out var one))
            {
                one.Dispose();
            }
        }
    }

    private static Archive OpenToRead(string folder, ArchiveOptions options)
    {
        var paths = new DataPaths(folder);
        for (var look = 1; ; look++)
        {
            var condition = LookToRead(paths, options);
            if (condition == IndexCondition.Current)
            {
                break;
            }

            try
            {
                OpenToWrite(folder, options, rebuild: false).Dispose();
                break;
            }
            catch (StorageException error) when (error.Fault == StorageFault.Held && condition == IndexCondition.Behind)
            {
                // The writer is between its log and its index; what it has acknowledged to anyone is in both a moment later.
                break;
            }
            catch (StorageException error) when (
                error.Fault == StorageFault.Held && condition == IndexCondition.Unusable && look < MostLooks)
            {
                // The writer committed between our look at the log's head and the one at the index, which then seems to know more.
            }
        }

        var opened = DataFolder.Open(paths, FolderAccess.Read, FolderOptions(options));
        var readers = new IndexReaders(paths.Index);
        return new Archive(opened, readers, new PackedBlocks(opened, readers, ArchiveAccess.Read), key: null, writer: null, options);
    }

    private static IndexCondition LookToRead(DataPaths paths, ArchiveOptions options)
    {
        using var looked = DataFolder.Open(paths, FolderAccess.Read, FolderOptions(options));
        return looked.Log.AcknowledgedSeq == 0 ? IndexCondition.Missing : FileOf(looked, options, progress: null).Look();
    }

    private static IndexFile FileOf(DataFolder folder, ArchiveOptions options, Action<ArchiveProgress>? progress) =>
        new(folder, cid => options.Logger.BlockMissed(cid.ToString()))
        {
            Progress = progress is null ? null : (done, total) => progress(new ArchiveProgress("entries", done, total)),
        };

    private static DataFolderOptions FolderOptions(ArchiveOptions options) => new(options.Clock) { PackSize = options.PackSize };

    private static OpenOutcome Guard(Func<Archive> open)
    {
        try
        {
            return new OpenOutcome.Opened(open());
        }
        catch (StorageException error)
        {
            return new OpenOutcome.Refused(RefusalOf(error.Fault), error.Message, error.HolderPid);
        }
        catch (SqliteException error)
        {
            var storage = IndexFile.FromSqlite(error, "index.db");
            return new OpenOutcome.Refused(RefusalOf(storage.Fault), storage.Message);
        }
    }

    private static OpenRefusal RefusalOf(StorageFault fault) => fault switch
    {
        StorageFault.Missing => OpenRefusal.Missing,
        StorageFault.Exists => OpenRefusal.Exists,
        StorageFault.Held => OpenRefusal.Held,
        StorageFault.Denied => OpenRefusal.Denied,
        StorageFault.Corrupt => OpenRefusal.Corrupt,
        StorageFault.Newer => OpenRefusal.Newer,
        StorageFault.Key => OpenRefusal.Key,
        StorageFault.DiskFull => OpenRefusal.DiskFull,
        _ => OpenRefusal.Failed,
    };
}
