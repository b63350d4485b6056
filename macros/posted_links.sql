{{!-- The body that Clay sends: reading its fields, judging them, making codes. --}}

{{!-- A field of a body as text, trimmed; empty is NULL. --}}
{{#macro "posted_text" as |item name|}}
nullif(btrim({{item}} ->> '{{name}}'), '')
{{/macro}}

{{!-- A field that Clay left as it stood in its settings: {{email}} for a row without one. --}}
{{#macro "is_unfilled" as |value|}}
({{value}} ~ '[{][{].*[}][}]')
{{/macro}}

{{!--
  Ten letters and digits that nobody can guess: 60 bits of a hash of what the database draws for each row. Two alike among a
  million links are less likely than one in a hundred million; the unique constraint is what decides.
--}}
{{#macro "link_code"}}
left(translate(encode(sha256(uuid_send(gen_random_uuid())), 'base64'), '+/=', ''), 10)
{{/macro}}

{{!-- What makes a link the same link: person, campaign and destination. --}}
{{#macro "link_key" as |email campaign destination|}}
md5(json_build_array({{email}}, {{campaign}}, {{destination}})::text)
{{/macro}}
