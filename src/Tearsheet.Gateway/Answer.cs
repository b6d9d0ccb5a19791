using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Tearsheet.Ipld.Cids;

namespace Tearsheet.Gateway;

/// <summary>An answer that is ready to be written: everything about it that does not depend on who asks.</summary>
internal sealed class Answer
{
    private const string PlainText = "text/plain; charset=utf-8";

    public required int Status { get; init; }

    public required StringValues ContentType { get; init; }

    /// <summary>The whole body; null when it is streamed from <see cref="File"/>.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The file whose bytes are the body; undefined when the body is our own words.</summary>
    public Cid File { get; init; }

    /// <summary>Bytes of the body as it is written.</summary>
    public required long Length { get; init; }

    /// <summary>The CID that the path led to; null when there is nothing to compare.</summary>
    public string? Tag { get; init; }

    /// <summary>The tag in quotes, with a suffix when the body is coded: other bytes, so another tag.</summary>
    public string? ETag { get; init; }

    public StringValues CacheControl { get; init; } = "no-cache";

    /// <summary>The path under <c>/ipfs/</c>; empty at a host's root.</summary>
    public StringValues IpfsPath { get; init; }

    /// <summary>CIDs from the root on, one a path segment.</summary>
    public StringValues Roots { get; init; }

    /// <summary>Whether the site's rules hold for it, or a sandbox's.</summary>
    public bool IsSandboxed { get; init; }

    /// <summary>Whether it stands on an origin of its own, where it harms nobody but itself: no rules of ours.</summary>
    public bool HasOrigin { get; init; }

    /// <summary>Shown or saved, and under which name; empty when that is left to the visitor.</summary>
    public StringValues Disposition { get; init; }

    /// <summary>The address of the very form that was chosen by Accept.</summary>
    public StringValues ContentLocation { get; init; }

    /// <summary>Whether a block is missing here that may be elsewhere.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>Whether it may be kept under its path.</summary>
    public bool IsKept { get; init; }

    /// <summary>Writes a body whose length is not known beforehand; null for all others.</summary>
    public Func<PipeWriter, CancellationToken, ValueTask>? Stream { get; init; }

    /// <summary>Set on a redirect, without the query.</summary>
    public string? Location { get; init; }

    /// <summary>The name of the coding; empty for the bytes as they are.</summary>
    public StringValues Coding { get; init; }

    /// <summary>Whether the answer differs with the codings that a visitor takes.</summary>
    public bool IsText { get; init; }

    /// <summary>Bytes of memory that keeping it takes, about.</summary>
    public long Weight => (Body?.Length ?? 0) + 1000 + (Gzip?.Weight ?? 0) + (Brotli?.Weight ?? 0);

    private Answer? Gzip { get; set; }

    private Answer? Brotli { get; set; }

    /// <summary>A sentence in plain text.</summary>
    public static Answer Words(int status, string sentence, bool isAbsent = false)
    {
        // Names from the request stand in it: what is no character for reading is shown as one that is.
        var clean = string.Create(sentence.Length, sentence, static (target, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                target[i] = char.IsControl(text[i]) ? '\uFFFD' : text[i];
            }
        });
        var body = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{clean}\n"));
        return new Answer { Status = status, ContentType = PlainText, Body = body, Length = body.Length, IsAbsent = isAbsent };
    }

    /// <summary>A redirect; the query is added to it.</summary>
    public static Answer Redirect(string location, int status = StatusCodes.Status301MovedPermanently)
    {
        var words = Words(status, "This has another address.");
        return new Answer
        {
            Status = words.Status, ContentType = words.ContentType, Body = words.Body, Length = words.Length, Location = location,
        };
    }

    /// <summary>The answer in a coding, made once and kept with it; itself when coding it gains nothing.</summary>
    /// <param name="coding">What the visitor takes.</param>
    /// <param name="grown">Bytes that keeping the coded form takes; 0 when there is none or it was there already.</param>
    public Answer In(Coding coding, out long grown)
    {
        grown = 0;
        if (coding == Gateway.Coding.Identity || !IsText || Body is not { Length: > 0 } body)
        {
            return this;
        }

        if ((coding == Gateway.Coding.Brotli ? Brotli : Gzip) is { } kept)
        {
            return kept;
        }

        var made = Coded(coding, body.Span);
        if (coding == Gateway.Coding.Brotli)
        {
            Brotli = made;
        }
        else
        {
            Gzip = made;
        }

        grown = made.Weight;
        return made;
    }

    private Answer Coded(Coding coding, ReadOnlySpan<byte> body)
    {
        var bytes = Codings.Apply(coding, body);
        var gains = bytes.Length < body.Length;
        var name = Codings.Name(coding);
        return new Answer
        {
            Status = Status,
            ContentType = ContentType,
            Body = gains ? bytes : Body,
            File = File,
            Length = gains ? bytes.Length : Length,
            Tag = Tag,
            ETag = gains && Tag is not null ? $"\"{Tag}.{name}\"" : ETag,
            CacheControl = CacheControl,
            IpfsPath = IpfsPath,
            Roots = Roots,
            IsSandboxed = IsSandboxed,
            HasOrigin = HasOrigin,
            Disposition = Disposition,
            ContentLocation = ContentLocation,
            Coding = gains ? name : default(StringValues),
            IsText = true,
        };
    }
}
