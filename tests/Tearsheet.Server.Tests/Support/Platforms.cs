using System.Runtime.Versioning;

// The tests press Ctrl-C with kill(2) and look at file modes.
[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]
