using Tearsheet.Publishing.Editions;

namespace Tearsheet.Publishing.Pages;

/// <summary>The table of proof under a link.</summary>
internal static class ProofMarkup
{
    public static void Write(Markup page, LinkView view)
    {
        var proof = view.Proof;
        var english = view.Site.English;
        page.Write($"""
            <section class="proof" aria-labelledby="proof">
            <h2 id="proof">Proof</h2>
            <div class="scroll" role="group" tabindex="0" aria-labelledby="proof">
            <table>
            <tr><th scope="row">Entry</th><td><a href="{Address.Inside("", "entry.json")}"><code>{proof.Entry}</code></a></td><td>Filed <time datetime="{Dates.Iso(proof.FiledAt)}">{Dates.Minute(proof.FiledAt, english)}</time></td></tr>

            """);
        if (proof.Capture is { } capture)
        {
            page.Write($"<tr><th scope=\"row\">Capture</th><td><code>{capture}</code></td><td>{proof.CaptureNote}</td></tr>\n");
        }

        if (proof.Article is { } article)
        {
            page.Write($"<tr><th scope=\"row\">Article</th><td><code>{article}</code></td><td>Read by {proof.Engine}</td></tr>\n");
        }

        page.Write($"""
            <tr><th scope="row">Signed by</th><td><code>{proof.Signer}</code></td><td>Ed25519</td></tr>
            </table>
            </div>
            <p>The capture and the article stay in the archive; their addresses show that they are there. To check the entry:</p>
            <pre class="command" tabindex="0"><code id="command">
            """);
        page.Write($"{VerifyCommand(view.Site, view.Story.Entry.Id, proof.Entry)}");
        page.Write($"""
            </code></pre>
            <p>It prints the address of the entry above, or what you have is not what was signed. The signature proves that this key held
            exactly these bytes no later than the first edition that holds them. It cannot prove what the publisher served.
            <a href="{Address.Inside("", "link.json")}">This link as JSON</a>.</p>
            </section>

            """);
    }

    private static string VerifyCommand(SiteView site, string id, string entry) => site.Address is { } address
        ? $"curl -s {address}{Places.Entry(id)} -o entry.json && tearsheet cid entry.json"
        : $"ipfs block get {entry} > entry.json && tearsheet cid entry.json";
}
