-- The whale curve with its start, thinned for a chart: every n-th customer, the first, the last, and the peak.
{{config description="The whale curve: margin of the best customers so far, in percent of the net margin."}}
{{params
  points=(integer default=400 min=10 max=5000 description="points at most, about")
}}
with

curve as (
    select
        *
        , count(*) over () as customers
        , max(cumulative_margin) over () as peak_margin
    from {{ref "whale_curve"}}
)

select
    position as customers
    , 100.0 * position / customers as percent_of_customers
    , round(percent_of_net, 3) as percent_of_net
    , cumulative_margin
    , total_gross_margin
    , customer_id
from curve
where percent_of_net is not null
    and (
        position in (1, customers)
        or cumulative_margin = peak_margin
        or position % greatest(1, customers / {{param "points"}}) = 0
    )
order by position
