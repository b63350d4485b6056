-- One row per trait value among buyers: how often the top 20 percent have it against all other buyers, and how sure that
-- is. Negative traits stay: who not to chase is half the answer. It is association, not cause. Methods: docs/warehouse.md
-- (shrunken lift, log-odds z, Fisher's exact test, Benjamini-Hochberg over all that is tested).
with

-- Buyers with a known value of the trait, in each group. Customers whose value is unknown leave both.
groups as (
    select
        trait_name
        , count(*) filter (where is_top_20) as n1
        , count(*) filter (where not is_top_20) as n2
        , count(distinct trait_value) as value_count
    from {{ref "int_customer_traits"}}
    group by trait_name
)

, counts as (
    select
        trait_category
        , trait_name
        , trait_value
        , is_tested
        , count(*) filter (where is_top_20) as a
        , count(*) filter (where not is_top_20) as c
    from {{ref "int_customer_traits"}}
    group by trait_category, trait_name, trait_value, is_tested
)

-- m pseudo-customers, spread like all buyers, pull every rate towards the pooled one: a lift stays finite and a value
-- seen twice does not shout.
, smoothed as (
    select
        counts.*
        , groups.n1
        , groups.n2
        , groups.value_count = 1 as is_constant
        , counts.a + prior.m * rate.pooled as a_smoothed
        , groups.n1 + prior.m as n1_smoothed
        , counts.c + prior.m * rate.pooled as c_smoothed
        , groups.n2 + prior.m as n2_smoothed
    from counts
    join groups on groups.trait_name = counts.trait_name
    cross join (select {{var "trait_prior"}}::numeric as m) as prior
    cross join lateral (
        select (counts.a + counts.c)::numeric / (groups.n1 + groups.n2) as pooled
    ) as rate
)

, lifted as (
    select
        *
        , (a_smoothed / n1_smoothed) / (c_smoothed / n2_smoothed) as lift
        , 1 / a_smoothed + 1 / c_smoothed as own_variance
        , is_tested
            and not is_constant
            and a + c >= {{var "trait_min_support"}}
            and n1 >= {{var "trait_min_top_customers"}} as has_test
    from smoothed
)

, tested as (
    select
        trait_name
        , trait_value
        , {{fisher_two_sided "lifted.a" "lifted.n1" "lifted.c" "lifted.n2"}} as p_value
    from lifted
    where has_test
)

, ordered as (
    select
        *
        , row_number() over (order by p_value, trait_name collate "C", trait_value collate "C") as p_rank
        , count(*) over () as tests
    from tested
)

, corrected as (
    select
        trait_name
        , trait_value
        , p_value
        , {{benjamini_hochberg "p_value" "p_rank" "tests"}} as q_value
    from ordered
)

, judged as (
    select
        lifted.*
        , corrected.p_value
        , corrected.q_value
        , case
            when lifted.is_constant then 'constant'
            when not lifted.is_tested then 'descriptive'
            when not lifted.has_test then 'insufficient'
            when corrected.q_value <= {{var "trait_max_q"}} then 'significant'
            when corrected.p_value <= {{var "trait_max_q"}} then 'indicative'
            else 'inconclusive'
        end as status
        , ln(lifted.a_smoothed / nullif(lifted.n1_smoothed - lifted.a_smoothed, 0))
            - ln(lifted.c_smoothed / nullif(lifted.n2_smoothed - lifted.c_smoothed, 0)) as log_odds
        , sqrt(
            lifted.own_variance
            + 1 / nullif(lifted.n1_smoothed - lifted.a_smoothed, 0)
            + 1 / nullif(lifted.n2_smoothed - lifted.c_smoothed, 0)
        ) as log_odds_error
        -- Katz: standard error of the logarithm of a ratio of two rates.
        , sqrt(lifted.own_variance - 1 / lifted.n1_smoothed - 1 / lifted.n2_smoothed) as log_lift_error
    from lifted
    left join corrected
        on corrected.trait_name = lifted.trait_name
        and corrected.trait_value = lifted.trait_value
)

select
    md5(trait_category || '|' || trait_name || '|' || trait_value) as trait_id
    , trait_category
    , trait_name
    , trait_value
    , 100.0 * a / nullif(n1, 0) as top20_frequency
    , 100.0 * c / nullif(n2, 0) as others_frequency
    , lift
    , case
        when status = 'significant'
            then 100 * (1 - exp(- greatest(0, abs(ln(lift)) - 1.96 * log_lift_error)))
        when status in ('indicative', 'inconclusive') then 0
    end as importance_score
    , n1
    , n2
    , a
    , c
    , (a::numeric / nullif(n1, 0)) / nullif(c::numeric / nullif(n2, 0), 0) as lift_raw
    , case when status <> 'constant' then log_odds / log_odds_error end as z
    , p_value
    , q_value
    , case when lift > 1 then 'positive' when lift < 1 then 'negative' else 'neutral' end as direction
    , status
    , status = 'significant' and lift > 1 and a >= {{var "trait_min_top_support"}} as recommended
    , {{as_of}} as created_at
from judged
-- Where nobody is ranked there is nothing to compare.
where exists (select 1 from {{ref "int_customer_ranks"}} where is_in_population)
