using System.Collections.Frozen;

namespace Tearsheet.Reading.Links;

/// <summary>Parameters that say where a reader came from or on what they read, and nothing of what is read. The list is our own.</summary>
public static class TrackingParameters
{
    // Names such as ref, source, id or from are not here: on some sites they choose the page.
    private static readonly FrozenSet<string> Names = new[]
    {
        "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "gad_source", "gad_campaignid", "fbclid", "msclkid", "yclid",
        "ysclid", "twclid", "ttclid", "igshid", "igsh", "li_fat_id", "epik", "mc_cid", "mc_eid", "mkt_tok", "_hsenc",
        "_hsmi", "__hssc", "__hstc", "__hsfp", "hsCtaTracking", "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id",
        "_openstat", "wickedid", "rb_clickid", "s_cid", "ml_subscriber", "ml_subscriber_hash", "at_medium", "at_campaign",
        "at_bbc_team", "at_ptr_name", "at_format", "ref_src", "ref_url", "cmpid", "cmp_id", "icid", "ito", "ocid", "CMP",
        "mbid", "sr_share", "__twitter_impression", "guccounter", "guce_referrer", "guce_referrer_sig", "wt_mc", "wtmc",
        "xtor", "srsltid", "sfnsn", "_ga", "_gl", "action_object_map", "action_type_map", "action_ref_map",
        "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "ncid", "smid", "smtyp", "trkCampaign", "ftag",
        "soc_src", "soc_trk", "nr_email_referer",
        // What AMP caches and viewers add.
        "amp_js_v", "amp_gsa", "amp_kit", "usqp",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly string[] Prefixes =
        ["utm_", "at_custom", "at_link_", "pk_", "piwik_", "mtm_", "matomo_", "hmb_", "itm_", "ga_"];

    /// <summary>Takes the tracking parameters out of an http or https address; every other byte stays as it is.</summary>
    /// <param name="address">An address as given. One of another scheme is given back untouched.</param>
    public static string Remove(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.StartsWith("http:", StringComparison.OrdinalIgnoreCase)
            && !address.StartsWith("https:", StringComparison.OrdinalIgnoreCase))
        {
            return address;
        }

        var hash = address.IndexOf('#', StringComparison.Ordinal);
        var fragment = hash < 0 ? null : address[(hash + 1)..];
        var front = hash < 0 ? address : address[..hash];
        var mark = front.IndexOf('?', StringComparison.Ordinal);
        var query = mark < 0 ? null : front[(mark + 1)..];
        front = mark < 0 ? front : front[..mark];

        return front + Part('?', RemoveFrom(query)) + Part('#', RemoveFrom(fragment));

        static string Part(char sign, string? text) => text is null ? "" : sign + text;
    }

    /// <summary>Takes the tracking parameters out of a query, or of a fragment that is written like one.</summary>
    /// <param name="query">Without its question mark; null when there is none.</param>
    /// <returns>The same string when nothing was taken out; null when nothing is left.</returns>
    internal static string? RemoveFrom(string? query)
    {
        if (query is null)
        {
            return null;
        }

        var parameters = query.Split('&');
        var kept = parameters.Where(parameter => !IsTracking(parameter)).ToArray();
        if (kept.Length == parameters.Length)
        {
            return query;
        }

        // Once the query is rewritten, a separator with nothing behind it goes too.
        var left = string.Join('&', kept.Where(parameter => parameter.Length > 0));
        return left.Length == 0 ? null : left;
    }

    /// <summary>Asks for the AMP version of the same page. The values are looked at, for "amp" alone may be the page's matter.</summary>
    private static bool IsVersionForPhones(string name, string value) =>
        (name.Equals("amp", StringComparison.OrdinalIgnoreCase) && value is ("" or "1" or "true"))
        || (name.Equals("outputType", StringComparison.OrdinalIgnoreCase) && value.Equals("amp", StringComparison.OrdinalIgnoreCase));

    private static bool IsTracking(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        var name = PercentCoding.Decode(equals < 0 ? parameter : parameter[..equals]);
        return Names.Contains(name) || IsVersionForPhones(name, equals < 0 ? "" : parameter[(equals + 1)..]) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
    }
}
