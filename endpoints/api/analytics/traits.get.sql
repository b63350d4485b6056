-- What the best customers have in common, for a page: each trait with its interval and the verdict of its test.
{{config description="Traits of the best customers with intervals and verdicts, strongest first."}}
{{params
  category=(text optional=true max_length=100 description="only traits of this category")
  tested=(boolean default=true description="only traits that were tested")
  limit=(limit default=100 max=1000 description="traits at most")
  offset=(offset description="traits to leave out first")
}}
select
    traits.trait_category
    , traits.trait_name
    , traits.trait_value
    , traits.trait_name || ': ' || traits.trait_value as trait
    , traits.a as top_with
    , traits.n1 as top_known
    , traits.c as others_with
    , traits.n2 as others_known
    , round(traits.top20_frequency, 2) as top_percent
    , round(100 * {{wilson_low "traits.a" "traits.n1"}}, 2) as top_percent_low
    , round(100 * {{wilson_high "traits.a" "traits.n1"}}, 2) as top_percent_high
    , round(traits.others_frequency, 2) as others_percent
    , round(traits.lift, 3) as lift
    , round(findings.lift * exp(-1.96 * findings.log_lift_error), 3) as lift_low
    , round(findings.lift * exp(1.96 * findings.log_lift_error), 3) as lift_high
    , round(traits.p_value, 5) as p_value
    , round(traits.q_value, 5) as q_value
    , case
        when traits.status in ('indicative', 'inconclusive') then 'no clear difference'
        when traits.status = 'significant' and traits.direction = 'positive' then 'more among the best'
        when traits.status = 'significant' then 'less among the best'
        else 'not tested'
    end as verdict
    , round(traits.importance_score, 1) as importance_score
    , traits.recommended
from {{ref "icp_traits"}} as traits
left join {{ref "int_trait_findings"}} as findings
    on findings.training_set = 0
    and findings.trait_category = traits.trait_category
    and findings.trait_name = traits.trait_name
    and findings.trait_value = traits.trait_value
where ({{param "category"}} is null or traits.trait_category = {{param "category"}})
    and (not {{param "tested"}} or traits.q_value is not null)
order by traits.importance_score desc nulls last, traits.q_value, traits.trait_id collate "C"
limit {{param "limit"}}
offset {{param "offset"}}
