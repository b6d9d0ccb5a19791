namespace Tearsheet.Server.Commands;

/// <summary><c>tearsheet import warc|wacz|opml</c>: captures that others made, and the feeds of a list.</summary>
internal sealed class ImportCommand : Verb
{
    public ImportCommand()
        : base("import", "Take captures from WARC or WACZ files of others, or feeds from an OPML list")
    {
        Add(new ImportCaptures("warc", "Take the pages of WARC files as captures, with the images that the files have"));
        Add(new ImportCaptures("wacz", "Take the pages of WACZ packages as captures; a package's own list says which are pages"));
        Add(new ImportOpml());
    }

    public override IReadOnlyList<string> Examples =>
    [
        "tearsheet import warc crawl.warc.gz --topic Korea",
        "tearsheet import wacz session.wacz",
        "tearsheet import opml subscriptions.opml",
    ];
}
