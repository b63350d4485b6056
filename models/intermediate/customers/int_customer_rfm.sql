-- One row per buyer: recency, frequency and margin as scores of 1 to 5, and the segment that they name. Equal customers
-- get equal scores (percent ranks, in whole numbers), which NTILE does not give: it cuts through ties.
with

buyers as (
    select
        customer_id
        , rank() over (order by last_order_date) - 1 as recency_below
        , rank() over (order by order_count) - 1 as frequency_below
        , case when margin is not null then rank() over (partition by margin is null order by margin) - 1 end
            as margin_below
        , count(*) over () - 1 as others
        , count(margin) over () - 1 as others_with_margin
    from {{ref "int_customer_totals"}}
    where is_buyer
)

, scores as (
    select
        customer_id
        , {{fifth "recency_below" "others"}} as r_score
        , {{fifth "frequency_below" "others"}} as f_score
        , {{fifth "margin_below" "others_with_margin"}} as m_score
    from buyers
)

-- The first rule that fits, for each of the 125 combinations.
, segments as (
    select distinct on (r, f, m)
        r
        , f
        , m
        , rules.segment
    from generate_series(1, 5) as r
    cross join generate_series(1, 5) as f
    cross join generate_series(1, 5) as m
    join {{ref "rfm_segments"}} as rules
        on r between rules.r_from and rules.r_to
        and f between rules.f_from and rules.f_to
        and m between rules.m_from and rules.m_to
    order by r, f, m, rules.priority
)

select
    scores.customer_id
    , scores.r_score
    , scores.f_score
    , scores.m_score
    , case when scores.m_score is null then 'margin unknown' else segments.segment end as rfm_segment
from scores
left join segments
    on segments.r = scores.r_score
    and segments.f = scores.f_score
    and segments.m = scores.m_score
