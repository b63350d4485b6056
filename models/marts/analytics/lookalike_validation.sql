-- One row, always: does the likeness to top customers tell them apart among buyers that it was not learnt from? The AUC
-- is the chance that a top customer scores above another buyer (0.5: a coin); its interval is Hanley and McNeil's (1982),
-- the test against a coin is Mann and Whitney's with ties. Where it cannot be told from a coin the statement says so.
with

groups as (
    select
        count(*) filter (where is_top_20)::numeric as n1
        , count(*) filter (where not is_top_20)::numeric as n2
        , count(*)::numeric as n
        , sum(mid_rank) filter (where is_top_20) as top_ranks
        -- A score that t buyers share occurs t times here: its t^3 - t as t shares of t^2 - 1.
        , sum(ties::numeric * ties - 1) as tie_correction
    from {{ref "int_buyer_scores"}}
)

, areas as (
    select
        *
        , (top_ranks - n1 * (n1 + 1) / 2) / nullif(n1 * n2, 0) as auc
        , sqrt(greatest(0, (n + 1 - tie_correction / nullif(n * (n - 1), 0)) / (12 * nullif(n1 * n2, 0)))) as error_of_chance
    from groups
)

, intervals as (
    select
        *
        , (auc - 0.5) / nullif(error_of_chance, 0) as z
        , sqrt(greatest(0, (
            auc * (1 - auc)
            + (n1 - 1) * (auc / (2 - auc) - auc * auc)
            + (n2 - 1) * (2 * auc * auc / (1 + auc) - auc * auc)
        ) / nullif(n1 * n2, 0))) as standard_error
    from areas
)

, best_tenth as (
    select lift
    from {{ref "lookalike_deciles"}}
    where decile = 1
)

, judged as (
    select
        intervals.*
        , best_tenth.lift as top_decile_lift
        , case
            when auc is null then 'cannot be told'
            when z >= 1.96 then 'better than chance'
            else 'no better than chance'
        end as verdict
    from intervals
    left join best_tenth on true
)

select
    n::bigint as customers
    , n1::bigint as top_customers
    , {{validation_rounds}} as folds
    , auc
    , case when auc is not null then greatest(0, auc - 1.96 * standard_error) end as auc_low
    , case when auc is not null then least(1, auc + 1.96 * standard_error) end as auc_high
    , z
    , top_decile_lift
    , verdict
    , case verdict
        when 'cannot be told' then 'There are not both top customers and others to try the score on.'
        when 'better than chance' then
            'Among buyers it was not learnt from, a top customer scores above another buyer '
            || round(100 * auc)::text || ' times in 100, and the best tenth holds '
            || round(top_decile_lift, 1)::text || ' times as many top customers as all of them do.'
        else
            'The score is no better than chance: among buyers it was not learnt from, a top customer scores above another '
            || 'buyer ' || round(100 * auc)::text || ' times in 100. Do not choose targets by it.'
    end as statement
    , {{as_of}} as updated_at
from judged
