using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Reading.Articles;
using Tearsheet.Reading.Captures;

namespace Tearsheet.Archiving;

/// <summary>A capture and its article as blocks: all that can be done before the one writer's turn.</summary>
internal sealed class PreparedFiling
{
    private readonly HeldBlocks _captureBlocks = new();
    private readonly PreparedArticle _article;

    private PreparedFiling(LinkFiling filing)
    {
        Filing = filing;
        CaptureCid = PutCapture(filing.Capture, filing.Address.Raw);
        _article = new PreparedArticle(filing.Article, filing.Renditions);
        CaptureFacts = new EntryFacts { Parts = BlockParts.Pack(_captureBlocks.Blocks.Keys) };
    }

    public LinkFiling Filing { get; }

    public Cid CaptureCid { get; }

    public Cid ArticleCid => _article.Cid;

    public EntryFacts CaptureFacts { get; }

    public EntryFacts ArticleFacts => _article.Facts;

    public long Bytes => _captureBlocks.Bytes + _article.Bytes;

    public static PreparedFiling Of(LinkFiling filing) => new(filing);

    /// <summary>Hands all blocks over, children before what links to them.</summary>
    public void PutInto(IBlockSink sink)
    {
        foreach (var (cid, bytes) in _captureBlocks.Blocks)
        {
            sink.Put(new Block(cid, bytes));
        }

        _article.PutInto(sink);
    }

    private static Cid PutNode(HeldBlocks blocks, byte[] node)
    {
        var cid = Cid.ForBlock(Multicodec.DagCbor, node);
        blocks.Put(new Block(cid, node));
        return cid;
    }

    private Cid PutCapture(Capture capture, string raw)
    {
        var importer = new FileImporter(ImportProfile.UnixFsV1_2025, _captureBlocks);
        var exchanges = new List<Cid>(capture.Exchanges.Count);
        foreach (var exchange in capture.Exchanges)
        {
            _captureBlocks.Import(exchange.Body);
            var body = importer.Import(exchange.Body);
            exchanges.Add(PutNode(_captureBlocks, ExchangeForm.Write(exchange, body.Cid)));
        }

        return PutNode(_captureBlocks, CaptureForm.Write(new StoredCapture(
            raw, capture.Address.Canonical, Reading.Links.LinkAddress.RulesVersion, capture.At, Sequence.From(exchanges), capture.Page)
        {
            Robots = Sequence.From(capture.Robots),
            LoadedRules = capture.Address.RulesMark,
        }));
    }
}
