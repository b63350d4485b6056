{{!-- Job titles as case studies print them, to the words by which rules know them. --}}

{{!-- A clean text -> the title alone: without "at Acme", gender marks ("(H/F)", "chargé·e") and article. Nothing left is NULL. --}}
{{#macro "title_alone" as |title|}}
nullif(btrim(
    regexp_replace(
        regexp_replace(
            regexp_replace(
                {{title}}
                , '\s+(at|chez|@)\s+(?!law\M|large\M).*$', '', 'i')
            , '\s*\((h|f|m|w)(/(h|f|m|w|d|x)){1,2}\)|[·•]\s?(e|se|ne|rice|trice|euse|ère)s?\M|\((e|se|ne|rice|trice|euse|ère)s?\)', '', 'gi')
        , '^(a|an|the|un|une)\s+', '', 'i')
    , ' ,;-'), '')
{{/macro}}

{{!-- A title, its comparable form and the employer's name in that form -> the title without the employer at its end. --}}
{{#macro "title_without_employer" as |title comparable employer|}}
coalesce(
    (
        select left({{title}}, -length(joint || {{employer}}))
        from unnest(array[', ', ' at ', ' @ ', ' chez ', ' for ', ' of ', ' de ', ' - ']) as joint
        where right({{comparable}}, length(joint || {{employer}})) = joint || {{employer}}
            -- Where a letter became two (a ligature), what is cut off could not be told by its length.
            and length({{comparable}}) = length({{title}})
        order by length(joint) desc
        limit 1
    )
    , {{title}})
{{/macro}}

{{!-- A title -> the text that is cut into words: comparable, without brackets, C.T.O. as cto, R&D as one word. --}}
{{#macro "title_key" as |title|}}
regexp_replace(
    regexp_replace(
        regexp_replace({{text_key title}}, '(?<=\S)\s*\([^)]*\)', '', 'g')
        , '\m([a-z])\.(?=[a-z]\M)', '\1', 'g')
    , '\mr ?& ?d\M', 'rd', 'g')
{{/macro}}

{{!-- "Head of {area}", "Senior {noun}": the level's pattern with its blank filled in; NULL where nothing fills it. --}}
{{#macro "composed_title" as |pattern area noun|}}
case
    when {{pattern}} like '%{area}%' then replace({{pattern}}, '{area}', {{area}})
    else replace({{pattern}}, '{noun}', {{noun}})
end
{{/macro}}

{{!-- How far a match may be trusted: the whole role, a phrase, a single word, a word that speaks only where no other does. --}}
{{#macro "rule_confidence" as |matched|}}
case
    when {{matched}}.is_whole_role then 0.95
    when {{matched}}.priority >= 70 then 0.5
    when {{matched}}.kind = 'phrase' then 0.9
    when {{matched}}.kind = 'token' then 0.8
end
{{/macro}}
