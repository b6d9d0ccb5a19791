namespace Tearsheet.Archiving.Index;

/// <summary>The tables of <c>index.db</c>. All of it can be rebuilt, so a change needs a new number and nothing else.</summary>
internal static class Schema
{
    /// <summary>An index with a lower number is rebuilt, one with a greater number refused.</summary>
    public const int Version = 6;

    /// <summary>Marks the file as ours, in the header where SQLite keeps room for it: "TEAR".</summary>
    public const int ApplicationId = 0x54454152;

    // Times are milliseconds since 1970 in UTC, CIDs their binary form; links and topics stand by the number of the entry that
    // made them. "changed" is the number of the newest entry that touched a row in a way that can show.
    public static readonly string Tables = $"""
        pragma application_id = {ApplicationId};
        pragma user_version = {Version};

        create table progress(
            id integer primary key check (id = 1),
            seq integer not null, entry blob, time integer not null, pack integer not null, offset integer not null) strict;
        insert into progress values (1, 0, null, 0, 1, 0);

        create table block(
            cid blob primary key, pack integer not null, offset integer not null, length integer not null
            ) strict, without rowid;
        create table erased(cid blob primary key) strict, without rowid;

        create table setting(
            id integer primary key check (id = 1),
            title text not null, address text, language text not null, about text, imprint text, masthead text not null,
            policy integer not null, label text not null, changed integer not null) strict;

        create table source(
            host text primary key, slug text not null unique, name text not null, policy integer, changed integer not null,
            robots_ignored_by text) strict, without rowid;
        create index source_changed on source(changed);

        create table topic(
            seq integer primary key, path text not null, key text not null, parent integer, slug text not null, merged integer,
            changed integer not null) strict;
        create unique index topic_key on topic(key) where merged is null;
        create index topic_parent on topic(parent);
        create index topic_changed on topic(changed);
        create table topic_slug(slug text primary key, topic integer not null, seq integer not null) strict, without rowid;
        create index topic_slug_topic on topic_slug(topic, seq);

        create table link(
            seq integer primary key, filed integer not null, visible integer,
            raw text not null, canonical text not null, address text, rules integer not null, host text not null,
            topic integer, note text, policy integer, overridden text, state integer not null,
            retracted integer, reason text, hash blob, erased integer not null, merged integer, denied integer not null,
            latest integer, page integer, reach integer, changed integer not null) strict;
        create index link_host on link(host);
        create index link_topic on link(topic);
        create index link_state on link(state);
        create index link_merged on link(merged) where merged is not null;
        create index link_changed on link(changed);
        create table address(text text primary key, link integer not null) strict, without rowid;
        create index address_link on address(link);

        -- origin: the link when it was captured, which a merge leaves; before: the capture whose article it is compared with.
        create table capture(
            seq integer primary key, link integer not null, cid blob not null, at integer not null, provenance integer not null,
            article blob, kind integer, headline text, wishes integer not null, parts blob not null, origin integer not null,
            before integer) strict;
        create index capture_link on capture(link);
        create index capture_origin on capture(origin);
        create index capture_before on capture(at, seq) where before is not null;
        create table article(seq integer primary key, capture integer not null, cid blob not null, parts blob not null) strict;
        create index article_capture on article(capture);

        create table reach(
            seq integer primary key, link integer not null, state integer not null, at integer not null, status integer, moved text) strict;
        create index reach_link on reach(link);

        create table list(id integer primary key, key text not null unique, count integer not null) strict;
        create table slot(
            list integer not null, number integer not null, link integer not null, shown integer not null,
            primary key (list, number)) strict, without rowid;
        create index slot_link on slot(link, list);

        create table edition(
            number integer primary key, seq integer not null, time integer not null, root blob not null, root_tsize integer not null,
            root_size integer not null, body blob not null, previous blob, generator text not null, changes blob not null,
            up_to integer not null) strict;

        -- link 0: used outside the folders of links.
        create table public(
            cid blob not null, link integer not null, edition integer not null, primary key (cid, link)) strict, without rowid;
        create index public_link on public(link) where link <> 0;
        -- Blocks outside the folders of links that name a retracted link, from the first edition after it on.
        create table withheld(
            cid blob not null, link integer not null, seq integer not null, primary key (cid, link)) strict, without rowid;
        """;
}
