using Microsoft.Extensions.Logging;
using Tearsheet.Ipld;
using Tearsheet.Ipld.Cids;
using Tearsheet.Ipld.UnixFs;

namespace Tearsheet.Gateway;

/// <summary>
/// Everything that is kept. To forget is to take another one: a request that still works with this one cannot put what was
/// withdrawn meanwhile into the next.
/// </summary>
internal sealed class GatewayMemory
{
    private readonly TwoGenerations<AnswerKey, Answer> _answers;

    public GatewayMemory(IBlockSource source, GatewayPolicy policy, ILogger logger)
    {
        _answers = new TwoGenerations<AnswerKey, Answer>(policy.AnswerCacheBytes, answer => answer.Weight);
        Blocks = new BlockCache(source, policy.BlockCacheBytes, logger);
        Reader = new UnixFsReader(Blocks);
    }

    /// <summary>Verified blocks.</summary>
    public IBlockSource Blocks { get; }

    public UnixFsReader Reader { get; }

    public Answer? Find(in AnswerKey key) => _answers.TryGet(key, out var answer) ? answer : null;

    public void Keep(in AnswerKey key, Answer answer) => _answers.Add(key, answer);

    /// <summary>The answer in the coding that a visitor takes.</summary>
    public Answer In(Answer answer, Coding coding)
    {
        var coded = answer.In(coding, out var grown);
        if (grown > 0)
        {
            _answers.Grow(grown);
        }

        return coded;
    }
}

/// <summary>What an answer is kept under.</summary>
/// <param name="Root">The site's root; undefined under <c>/ipfs/</c>, where the path names it.</param>
/// <param name="Path">The path as it stands in the request line, in its one spelling.</param>
internal readonly record struct AnswerKey(Cid Root, string Path)
{
    public bool Equals(AnswerKey other) => string.Equals(Path, other.Path, StringComparison.Ordinal) && Root == other.Root;

    public override int GetHashCode() => Root.GetHashCode() ^ string.GetHashCode(Path, StringComparison.Ordinal);
}
