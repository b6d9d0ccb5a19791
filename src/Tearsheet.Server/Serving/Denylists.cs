using Tearsheet.Gateway.Denylists;
using static System.FormattableString;

namespace Tearsheet.Server.Serving;

/// <summary>The denylists that the settings name.</summary>
internal static class Denylists
{
    /// <summary>Reads them, the later ones over the earlier ones.</summary>
    /// <param name="files">Paths; one that is not absolute begins at <paramref name="folder"/>.</param>
    /// <param name="folder">The data folder.</param>
    /// <param name="note">Is told of each line that could not be understood: it does not count, the others do.</param>
    /// <exception cref="IOException">A file is not there or cannot be read: nothing is served that it might deny.</exception>
    public static Denylist Read(IReadOnlyList<string> files, string folder, Action<string> note)
    {
        var open = new List<(string Name, Stream Text)>();
        try
        {
            foreach (var file in files)
            {
                open.Add((Path.GetFileName(file), File.OpenRead(Path.GetFullPath(file, folder))));
            }

            var list = Denylist.Read(open, out var faults);
            foreach (var fault in faults)
            {
                note(Invariant($"{fault.List}, line {fault.Line}: {fault.Message}"));
            }

            return list;
        }
        finally
        {
            open.ForEach(one => one.Text.Dispose());
        }
    }
}
