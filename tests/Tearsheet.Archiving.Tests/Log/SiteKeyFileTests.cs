using System.Runtime.Versioning;
using Tearsheet.Archiving.Disk;
using Tearsheet.Archiving.Log;
using Tearsheet.Archiving.Tests.Disk;

namespace Tearsheet.Archiving.Tests.Log;

public sealed class SiteKeyFileTests
{
    [Fact]
    public void A_key_is_read_as_it_was_written_and_only_its_owner_can_read_the_file()
    {
        using var desk = new Desk();
        SiteKeyFile.Create(desk.Paths, desk.Key);
        using var read = SiteKeyFile.Read(desk.Paths);
        Assert.Equal(desk.Key.PublicKey, read.PublicKey);
        Assert.Equal(desk.Key.Sign("tear"u8), read.Sign("tear"u8));
        Assert.Equal([desk.Paths.SiteKey], Directory.GetFiles(desk.Paths.Keys));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(Durable.PrivateFile, File.GetUnixFileMode(desk.Paths.SiteKey));
            Assert.Equal(Durable.PrivateFolder, File.GetUnixFileMode(desk.Paths.Keys));
        }
    }

    [Theory]
    [UnsupportedOSPlatform("windows")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, "0640")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead | UnixFileMode.GroupRead, "0644")]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, "0700")]
    public void A_key_that_others_can_use_is_refused_with_the_command_that_mends_it(UnixFileMode mode, string shown)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs Unix file modes");
        using var desk = new Desk();
        SiteKeyFile.Create(desk.Paths, desk.Key);
        File.SetUnixFileMode(desk.Paths.SiteKey, mode);
        var error = Assert.Throws<StorageException>(() => SiteKeyFile.Read(desk.Paths));
        Assert.Equal(StorageFault.Key, error.Fault);
        Assert.Contains(shown, error.Message, StringComparison.Ordinal);
        Assert.Contains($"chmod 600 {desk.Paths.SiteKey}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_key_and_one_that_is_none_are_told_apart()
    {
        using var desk = new Desk();
        var missing = Assert.Throws<StorageException>(() => SiteKeyFile.Read(desk.Paths));
        Assert.Equal(StorageFault.Key, missing.Fault);
        Assert.Contains("is not there", missing.Message, StringComparison.Ordinal);

        Durable.CreateFolder(desk.Paths.Root);
        Durable.CreateFolder(desk.Paths.Keys);
        Durable.WriteWhole(desk.Paths.SiteKey, "not a key\n"u8);
        var none = Assert.Throws<StorageException>(() => SiteKeyFile.Read(desk.Paths));
        Assert.Equal(StorageFault.Key, none.Fault);
        Assert.Contains("not an Ed25519 key", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_never_written_over_another()
    {
        using var desk = new Desk();
        using var other = Desk.KeyFrom("other");
        SiteKeyFile.Create(desk.Paths, desk.Key);
        Assert.Equal(StorageFault.Exists, Assert.Throws<StorageException>(() => SiteKeyFile.Create(desk.Paths, other)).Fault);
        SiteKeyFile.Create(desk.Paths, desk.Key);
        using var read = SiteKeyFile.Read(desk.Paths);
        Assert.Equal(desk.Key.PublicKey, read.PublicKey);
    }
}
