namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Tables of Markdown files as test cases: rules that people argue about are written where all can read them.</summary>
internal static class Cases
{
    /// <summary>The rows of the table whose first column is called <paramref name="heading"/>.</summary>
    public static IEnumerable<string[]> Rows(string file, string heading) => Rows("Articles", file, heading);

    /// <summary>The same in the cases of another folder of tests.</summary>
    public static IEnumerable<string[]> Rows(string folder, string file, string heading)
    {
        var inTable = false;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, folder, "Cases", file)))
        {
            var cells = Cells(line);
            if (cells.Length == 0)
            {
                inTable = false;
            }
            else if (cells[0] == heading)
            {
                inTable = true;
            }
            else if (inTable && !cells[0].StartsWith("---", StringComparison.Ordinal))
            {
                yield return cells;
            }
        }
    }

    public static TheoryData<string, string> Pairs(string file, string heading) =>
        new(Rows(file, heading).Select(row => (row[0], row[1])));

    public static TheoryData<string, string, string> Triples(string file, string heading) =>
        new(Rows(file, heading).Select(row => (row[0], row[1], row[2])));

    // A bar in a cell is written \|.
    private static string[] Cells(string line) => line.StartsWith("| ", StringComparison.Ordinal)
        ? [.. line.Replace("\\|", "\0", StringComparison.Ordinal).TrimStart('|').TrimEnd().TrimEnd('|').Split('|').Select(cell => cell.Trim().Replace('\0', '|'))]
        : [];
}
