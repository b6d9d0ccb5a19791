using Tearsheet.Server;

// One word of the command line chooses a verb; Commands/ has a file for each. Only `serve` starts a server, and nothing
// that a verb does not need is touched: `tearsheet --help` loads neither ASP.NET Core nor SQLite.
return await CommandLine.RunAsync(args);
