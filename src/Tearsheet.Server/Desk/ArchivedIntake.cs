using System.Diagnostics;
using Tearsheet.Archiving;
using Tearsheet.Archiving.Filing;
using Tearsheet.Reading;
using Tearsheet.Reading.Fetching;
using Tearsheet.Reading.Links;

namespace Tearsheet.Server.Desk;

/// <summary>From a page in an archive of captures to what is filed, or to the answer that it is here already.</summary>
internal sealed class ArchivedIntake(Archive archive, Visit visit, FiledAddresses addresses)
{
    /// <summary>A visit begins a little before its page's exchange.</summary>
    private static readonly TimeSpan LongestVisit = TimeSpan.FromHours(1);

    /// <summary>Reads the page; gives a filing, or the answer when there is nothing to file.</summary>
    public async Task<(AddRequest Request, LinkFiling? Filing, AddAnswer? Answer)> ReadAsync(
        AddRequest request, ArchivedPage archived, LinkAddress address, CancellationToken cancellationToken)
    {
        var (hops, problem) = archived.Read();
        if (problem is not null)
        {
            return (request, null, Intake.Refused(request, "bad-record", problem));
        }

        // A redirect that led here has the address that somebody asked for.
        if (hops.Count > 1 && addresses.TryParse(hops[0].Address!.OriginalString, out var asked) == LinkAddressStatus.Ok)
        {
            address = asked!;
        }

        if (await FindAsync(address, hops[^1], cancellationToken) is { } known)
        {
            return (request, null, Known(request, known));
        }

        switch (await visit.ReadArchivedAsync(address, hops, archived.FindImage, cancellationToken))
        {
            case VisitOutcome.Refused refused:
                return (request, null, Intake.Refused(request, ReasonWord.Of(refused.Why), refused.Message, refused.Status));

            // The page may name another address for itself, and be filed under that one.
            case VisitOutcome.Read read when await FindAsync(read.Capture.Address, hops[^1], cancellationToken) is { } known2:
                return (request, null, Known(request, known2));

            case VisitOutcome.Read read:
                return (request, new LinkFiling(
                    read.Capture.Address, request.Topic, request.Note, request.Policy, request.Hold, read.Capture, read.Article, read.Renditions), null);

            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The link that has this very exchange among its captures' pages: of the same moment, and with the same bytes.</summary>
    private async Task<FiledLink?> FindAsync(LinkAddress address, Exchange page, CancellationToken cancellationToken)
    {
        if (addresses.Find(address) is not { } link)
        {
            return null;
        }

        foreach (var capture in archive.Captures(link.Id).Where(capture => (capture.At - page.Started).Duration() <= LongestVisit))
        {
            if (await archive.ReadCaptureAsync(capture.Cid, cancellationToken) is { } stored
                && stored.Page >= 0 && stored.Page < stored.Exchanges.Count
                && await archive.ReadExchangeAsync(stored.Exchanges[stored.Page], cancellationToken) is { } exchange
                && exchange.Started.ToUnixTimeMilliseconds() == page.Started.ToUnixTimeMilliseconds()
                && exchange.BodySize == page.Body.Length
                && await archive.ReadWholeExchangeAsync(stored.Exchanges[stored.Page], cancellationToken) is { } whole
                && whole.Body.Span.SequenceEqual(page.Body.Span))
            {
                return link;
            }
        }

        return null;
    }

    private static AddAnswer Known(AddRequest request, FiledLink link) => new()
    {
        Result = AddResult.Known,
        Input = request.Input,
        Id = link.Id,
        Headline = link.Headline,
        Url = link.Address ?? link.CanonicalAddress,
    };
}
