using Tearsheet.Archiving.Disk;
using Tearsheet.Ipld.Keys;
using Tearsheet.Server.Settings;

namespace Tearsheet.Server.Desk;

/// <summary>Reads the key that signs editions. The archive has checked the file's mode when it was opened.</summary>
internal static class SiteKeyFile
{
    /// <summary>Reads the key; the caller disposes it.</summary>
    /// <exception cref="StorageException">The file cannot be read or holds no key.</exception>
    public static SigningKey Read(DataFolder folder)
    {
        string pem;
        try
        {
            pem = File.ReadAllText(folder.KeyFile);
        }
        catch (UnauthorizedAccessException fault)
        {
            throw new StorageException(
                StorageFault.Key, $"{folder.KeyFile} may not be read by this user. Run as the owner of the data folder.", folder.KeyFile, inner: fault);
        }

        var status = SigningKey.TryReadPem(pem, out var key);
        return status == KeyStatus.Ok
            ? key!
            : throw new StorageException(
                StorageFault.Key, $"{folder.KeyFile} holds no key that can sign ({status}). Put the key back from a backup.", folder.KeyFile);
    }
}
