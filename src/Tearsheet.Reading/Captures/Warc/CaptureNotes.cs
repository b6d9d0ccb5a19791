using Tearsheet.Reading.Fetching;

namespace Tearsheet.Reading.Captures.Warc;

/// <summary>What is said of a capture beside its exchanges.</summary>
/// <param name="Name">What the capture is known by, such as its CID; no two of one file have the same.</param>
/// <param name="Fields">Goes into the metadata record, in this order.</param>
/// <param name="Title">For the list of pages.</param>
/// <param name="Text">The article as plain text, for the conversion record; null when there is none.</param>
public sealed record CaptureNotes(string Name, IReadOnlyList<HeaderPair> Fields, string Title, string? Text);

/// <summary>What is said of a whole file.</summary>
/// <param name="Software">Name and version of the program.</param>
/// <param name="Date">The file's date, which is no clock's: that of the newest capture in it.</param>
/// <param name="Title">The archive's title.</param>
/// <param name="Selection">What was exported: "everything", a topic, ids.</param>
public sealed record WarcAbout(string Software, DateTimeOffset Date, string Title, string Selection);

/// <summary>One line of the index that says where a record is.</summary>
/// <param name="Uri">The target.</param>
/// <param name="Date">Its date.</param>
/// <param name="MediaType">Without parameters; "warc/revisit" for one whose body is elsewhere.</param>
/// <param name="Status">The HTTP status; 200 for a resource.</param>
/// <param name="Digest">The payload's.</param>
/// <param name="Place">Where it is in its file.</param>
public sealed record CdxEntry(string Uri, DateTimeOffset Date, string MediaType, int Status, string Digest, WarcPlace Place);

/// <summary>One page that a reader can open.</summary>
/// <param name="Id">The same for the same capture.</param>
/// <param name="Uri">Its address.</param>
/// <param name="Date">When it was captured.</param>
/// <param name="Title">One line.</param>
public sealed record PageEntry(string Id, string Uri, DateTimeOffset Date, string Title);
