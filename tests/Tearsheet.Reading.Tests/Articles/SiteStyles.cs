namespace Tearsheet.Reading.Tests.Articles;

/// <summary>Five ways in which sites of the news dress the same article, each with the furniture of its kind.</summary>
internal static class SiteStyles
{
    /// <summary>Sentences that stand around the article in some style, and must never come out with it.</summary>
    public static IReadOnlyList<string> FurnitureWords { get; } =
    [
        "Read more", "Share this", "newsletter", "cookies", "All rights reserved", "Most read", "Picture agency", "has covered", "Advertisement", "wrote at",
        "Harbour bridge", "Subscribe", "Log in", "Previous", "Copy link", "min read",
    ];

    public static TheoryData<string> Names { get; } = [.. new[] { "tabloid", "broadsheet", "blog", "tables", "application" }];

    public static string Page(string style, string headline, IReadOnlyList<string> text) => style switch
    {
        "tabloid" => Tabloid(headline, text),
        "broadsheet" => Broadsheet(headline, text),
        "blog" => Blog(headline, text),
        "tables" => Tables(headline, text),
        _ => Application(headline, text),
    };

    private static string Paragraphs(IEnumerable<string> text, string tag = "p", string attributes = "") =>
        string.Join('\n', text.Select(paragraph => $"<{tag}{attributes}>{paragraph}</{tag}>"));

    // Divisions within divisions, promotions between the paragraphs, a rail of other stories longer than the story.
    private static string Tabloid(string headline, IReadOnlyList<string> text) => $$"""
        <!doctype html><html lang=en><head><title>{{headline}} | The Daily Tab</title><meta property="og:title" content="{{headline}}"></head><body>
        <div id=topnav class="nav-bar"><ul><li><a href=/news>News</a></li><li><a href=/sport>Sport</a></li><li><a href=/tv>TV &amp; Showbiz</a></li></ul><a href=/login>Log in</a></div>
        <div class="page cf"><div class="alpha"><div id=js-article-text itemprop="articleBody"><h1>{{headline}}</h1>
        <p class="byline-section">By <a href=/author/jo rel=author>Jo Smith</a></p>
        <div class="shareArticles"><h3>Share this article</h3><ul><li><a href="#">Copy link</a></li><li><a href="#">Tweet</a></li></ul></div>
        {{Paragraphs(text.Take(3), attributes: " class=\"mol-para\"")}}
        <div class="artSplitter mol-img-group"><img src=/i/1.jpg width=634 height=421 alt=car><p class="imageCaption">The two of them in the car, as a Picture agency saw them</p></div>
        <div class="mol-article-related"><h3>Read more: the stories of the day</h3><ul><li><a href=/1>Harbour bridge closes for a month of repairs</a></li><li><a href=/2>What the mayor said about the Harbour bridge</a></li></ul></div>
        {{Paragraphs(text.Skip(3), attributes: " class=\"mol-para\"")}}
        </div><div class="column-content"><h3>Comments 3</h3><div class="comment"><p>I never liked that car, and I drove one for two years in the north, said nobody ever, wrote at 10:14.</p></div></div></div>
        <div class="beta rail"><h2>Most read</h2>{{Paragraphs(Enumerable.Range(1, 12).Select(i => $"<a href=/m/{i}><img src=/t/{i}.jpg>Harbour bridge, part {i}: how a town lost the way over its own river</a>"), "div", " class=\"femail item\"")}}</div></div>
        <div id=footer><p>Published by Tab Media. All rights reserved. <a href=/terms>Terms</a> <a href=/cookies>Cookie policy: we use cookies</a></p></div></body></html>
        """;

    // What the standards ask for: article, header, figure, aside, JSON-LD.
    private static string Broadsheet(string headline, IReadOnlyList<string> text) => $$"""
        <!doctype html><html lang=en><head><title>{{headline}} - The Sheet</title><script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"{{headline}}","author":{"@type":"Person","name":"Jo Smith"},"datePublished":"2024-06-19T18:00:00Z"}</script></head>
        <body><header><nav><a href=/>Home</a> <a href=/world>World</a> <a href=/opinion>Opinion</a></nav></header><main><article>
        <header><h1>{{headline}}</h1><address>By <a rel=author href=/jo>Jo Smith</a></address><time datetime=2024-06-19T18:00:00Z>19 June 2024</time><p>4 min read</p></header>
        <figure><img src=/lead.jpg alt=limousine width=1200 height=800><figcaption>The limousine in the park. Picture agency</figcaption></figure>
        {{Paragraphs(text.Take(4))}}
        <aside><h2>Read more</h2><p><a href=/3>Harbour bridge: the reckoning that nobody in the town wanted to see</a></p></aside>
        {{Paragraphs(text.Skip(4))}}
        <footer><p>Jo Smith has covered the region for this paper since 2009 and lives by the river.</p></footer></article>
        <section class=newsletter><h2>The morning newsletter</h2><p>The best of our journalism in your inbox each morning, free, and you can leave whenever you like. <a href=/s>Subscribe</a></p></section></main>
        <footer><p>© 2024 The Sheet. All rights reserved.</p></footer></body></html>
        """;

