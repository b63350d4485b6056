-- One row per run of up to five words within a part of a title. Rules are compared with these: whole words by
-- construction, so there is no CTO in "director", no COO in "coordinator" and no VP in "SVP". A run may cross "and", which is
-- a word of it ("research + development" is one field, "product + design" are two), never a comma.
{{config materialized="table"}}
with

titles as (
    select
        job_title
        , array_agg(word order by word_position) as words
        , array_agg(part_number order by word_position) as parts
        , array_agg(role_number order by word_position) as roles
    from {{ref "int_job_title_words"}}
    group by job_title
)

, runs as (
    select
        titles.*
        , first_word
        , first_word + word_count - 1 as last_word
        , word_count
    from titles
    cross join lateral generate_series(1, cardinality(words)) as first_word
    cross join lateral generate_series(1, least(5, cardinality(words) - first_word + 1)) as word_count
)

select
    job_title
    , first_word
    , word_count
    , array_to_string(words[first_word:last_word], ' ') as phrase
    , roles[first_word] as role_number
    -- All the words of one role, or of a part.
    , (
        roles[first_word] = roles[last_word]
        and roles[first_word - 1] is distinct from roles[first_word]
        and roles[last_word + 1] is distinct from roles[last_word]
    ) or (
        parts[first_word - 1] is distinct from parts[first_word]
        and parts[last_word + 1] is distinct from parts[last_word]
    ) as is_whole_role
from runs
where parts[first_word] = parts[last_word]
