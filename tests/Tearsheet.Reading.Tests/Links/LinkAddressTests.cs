using CsCheck;
using Tearsheet.Reading.Links;

namespace Tearsheet.Reading.Tests.Links;

public class LinkAddressTests
{
    private static readonly string[] Pieces =
    [
        "/", "//", "\\", "?", "#", "&", "=", ";", ":", "@", "%", "%2", "%2e", "%2E", "%41", "%7e", "%C3%BC", "%ff", "%25", "%zz", "..", ".",
        "a", "B", "utm_source=x", "utm%5fsource", "fbclid=1", "ü", "中", "[", "]", "[::1]", "127.1", "0x7f", "8080", ":443", ":80", "xn--a",
        "bücher.example", "www.", "\t", " ", "|", "^", "\"", "<", "'", "+", "{{", "\0", "\uD800", "é́",
    ];

    private static readonly Gen<string> Anything = Gen.Char.Array[0, 60].Select(characters => new string(characters));

    private static readonly Gen<string> Piece = Gen.Int[0, Pieces.Length - 1].Select(n => Pieces[n]);

    // Put together at random these are addresses, nearly addresses, and the edges where rules meet.
    private static readonly Gen<string> NearlyAddress = Gen.Select(Piece.Array[0, 14], Gen.Bool, Gen.Char)
        .Select((pieces, absolute, odd) => (absolute ? "https://news.example/" : "http:") + string.Concat(pieces) + odd);

    [Fact]
    public void Any_text_ends_in_a_status_and_never_in_an_exception() =>
        Gen.OneOf(Anything, NearlyAddress).Sample(
            text => (LinkAddress.TryParse(text, out var address) == LinkAddressStatus.Ok) == (address is not null), iter: 20_000);

    [Fact]
    public void The_canonical_form_is_its_own_canonical_form() =>
        Gen.OneOf(Anything.Select(text => "https://news.example/" + text), NearlyAddress).Sample(
            text =>
            {
                if (LinkAddress.TryParse(text, out var address) != LinkAddressStatus.Ok)
                {
                    return true;
                }

                return LinkAddress.TryParse(address!.Canonical, out var again) == LinkAddressStatus.Ok
                    && again!.Canonical == address.Canonical && again.Host == address.Host;
            },
            iter: 20_000);

    [Fact]
    public void The_address_to_ask_has_the_same_canonical_form() =>
        NearlyAddress.Sample(
            text => LinkAddress.TryParse(text, out var address) != LinkAddressStatus.Ok
                || (LinkAddress.TryParse(address!.Uri!.OriginalString, out var again) == LinkAddressStatus.Ok
                    && again!.Canonical == address.Canonical),
            iter: 20_000);

    [Fact]
    public void What_a_page_claims_never_throws_and_never_leaves_its_site() =>
        Gen.OneOf(Anything, NearlyAddress, Piece.Array[0, 8].Select(string.Concat)).Sample(
            claim => Parse("https://news.example/story/1?a=1").WithCanonical(claim).Host.EndsWith("news.example", StringComparison.Ordinal),
            iter: 20_000);

    [Theory]
    [InlineData("HTTPS://News.Example:443/a/./b/../c?x=1#part", "https://news.example/a/c?x=1")]
    [InlineData("http://news.example:80/", "https://news.example/")]
    [InlineData("http://news.example:8080/", "http://news.example:8080/")]
    [InlineData("https://bücher.example/ü?q=ü", "https://xn--bcher-kva.example/%C3%BC?q=%C3%BC")]
    [InlineData("https://news.example/%7euser/%41%2fb", "https://news.example/~user/A%2Fb")]
    [InlineData("https://news.example/100%", "https://news.example/100%25")]
    [InlineData("https://news.example/?utm_source=x&b=2&fbclid=y&a=1", "https://news.example/?b=2&a=1")]
    [InlineData("https://news.example/x?UTM_Source=a", "https://news.example/x")]
    [InlineData("  https://news.example/st\nory ", "https://news.example/story")]
    [InlineData("https://www.news.example", "https://www.news.example/")]
    public void An_address_has_one_canonical_form(string text, string canonical) => Assert.Equal(canonical, Parse(text).Canonical);

