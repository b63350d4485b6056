-- What the best customers have in common: traits by strength.
{{config response="json" description="Traits of the best customers, strongest first."}}
{{params
  category=(text optional=true max_length=100 description="only traits of this category")
  min_support=(integer optional=true min=0 description="only traits that so many top customers have")
}}
with

traits as (
    select *
    from {{ref "icp_traits"}}
    where ({{param "category"}} is null or trait_category = {{param "category"}})
        and ({{param "min_support"}} is null or a >= {{param "min_support"}})
)

select
    json_build_object(
        'status', 'success'
        , 'count', count(*)
        , 'traits', coalesce(
            json_agg(traits order by traits.importance_score desc nulls last, traits.trait_id collate "C")
            , '[]'
        )
    ) as answer
from traits
