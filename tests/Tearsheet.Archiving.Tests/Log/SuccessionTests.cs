using System.Security.Cryptography;
using Tearsheet.Ipld.Keys;

namespace Tearsheet.Archiving.Tests.Log;

public sealed class SuccessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_old_key_hands_over_and_the_new_one_signs_what_follows()
    {
        using var bureau = new Bureau();
        using var next = SigningKey.FromSeed(SHA256.HashData("next"u8));
        await bureau.FileAsync("https://example.com/before");
        Assert.True(await bureau.Archive.SucceedAsync(next, Token));
        Assert.Equal(next.PublicKey, bureau.Archive.SiteKey);
        await bureau.FileAsync("https://example.com/after");
        bureau.Close();

        using var again = Bureau.Opened(Archive.Open(bureau.Folder, ArchiveAccess.Write, bureau.Options));
        Assert.Equal(next.PublicKey, again.SigningKey.PublicKey);
        var signers = (await again.EntriesAsync(1).ToListAsync(Token)).ConvertAll(entry => entry.Signer);
        Assert.Equal(bureau.Key.PublicKey, signers[0]);
        Assert.Equal(next.PublicKey, signers[^1]);
        Assert.True(File.Exists(Path.Combine(bureau.Folder, "keys", $"{bureau.Key.PublicKey}.key")));
        Assert.Empty((await Archive.VerifyAsync(bureau.Folder, _ => { }, Token)).Findings);
        Assert.False(await again.SucceedAsync(next, Token));
    }

    [Fact]
    public async Task A_crash_between_the_entry_and_the_key_file_is_finished_by_the_next_opening()
    {
        using var bureau = new Bureau();
        using var next = SigningKey.FromSeed(SHA256.HashData("next"u8));
        await bureau.Archive.SucceedAsync(next, Token);
        bureau.Close();

        // As it lay when the entry was on the disk and the names were not changed yet.
        var keys = Path.Combine(bureau.Folder, "keys");
        File.Move(Path.Combine(keys, "site.key"), Path.Combine(keys, "site.key.next"));
        File.Move(Path.Combine(keys, $"{bureau.Key.PublicKey}.key"), Path.Combine(keys, "site.key"));
        using var again = Bureau.Opened(Archive.Open(bureau.Folder, ArchiveAccess.Write, bureau.Options));
        Assert.Equal(next.PublicKey, again.SigningKey.PublicKey);
        Assert.False(File.Exists(Path.Combine(keys, "site.key.next")));
    }

    [Fact]
    public async Task A_crash_before_the_entry_leaves_the_old_key_in_charge()
    {
        using var bureau = new Bureau();
        await bureau.FileAsync("https://example.com/before");
        bureau.Close();
        var keys = Path.Combine(bureau.Folder, "keys");
        using var next = SigningKey.FromSeed(SHA256.HashData("next"u8));
        var path = Path.Combine(keys, "site.key.next");
        await File.WriteAllTextAsync(path, next.ExportPem(), Token);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        using var again = Bureau.Opened(Archive.Open(bureau.Folder, ArchiveAccess.Write, bureau.Options));
        Assert.Equal(bureau.Key.PublicKey, again.SigningKey.PublicKey);
    }
}