    private static string Blog(string headline, IReadOnlyList<string> text) => $$"""
        <!doctype html><html lang=en><head><title>{{headline}} &#8211; River Notes</title></head><body class="post-template-default single single-post">
        <div id=page class="hfeed site"><header class="site-header"><a href=/>River Notes</a><div class="menu-main-container"><ul class=menu><li><a href=/about>About</a><li><a href=/contact>Contact</a></ul></div></header>
        <div class="content-area"><article class="post type-post hentry category-news"><header class="entry-header"><h1 class="entry-title">{{headline}}</h1><div class="entry-meta">Posted on <time class="entry-date" datetime="2024-06-19">June 19, 2024</time> by <span class="author vcard"><a href=/a>Jo Smith</a></span></div></header>
        <div class="entry-content">{{Paragraphs(text)}}
        <div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a href="?share=x">Twitter</a></li><li><a href="?share=f">Facebook</a></li></ul></div>
        <div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3><p><a href=/4>Harbour bridge opens at last</a></p></div></div>
        <footer class="entry-footer"><span class="tags-links"><a href=/tag/korea>Korea</a>, <a href=/tag/cars>cars</a></span></footer></article>
        <nav class="post-navigation"><a href=/5>Previous post: Harbour bridge, again</a></nav>
        <div id=comments class="comments-area"><h2>2 thoughts</h2><ol class="comment-list"><li class=comment><p>Thank you for this, I read it twice, and my wife did too, which says a lot. Bob wrote at noon.</p></li></ol></div></div>
        <aside id=secondary class="widget-area sidebar"><section class=widget><h2>Subscribe</h2><p>Enter your address to follow this blog and receive a newsletter of new posts.</p></section></aside>
        <footer id=colophon class="site-footer">Proudly made by hand. All rights reserved.</footer></div></body></html>
        """;

    // The nineties: everything in tables, paragraphs by two breaks, no class anywhere.
    private static string Tables(string headline, IReadOnlyList<string> text) => $$"""
        <html><head><title>{{headline}}</title></head><body bgcolor=white><table width=760 cellpadding=0><tr><td colspan=3><a href=/><img src=/logo.gif></a> <a href=/w>World</a> | <a href=/b>Business</a> | <a href=/s>Sport</a></td></tr>
        <tr><td width=120 valign=top><font size=1><a href=/1>Front page</a><br><a href=/2>Harbour bridge</a><br><a href=/3>Weather</a><br><a href=/4>Log in</a><br></font></td>
        <td valign=top><font face=Arial><h2>{{headline}}</h2>{{string.Join("<br><br>\n", text)}}<br><br></font></td>
        <td width=140 valign=top><font size=1>Advertisement<br><a href=/ad><img src=/ad.gif></a><br><b>Most read</b><br><a href=/5>Harbour bridge: a short history</a></font></td></tr>
        <tr><td colspan=3><font size=1>Copyright 2001 Wire House. All rights reserved. <a href=/h>Help</a></font></td></tr></table></body></html>
        """;

    // Class names made by a machine, spans for paragraphs' insides, no sectioning at all.
    private static string Application(string headline, IReadOnlyList<string> text) => $$"""
        <!doctype html><html lang=en><head><title>{{headline}}</title><meta property="og:title" content="{{headline}}"><meta property="og:site_name" content="Now"></head><body><div id=root><div class="css-1q2w3e"><div class="css-9d8f7g"><a href=/ class="css-lk3">Now</a><a href=/live class="css-lk3">Live</a><button>Log in</button></div>
        <div role=dialog class="css-zz1"><p>We and our 812 partners use cookies to store and read what your device holds, as our policy says.</p><button>Accept</button></div>
        <div class="css-4r5t6y"><h1 class="css-h1a">{{headline}}</h1><div class="css-by1"><span>Jo Smith</span> · <span>3 min read</span></div>
        <div class="css-body">{{Paragraphs(text.Take(2).Select(x => $"<span>{x}</span>"), "div", " class=\"css-p7\"")}}
        <div class="css-ad3"><span>Advertisement</span></div>
        {{Paragraphs(text.Skip(2).Select(x => $"<span>{x}</span>"), "div", " class=\"css-p7\"")}}</div>
        <div class="css-more"><h2>More from Now</h2>{{Paragraphs(Enumerable.Range(1, 6).Select(i => $"<a href=/x/{i}><span>Harbour bridge update {i}</span></a>"), "div", " class=\"css-card\"")}}</div></div></div></div></body></html>
        """;
}
