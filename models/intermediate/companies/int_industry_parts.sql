-- One row per written text and industry in it: "Finance, Media" is two. The lookup says what each means, or that it is no
-- industry ("Others"); what the lookup does not know stays as it is written. A text that the lookup knows as a whole is
-- one industry, whatever stands between its words.
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

, split as (
    select
        texts.written_industry
        , {{known "btrim(part.industry)"}} as industry
    from texts
    left join {{ref "stg_reference__industry_lookup"}} as whole
        on whole.industry_key = {{industry_key "texts.known_text"}}
    cross join lateral (
        select bool_and(lookup.industry_key is not null) as are_mapped
        from regexp_split_to_table(texts.known_text, '[;|,]') as piece (industry)
        left join {{ref "stg_reference__industry_lookup"}} as lookup
            on lookup.industry_key = {{industry_key "piece.industry"}}
    ) as pieces
    cross join lateral regexp_split_to_table(
        texts.known_text
        , case
            -- Nothing to part at.
            when whole.industry_key is not null then '$'
            when pieces.are_mapped then '[;|,]'
            -- "Leisure, Travel & Tourism": who lists several industries writes no "&" after the comma.
            when texts.known_text ~* ',.*(&|\m(and|et)\M)' then '[;|]'
            else '[;|,]'
        end
    ) as part (industry)
)

, keyed as (
    select distinct on (written_industry, industry_key)
        written_industry
        , {{industry_key "industry"}} as industry_key
        , industry
    from split
    where {{industry_key "industry"}} is not null
    order by written_industry, industry_key, industry collate "C"
)

select
    keyed.written_industry
    , keyed.industry_key as written_key
    , keyed.industry as part
    , case when lookup.industry_key is null then keyed.industry else lookup.industry end as industry
    , {{industry_key "case when lookup.industry_key is null then keyed.industry else lookup.industry end"}} as industry_key
    , lookup.parent_industry
    , case when lookup.industry_key is null then 'as written' else lookup.method end as method
    , lookup.confidence as map_confidence
    , lookup.industry_key is not null as is_mapped
from keyed
left join {{ref "stg_reference__industry_lookup"}} as lookup on lookup.industry_key = keyed.industry_key
