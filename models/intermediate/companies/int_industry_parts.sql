-- One row per written text and industry in it: "Finance, Media" is two. The lookup says what each means, or that it is no
-- industry ("Others"); what the lookup does not know stays as it is written.
{{config materialized="table"}}

with

texts as (
    select
        written_industry
        , {{known "written_industry"}} as known_text
    from {{ref "int_industry_mentions"}}
    where written_industry is not null
    group by written_industry
)

, pieces as (
    select
        texts.written_industry
        , {{industry_key "piece.industry"}} as industry_key
    from texts
    cross join lateral regexp_split_to_table(texts.known_text, '[;|,]') as piece (industry)
)

, listed as (
    select
        pieces.written_industry
        , bool_and(lookup.industry_key is not null) as are_mapped
    from pieces
    left join {{ref "stg_reference__industry_lookup"}} as lookup on lookup.industry_key = pieces.industry_key
    group by pieces.written_industry
)

-- A text that the lookup knows as a whole is one industry, whatever stands between its words; one whose pieces it all
-- knows is a list. Who lists several writes no "&" after a comma: "Leisure, Travel & Tourism" is one name.
, parted as (
    select
        texts.written_industry
        , texts.known_text
        , case
            when whole.industry_key is not null then 'not at all'
            when not listed.are_mapped and texts.known_text ~* ',.*(&|\m(and|et)\M)' then 'at strong signs'
            else 'at commas too'
        end as where_parted
    from texts
    join listed on listed.written_industry = texts.written_industry
    left join {{ref "stg_reference__industry_lookup"}} as whole
        on whole.industry_key = {{industry_key "texts.known_text"}}
)

, parts as (
    select
        parted.written_industry
        , {{known "btrim(part.industry)"}} as industry
    from parted
    cross join lateral unnest(
        case where_parted
            when 'not at all' then array[known_text]
            when 'at strong signs' then regexp_split_to_array(known_text, '[;|]')
            else regexp_split_to_array(known_text, '[;|,]')
        end
    ) as part (industry)
)

, keyed as (
    select
        written_industry
        , {{industry_key "industry"}} as industry_key
        , min(industry collate "C") as industry
    from parts
    group by written_industry, {{industry_key "industry"}}
)

, mapped as (
    select
        keyed.written_industry
        , keyed.industry_key as written_key
        , case when lookup.industry_key is null then keyed.industry else lookup.industry end as industry
        , lookup.parent_industry
        , case when lookup.industry_key is null then 'as written' else lookup.method end as method
        , lookup.confidence as map_confidence
        , lookup.industry_key is not null as is_mapped
    from keyed
    left join {{ref "stg_reference__industry_lookup"}} as lookup on lookup.industry_key = keyed.industry_key
    where keyed.industry_key is not null
)

select
    *
    , {{industry_key "industry"}} as industry_key
from mapped
