{{!-- Web addresses as people paste them, to the host or the company behind it. --}}

{{!-- Lower case, composed: the same letters for the same host in every locale. Non-ASCII hosts stay Unicode. --}}
{{#macro "address" as |value|}}
regexp_replace(
    normalize(lower(normalize(btrim(regexp_replace({{value}}, '[[:space:]\u00a0\u200b]+', '', 'g')), nfd)), nfc)
    , '^([a-z][a-z0-9+.-]*:)?//', '')
{{/macro}}

{{!-- Host alone: no scheme, user, path, query, port, final dot or leading www. What has no dot inside is no host. --}}
{{#macro "host" as |value|}}
substring(
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace({{address value}}, '[/?#].*$', '')
                , '^.*@', '')
            , '\.*(:[0-9]*)?$', '')
        , '^www[0-9]?\.', '')
    from '^[^.@,;]+(?:\.[^.@,;]+)+$')
{{/macro}}

{{!-- The company's key: its host; on a host that many share, the host with the first step of the path. --}}
{{#macro "company_domain" as |value|}}
case
    when {{host value}} in {{literal_list (var "shared_hosts")}}
        then {{host value}} || coalesce('/' || substring({{address value}} from '^[^/?#]*/([^/?#]+)'), '')
    else {{host value}}
end
{{/macro}}
