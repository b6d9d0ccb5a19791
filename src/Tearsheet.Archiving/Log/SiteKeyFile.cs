using System.Text;
using Tearsheet.Archiving.Disk;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Log;

/// <summary><c>DATA/keys/site.key</c>: the site's private key, PKCS#8 in PEM, for its owner's eyes only.</summary>
internal static class SiteKeyFile
{
    /// <summary>Writes the key of a new site; the file is there, whole, or not at all.</summary>
    /// <exception cref="StorageException">There is another key already, or the disk or the rights do not allow it.</exception>
    public static void Create(DataPaths paths, SigningKey key)
    {
        if (File.Exists(paths.SiteKey))
        {
            using var there = Read(paths);
            if (there.PublicKey == key.PublicKey)
            {
                // An earlier try ended after this step.
                return;
            }

            throw new StorageException(StorageFault.Exists,
                $"There is a site key in {paths.SiteKey} already. Nothing was written over it; move it away if another is wanted.",
                paths.SiteKey);
        }

        try
        {
            Durable.CreateFolder(paths.Root);
            Durable.CreateFolder(paths.Keys);
            Durable.WriteWhole(paths.SiteKey, Encoding.ASCII.GetBytes(key.ExportPem()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, paths.SiteKey);
        }
    }

    /// <summary>Writes the key that a succession is about to name, in place of one that no succession came to name.</summary>
    /// <exception cref="StorageException">The disk or the rights do not allow it.</exception>
    public static void WriteNext(DataPaths paths, SigningKey key)
    {
        try
        {
            File.Delete(paths.NextKey);
            Durable.WriteWhole(paths.NextKey, Encoding.ASCII.GetBytes(key.ExportPem()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, paths.NextKey);
        }
    }

    /// <summary>Reads the key that signs next. A succession that a crash interrupted is finished first: the log says whose turn it is.</summary>
    /// <param name="paths">The data folder.</param>
    /// <param name="signer">Whom the log expects; null for a log without entries.</param>
    public static SigningKey ReadFor(DataPaths paths, PublicKey? signer)
    {
        if (signer is { } expected && File.Exists(paths.NextKey))
        {
            using var next = Read(paths.NextKey);
            if (next.PublicKey == expected)
            {
                TakeNext(paths);
            }
        }

        return Read(paths);
    }

    /// <summary>The next key takes the site key's place; the old one stays beside it under its name, for its name's last record.</summary>
    public static void TakeNext(DataPaths paths)
    {
        try
        {
            if (File.Exists(paths.SiteKey))
            {
                using var old = Read(paths);
                File.Move(paths.SiteKey, Path.Combine(paths.Keys, $"{old.PublicKey}.key"), overwrite: true);
            }

            File.Move(paths.NextKey, paths.SiteKey);
            Durable.SyncFolder(paths.Keys);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, paths.SiteKey);
        }
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="StorageException">It is not there, is no key, or others may read it.</exception>
    public static SigningKey Read(DataPaths paths) => Read(paths.SiteKey);

    private static SigningKey Read(string path)
    {
        string pem;
        try
        {
            if (!File.Exists(path))
            {
                throw new StorageException(StorageFault.Key,
                    $"The site key {path} is not there. Put it back from your backup; without it nothing can be signed.", path);
            }

            if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) is var mode && mode != Durable.PrivateFile)
            {
                throw new StorageException(StorageFault.Key,
                    $"The site key {path} has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}, so others may have read or changed it. "
                    + $"Run `chmod 600 {path}` if you trust it still.", path);
            }

            pem = File.ReadAllText(path, Encoding.ASCII);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw StorageException.From(error, path);
        }

        return SigningKey.TryReadPem(pem, out var key) == KeyStatus.Ok && key is not null
            ? key
            : throw new StorageException(StorageFault.Key,
                $"{path} is not an Ed25519 key in PKCS#8 PEM. Put the site key back from your backup.", path);
    }
}
