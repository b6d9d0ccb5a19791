using Tearsheet.Archiving.Filing;
using Tearsheet.Archiving.Filing.Forms;
using Tearsheet.Archiving.Index;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;
using Tearsheet.Reading.Articles;

namespace Tearsheet.Archiving;

/// <summary>An article with its scaled pictures as blocks.</summary>
internal sealed class PreparedArticle
{
    private readonly HeldBlocks _blocks = new();

    public PreparedArticle(Article article, IReadOnlyList<Rendition> renditions)
    {
        Article = article;
        var importer = new FileImporter(ImportProfile.UnixFsV1_2025, _blocks);
        var stored = new List<StoredRendition>(renditions.Count);
        foreach (var rendition in renditions)
        {
            _blocks.Import(rendition.Bytes);
            stored.Add(new StoredRendition(
                rendition.Image, importer.Import(rendition.Bytes), rendition.Width, rendition.Height, rendition.MediaType, rendition.Colour));
        }

        Cid? furniture = null;
        if (article.Furniture.Blocks.Count > 0)
        {
            var known = FurnitureForm.Write(article.Furniture);
            furniture = Cid.ForBlock(Multicodec.DagCbor, known);
            _blocks.Put(new Block(furniture.Value, known));
        }

        var node = ArticleForm.Write(article, stored, furniture);
        Cid = Cid.ForBlock(Multicodec.DagCbor, node);
        _blocks.Put(new Block(Cid, node));
        Facts = new EntryFacts { Headline = Form.WellFormed(article.Headline), Parts = BlockParts.Pack(_blocks.Blocks.Keys) };
    }

    public Article Article { get; }

    public Cid Cid { get; }

    public EntryFacts Facts { get; }

    public long Bytes => _blocks.Bytes;

    /// <summary>Hands all blocks over, children before what links to them.</summary>
    public void PutInto(IBlockSink sink)
    {
        foreach (var (cid, bytes) in _blocks.Blocks)
        {
            sink.Put(new Block(cid, bytes));
        }
    }
}
