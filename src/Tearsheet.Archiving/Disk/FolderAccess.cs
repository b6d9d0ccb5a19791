namespace Tearsheet.Archiving.Disk;

/// <summary>What a process wants to do with a data folder.</summary>
internal enum FolderAccess
{
    /// <summary>Look only: takes no lock, and sees what was acknowledged while another process goes on writing.</summary>
    Read,

    /// <summary>Write: holds the folder's lock until closed, and sets aside what a crash left behind.</summary>
    Write,
}
