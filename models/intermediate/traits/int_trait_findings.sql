-- One row per training set and trait value, with the verdict. The importance of a finding is the cautious end of the
-- interval of its lift: 50 says that even there it is a factor of two.
{{config materialized="table"}}

with

judged as (
    select
        lifts.*
        , tests.p_value
        , tests.q_value
        , case
            when lifts.is_constant then 'constant'
            when not lifts.is_tested then 'descriptive'
            when tests.p_value is null then 'insufficient'
            when tests.q_value <= {{var "trait_max_q"}} then 'significant'
            when tests.p_value <= {{var "trait_max_q"}} then 'indicative'
            else 'inconclusive'
        end as status
    from {{ref "int_trait_lifts"}} as lifts
    left join {{ref "int_trait_tests"}} as tests
        on tests.training_set = lifts.training_set
        and tests.trait_name = lifts.trait_name
        and tests.trait_value = lifts.trait_value
)

select
    *
    , case
        when status = 'significant' then 100 * (1 - exp(- greatest(0, abs(ln(lift)) - 1.96 * log_lift_error)))
        when status in ('indicative', 'inconclusive') then 0
    end as importance_score
from judged