    [Theory]
    [InlineData("", LinkAddressStatus.Empty)]
    [InlineData(" \t\r\n", LinkAddressStatus.Empty)]
    [InlineData("news.example/story", LinkAddressStatus.NotAbsolute)]
    [InlineData("/story", LinkAddressStatus.NotAbsolute)]
    [InlineData("ftp://news.example/", LinkAddressStatus.NotHttp)]
    [InlineData("file:///etc/passwd", LinkAddressStatus.NotHttp)]
    [InlineData("file:abc", LinkAddressStatus.NotHttp)]
    [InlineData("javascript:alert(1)", LinkAddressStatus.NotHttp)]
    [InlineData("https://", LinkAddressStatus.NoHost)]
    [InlineData("https://:443/", LinkAddressStatus.NoHost)]
    [InlineData("https://news example/", LinkAddressStatus.BadHost)]
    [InlineData("https://256.1.1.1/", LinkAddressStatus.BadHost)]
    [InlineData("https://[::1%25eth0]/", LinkAddressStatus.BadHost)]
    [InlineData("https://news.example:65536/", LinkAddressStatus.BadPort)]
    [InlineData("https://news.example:x/", LinkAddressStatus.BadPort)]
    [InlineData("https://user@news.example/", LinkAddressStatus.HasCredentials)]
    [InlineData("https://user:secret@news.example/", LinkAddressStatus.HasCredentials)]
    public void What_is_wrong_with_an_address_is_named(string text, LinkAddressStatus status)
    {
        Assert.Equal(status, LinkAddress.TryParse(text, out var address));
        Assert.Null(address);
    }

