{{!--
  Web addresses as people paste them, to the host, the company and the registered name behind it. An address is cleaned
  once and taken apart from there; each macro says what it takes.
--}}

{{!--
  An address as pasted -> lower case, composed (the same letters in every locale), without what people wrap it in,
  scheme or user. Non-ASCII hosts stay Unicode; the full stops of Chinese and Japanese keyboards are dots.
--}}
{{#macro "address" as |value|}}
regexp_replace(
    btrim(
        translate(
            normalize(lower(normalize({{value}}, nfd)), nfc)
            , U&'\3002\ff0e\ff61\200b\feff', '...')
        , U&' \00a0\0009\000a\000d<>()[]{}"''`,;')
    , '^(([a-z][a-z0-9+-]*:)?/+)*([^/?#\\]*@|mailto:)?', '')
{{/macro}}

{{!--
  An address -> its host: no path, query, final dot, port or leading www (which is a prefix only where a name follows).
  NULL where labels and dots are not all there is, or where the last label is a number, as in an IP.
--}}
{{#macro "host_of_address" as |address|}}
{{#let '[^\u0001-,./:-@[-^`{-\u00a0]' as |letter|}}
substring(
    regexp_replace(
        regexp_replace({{address}}, '[/?#\\].*$', '')
        , '\.?(:[0-9]*)?$', '')
    from '^(?:www[0-9]?\.(?=[^.]+\.))?((?:{{letter}}+\.)+(?![0-9]+$){{letter}}+)$')
{{/let}}
{{/macro}}

{{!-- An address as pasted -> the page, comparable: no scheme, www, query, fragment or final slash. --}}
{{#macro "page_key" as |value|}}
nullif(rtrim(regexp_replace({{address value}}, '^www[0-9]?\.|[?#].*$', '', 'g'), '/'), '')
{{/macro}}

{{!-- An address as pasted -> its host. --}}
{{#macro "host" as |value|}}{{host_of_address (address value)}}{{/macro}}

{{!--
  An address as pasted -> the company's key: its host, or its registered name where the variable merge_subdomains says
  that subdomains are one company. By the seed shared_hosts a page's path belongs to the key, gmail.com is nobody's
  company, and yahoo.com is one unless the address is somebody's mailbox there.
--}}
{{#macro "company_domain" as |value|}}
(
    select case
        when pasted.host in (select host from {{ref "shared_hosts"}} where kind = 'pages')
            then {{page_of_company "pasted.host" "pasted.pasted_address"}}
        when pasted.host in (select host from {{ref "shared_hosts"}} where kind = 'mailboxes') then null
        when pasted.is_mailbox
            and pasted.host in (select host from {{ref "shared_hosts"}} where kind = 'provider') then null
        else {{#if (var "merge_subdomains")}}coalesce({{registrable_domain "pasted.host"}}, pasted.host){{else}}pasted.host{{/if}}
    end
    -- offset 0: taken apart once, not once for each branch.
    from (
        select cleaned.*, {{host_of_address "cleaned.pasted_address"}} as host
        from (
            select {{address value}} as pasted_address, {{value}} ~ '^[^/?#]*@' as is_mailbox offset 0
        ) as cleaned
        offset 0
    ) as pasted
)
{{/macro}}

{{!-- A shared host and an address on it -> host and the steps of the path that name the company, as far as there are any. --}}
{{#macro "page_of_company" as |host address|}}
(
    select array_to_string({{host}} || nullif(path.steps[2:1 + shared_hosts.path_steps], '{""}'), '/')
    from {{ref "shared_hosts"}} as shared_hosts
    cross join lateral (
        select string_to_array(rtrim(substring({{address}} from '^[^?#]*'), '/'), '/') as steps
    ) as path
    where shared_hosts.host = {{host}}
)
{{/macro}}

{{!--
  A host (a column: it is read several times) -> the name that somebody registered: the longest public suffix and one label more, by the public suffix list
  (seed public_suffixes; exceptions before rules, then the longest; the last label where none fits). NULL where the host
  is a public suffix itself ("co.uk"). A private suffix without a label before it ("blogspot.com") is a company's own.
--}}
{{#macro "registrable_domain" as |host|}}
(
    select substring({{host}} from '(?:[^.]+\.){' || rules.registrable_labels - 1 || '}[^.]+$')
    from (
        select registrable_labels, kind = 'exception' as is_exception
        from {{ref "public_suffixes"}}
        where suffix = any (array(
                select array_to_string((string_to_array({{host}}, '.'))[first_label:], '.')
                from generate_series(1, cardinality(string_to_array({{host}}, '.'))) as first_label
            ))
            and (kind <> 'wildcard' or suffix <> {{host}})
            and (section = 'icann' or registrable_labels <= cardinality(string_to_array({{host}}, '.')))
        union all
        select 2, false
    ) as rules
    order by rules.is_exception desc, rules.registrable_labels desc
    limit 1
)
{{/macro}}

{{!-- A host written in ASCII for another alphabet: it is not compared with the same name in its own letters. --}}
{{#macro "is_punycode" as |host|}}
{{host}} ~ '(^|\.)xn--'
{{/macro}}
