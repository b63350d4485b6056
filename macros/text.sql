{{!-- Texts: what people typed, made comparable. The value is any SQL expression; read it once, in staging. --}}

{{!-- UTF-8 that a program read as Mac Roman or Windows-1252, put right. Only values with a telltale letter pay for it. --}}
{{#macro "repair_mojibake" as |value|}}
case when {{value}} ~ '[√‚Ãâ]' then
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
        {{value}}
        , '√©', 'é') , '√®', 'è') , '√™', 'ê')
        , '√´', 'ë') , '√†', 'à') , '√¢', 'â')
        , '√§', 'ä') , '√£', 'ã') , '√°', 'á')
        , '√•', 'å') , '√ß', 'ç') , '√Æ', 'î')
        , '√Ø', 'ï') , '√≠', 'í') , '√¥', 'ô')
        , '√∂', 'ö') , '√≥', 'ó') , '√µ', 'õ')
        , '√ª', 'û') , '√º', 'ü') , '√π', 'ù')
        , '√∫', 'ú') , '√±', 'ñ') , '√ü', 'ß')
        , '√â', 'É') , '√à', 'È') , '√Ä', 'À')
        , '√á', 'Ç') , '√é', 'Î') , '√ñ', 'Ö')
        , '√ú', 'Ü') , '‚Äô', '’') , '‚Äì', '–')
        , 'Ã©', 'é') , 'Ã¨', 'è') , 'Ãª', 'ê')
        , 'Ã«', 'ë') , U&'Ã\00a0', 'à') , 'Ã¢', 'â')
        , 'Ã¤', 'ä') , 'Ã£', 'ã') , 'Ã¡', 'á')
        , 'Ã¥', 'å') , 'Ã§', 'ç') , 'Ã®', 'î')
        , 'Ã¯', 'ï') , U&'Ã\00ad', 'í') , 'Ã´', 'ô')
        , 'Ã¶', 'ö') , 'Ã³', 'ó') , 'Ãµ', 'õ')
        , 'Ã»', 'û') , 'Ã¼', 'ü') , 'Ã¹', 'ù')
        , 'Ãº', 'ú') , 'Ã±', 'ñ') , 'ÃŸ', 'ß')
        , 'Ã‰', 'É') , 'Ãˆ', 'È') , 'Ã€', 'À')
        , 'Ã‡', 'Ç') , 'ÃŽ', 'Î') , 'Ã–', 'Ö')
        , 'Ãœ', 'Ü') , 'â€™', '’') , 'â€“', '–')
    else {{value}} end
{{/macro}}

{{!--
  Mojibake repaired, every run of blanks (no-break ones too) one blank, trimmed; nothing left is NULL. Most texts are plain
  already, which one look tells: cleaning takes three times as long.
--}}
{{#macro "clean_text" as |value|}}
case
    when {{value}} ~ '[^!-~ ]|  |^ | $|^$'
        then nullif(btrim(regexp_replace({{repair_mojibake value}}, '[[:space:]\u00a0\u200b\u202f\ufeff]+', ' ', 'g')), '')
    else {{value}}
end
{{/macro}}

{{!--
  What a clean text is compared by: without accents and case. Decomposing first makes lower() the same in every locale.
  Most texts are plain ASCII (as many bytes as letters) and spare themselves the way.
--}}
{{#macro "text_key" as |value|}}
case
    when octet_length({{value}}) = char_length({{value}}) then lower({{value}})
    else lower(regexp_replace(normalize({{value}}, nfkd), '[\u0300-\u036f]', '', 'g'))
end
{{/macro}}

{{!-- A list of the project file as a parenthesised list of SQL literals. --}}
{{#macro "literal_list" as |values|}}
({{#each values as |value|}}{{#unless @first}}, {{/unless}}{{literal value}}{{/each}})
{{/macro}}

{{!-- A clean text, or NULL when it stands for "not known" (reference.unknown_values). --}}
{{#macro "known" as |text|}}
case when {{text_key text}} in (select value_key from {{ref "stg_reference__unknown_values"}}) then null else {{text}} end
{{/macro}}

{{!-- A person's profile address, comparable: without scheme, language, query and final slash. A host alone is nobody's. --}}
{{#macro "profile_key" as |value|}}
substring(
    regexp_replace(regexp_replace(lower({{value}}), '^(https?://)?([a-z]{2,3}\.)?', ''), '/*([?#].*)?$', '')
    from '^[^/]+/.+$')
{{/macro}}

{{!-- A sum of money as written, with or without separators of thousands; what is no number, or no sum that anybody has, is NULL. --}}
{{#macro "amount" as |value|}}
substring(replace(replace({{value}}::text, ',', ''), ' ', '') from '^-?[0-9]{1,15}(?:\.[0-9]+)?$')::numeric
{{/macro}}
