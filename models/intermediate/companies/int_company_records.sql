-- One row per company of which extraction says anything, with the ONE text that stands for its industry: of the texts
-- that name an industry the preferred, then the newest. Chosen before anything is counted, so that no company counts
-- twice. Without such a text the row says how far the others got.
{{config materialized="table"}}

with

texts as (
    select
        written_industry
        , count(industry) > 0 as names_industry
    from {{ref "int_industry_parts"}}
    group by written_industry
)

select distinct on (mentions.domain)
    mentions.domain
    , mentions.field
    , mentions.written_industry
    , case
        when texts.names_industry then 'known'
        when texts.written_industry is not null then 'no industry'
        when mentions.written_industry is not null then 'says unknown'
        else 'empty'
    end as status
from {{ref "int_industry_mentions"}} as mentions
left join texts on texts.written_industry = mentions.written_industry
order by
    mentions.domain
    , texts.names_industry desc nulls last
    , (mentions.written_industry is not null) desc
    , mentions.preference
    , mentions.updated_at desc nulls last
    , mentions.written_industry collate "C"