    [Fact]
    public void An_address_has_a_greatest_length_as_given_and_as_written_out()
    {
        var prefix = "https://news.example/";

        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(prefix + new string('a', LinkAddress.MaxLength - prefix.Length), out _));
        Assert.Equal(LinkAddressStatus.TooLong, LinkAddress.TryParse(prefix + new string('a', LinkAddress.MaxLength), out _));
        Assert.Equal(LinkAddressStatus.TooLong, LinkAddress.TryParse(prefix + new string('ü', 2000), out _));
    }

    [Theory]
    [InlineData("https://www.news.example/x", "news.example")]
    [InlineData("https://WWW.News.Example:8443/x", "news.example")]
    [InlineData("https://m.news.example/x", "m.news.example")]
    [InlineData("https://news.example./x", "news.example")]
    [InlineData("https://www.example/", "www.example")]
    [InlineData("https://www/", "www")]
    [InlineData("http://127.0.0.1:5000/x", "127.0.0.1")]
    [InlineData("http://[2001:DB8::1]/x", "[2001:db8::1]")]
    public void The_source_is_the_host_without_www(string text, string host) => Assert.Equal(host, Parse(text).Host);

    [Fact]
    public void The_address_to_ask_keeps_scheme_and_escapes_and_drops_what_only_tracks()
    {
        var address = Parse(" http://www.news.example/a%2fb?utm_source=x&q=%e4#part ");

        Assert.Equal("http://www.news.example/a%2fb?q=%e4", address.Uri!.AbsoluteUri);
        Assert.Equal("http://www.news.example/a%2fb?utm_source=x&q=%e4#part", address.Raw);
    }

    [Theory]
    [InlineData("https://news.example/story/1", "https://news.example/story/1")]
    [InlineData("/story/1", "https://news.example/story/1")]
    [InlineData("//news.example/story/1", "https://news.example/story/1")]
    [InlineData("https://www.news.example/story/1", "https://www.news.example/story/1")]
    [InlineData("https://amp.news.example/story/1", "https://amp.news.example/story/1")]
    [InlineData("https://news.example/", null)]
    [InlineData("https://news.example/#top", null)]
    [InlineData("https://other.example/story/1", null)]
    [InlineData("https://evilnews.example/story/1", null)]
    [InlineData("https://news.example.evil.example/story/1", null)]
    [InlineData("https://example/story/1", null)]
    [InlineData("http://localhost:3000/story/1", null)]
    [InlineData("https://news.example:3000/story/1", null)]
    [InlineData("https://user:x@news.example/story/1", null)]
    [InlineData("javascript:void(0)", null)]
    [InlineData("{{ canonical }}", null)]
    [InlineData("https://news.example/story/%7B%7B%20canonical%20%7D%7D", null)]
    [InlineData("https://news.example/undefined", null)]
    [InlineData("https://news.example/[object Object]", null)]
    [InlineData("", null)]
    public void A_page_is_believed_about_its_own_site_only_and_not_when_it_names_the_front_page(string claim, string? canonical)
    {
        var address = Parse("https://news.example/story/1?sid=2&utm_source=x");

        var known = address.WithCanonical(claim);

        Assert.Equal(canonical ?? address.Canonical, known.Canonical);
        Assert.Equal(address.Raw, known.Raw);
    }

    [Theory]
    [InlineData("https://other.example/story/1?utm_source=x", "https://other.example/story/1", "other.example")]
    [InlineData("https://other.example/", "https://short.example/x", "short.example")]
    public void A_link_is_known_by_where_it_led_unless_that_is_a_front_page(string destination, string canonical, string host)
    {
        var known = Parse("https://short.example/x").WithDestination(new Uri(destination));

        Assert.Equal((canonical, host, "https://short.example/x"), (known.Canonical, known.Host, known.Raw));
    }

    [Theory]
    [InlineData("https://www-news-example.cdn.ampproject.org/c/s/www.news.example/amp/story/1", "https://www.news.example/amp/story/1")]
    [InlineData("https://www-news-example.cdn.ampproject.org/v/s/www.news.example/story/1?amp_js_v=0.1&id=2", "https://www.news.example/story/1?id=2")]
    [InlineData("https://news-example.cdn.ampproject.org/c/news.example/story/1", "https://news.example/story/1")]
    [InlineData("https://www.google.co.uk/amp/s/news.example/story/1#aoh=1", "https://news.example/story/1")]
    [InlineData("https://www.google.com/amp/", "https://www.google.com/amp/")]
    [InlineData("https://www.google.com/amp/s/u:p@news.example/", "https://www.google.com/amp/s/u:p@news.example/")]
    [InlineData("https://cdn.ampproject.org.evil.example/c/s/news.example/story/1", "https://cdn.ampproject.org.evil.example/c/s/news.example/story/1")]
    [InlineData("https://news.example/story/1?amp=1", "https://news.example/story/1")]
    [InlineData("https://news.example/story/1?a=2&amp", "https://news.example/story/1?a=2")]
    [InlineData("https://news.example/story/1?outputType=amp", "https://news.example/story/1")]
    [InlineData("https://guitars.example/list?amp=marshall", "https://guitars.example/list?amp=marshall")]
    public void A_copy_in_an_AMP_cache_is_known_by_what_it_is_a_copy_of(string text, string canonical)
    {
        var address = Parse(text);

        Assert.Equal((canonical, text), (address.Canonical, address.Raw));
    }

    [Theory]
    [InlineData("https://m.news.example/story/1", "https://www.news.example/story/1", CanonicalTrust.Yes)]
    [InlineData("https://en.m.news.example/story/1", "https://en.news.example/story/1", CanonicalTrust.Yes)]
    [InlineData("https://amp.news.example/story/1", "https://news.example/story/1", CanonicalTrust.Yes)]
    [InlineData("https://news.example/story/1/amp/", "https://news.example/story/1", CanonicalTrust.Yes)]
    [InlineData("http://news.example/story/1", "https://news.example/story/1", CanonicalTrust.Yes)]
    [InlineData("https://m.co.example/story/1", "https://other.co.example/story/1", CanonicalTrust.Syndication)]
    [InlineData("https://m.example/story/1", "https://other.example/story/1", CanonicalTrust.Syndication)]
    [InlineData("https://news.example/story/1", "https://agency.example/story/1", CanonicalTrust.Syndication)]
    [InlineData("https://news.example/story/1?page=2", "https://news.example/story/1", CanonicalTrust.Part)]
    [InlineData("https://news.example/story/1?page=1", "https://news.example/story/1", CanonicalTrust.Yes)]
    [InlineData("https://news.example/story/1?page=2", "https://news.example/story/1?page=2", CanonicalTrust.Yes)]
    [InlineData("https://news.example/story/1/seite/3", "https://news.example/story/1", CanonicalTrust.Part)]
    [InlineData("https://news.example/story/1/2", "https://news.example/story/1", CanonicalTrust.Part)]
    [InlineData("https://news.example/?p=12", "https://news.example/2026/11/story", CanonicalTrust.Yes)]
    [InlineData("https://news.example/story/1", "http://10.0.0.1/story/1", CanonicalTrust.No)]
    [InlineData("https://news.example/story/1", "http://staging/story/1", CanonicalTrust.No)]
    [InlineData("http://localhost:3000/a", "http://localhost:3000/b", CanonicalTrust.Yes)]
    public void A_claim_is_believed_so_far_and_no_further(string page, string claim, CanonicalTrust trust)
    {
        var address = Parse(page);

        Assert.Equal(trust, address.TrustOf(claim));
        Assert.Equal(trust == CanonicalTrust.Yes ? Parse(claim).Canonical : address.Canonical, address.WithCanonical(claim).Canonical);
    }

    [Fact]
    public void A_saved_page_without_an_address_is_known_by_its_bytes()
    {
        var address = LinkAddress.ForSavedPage("abc"u8);

        Assert.Equal("file:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", address.Canonical);
        Assert.Equal("file", address.Host);
        Assert.Null(address.Uri);
        Assert.Equal(address, Parse(address.Canonical));
        Assert.Equal(address, address.WithCanonical("https://news.example/story"));
    }

    private static LinkAddress Parse(string text)
    {
        Assert.Equal(LinkAddressStatus.Ok, LinkAddress.TryParse(text, out var address));
        return address!;
    }
}
