-- One row per word of a title, in order. A title has parts (at commas, slashes and dashes), and a part has roles (at "and",
-- "&"): "founder & CTO, cloud" is three roles in two parts. What joins two roles is the word "+", of neither.
-- job_title_words brings abbreviations, French and gender forms to one word and leaves articles out. A table: the phrases
-- are cut from it.
{{config materialized="table"}}
with

roles as (
    select
        texts.job_title
        , part.number as part_number
        , role.number as role_in_part
        , role.text as role_text
    from {{ref "int_job_title_texts"}} as texts
    cross join lateral regexp_split_to_table({{title_key "texts.job_title"}}, '[,;:/|()–—]|\s-\s')
        with ordinality as part (text, number)
    cross join lateral regexp_split_to_table(part.text, '[&+]|\m(?:and|et)\M')
        with ordinality as role (text, number)
)

-- A word is what stands between ASCII signs and blanks; letters of any alphabet are kept.
, written as (
    select
        roles.job_title
        , roles.part_number
        , roles.role_in_part
        , word.number as word_in_role
        , word.text as word
    from roles
    cross join lateral regexp_split_to_table(roles.role_text, '[\u0001-/:-`{-\u00bf\u2000-\u206f]+')
        with ordinality as word (text, number)
    where word.text <> ''
    union all
    select job_title, part_number, role_in_part, 0, '+'
    from roles
    where role_in_part > 1
)

, understood as (
    select
        written.job_title
        , written.part_number
        , written.role_in_part
        , written.word_in_role
        , case when known.word is null then written.word else known.becomes end as word
    from written
    left join {{ref "job_title_words"}} as known on known.word = written.word
)

select
    job_title
    , row_number() over (partition by job_title order by part_number, role_in_part, word_in_role) as word_position
    , part_number
    , case
        when word <> '+' then dense_rank() over (partition by job_title order by part_number, role_in_part)
        else 0
    end as role_number
    , word
from understood
where word is not null
