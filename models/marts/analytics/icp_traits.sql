-- One row per trait value among buyers: how often the top 20 percent have it against all other buyers, and how sure that
-- is. Negative traits stay: who not to chase is half the answer. It is association, not cause. Leaky traits are shown
-- with their frequencies alone. Methods: docs/warehouse.md.
select
    md5(trait_category || '|' || trait_name || '|' || trait_value) as trait_id
    , trait_category
    , trait_name
    , trait_value
    , 100.0 * a / nullif(n1, 0) as top20_frequency
    , 100.0 * c / nullif(n2, 0) as others_frequency
    , case when not is_leaky then lift end as lift
    , importance_score
    , n1
    , n2
    , a
    , c
    , case when not is_leaky then (a::numeric / nullif(n1, 0)) / nullif(c::numeric / nullif(n2, 0), 0) end as lift_raw
    , case when not is_leaky and not is_constant then z end as z
    , p_value
    , q_value
    , case
        when is_leaky then null
        when lift > 1 then 'positive'
        when lift < 1 then 'negative'
        else 'neutral'
    end as direction
    , status
    , status = 'significant' and lift > 1 and a >= {{var "trait_min_top_support"}} as recommended
    , {{as_of}} as created_at
from {{ref "int_trait_findings"}}
where training_set = 0
