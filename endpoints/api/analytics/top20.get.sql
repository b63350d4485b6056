-- The customers of the top 20 percent, by margin, and the figures of the whole.
{{config response="json" description="The top 20 percent of customers by margin, and the figures of the whole."}}
{{params
  limit=(limit default=24 max=1000 description="customers at most")
  offset=(offset description="customers to leave out first")
}}
with

stats as (
    select row_to_json(top20_stats) as stats
    from {{ref "top20_stats"}} as top20_stats
)

, page as (
    select
        metrics.*
        , customers.customer_name
        , customers.industry
        , customers.city
        , customers.state
    from {{ref "customer_metrics"}} as metrics
    left join {{ref "stg_sales__customers"}} as customers on customers.customer_id = metrics.customer_id
    where metrics.is_top_20
    order by metrics.total_gross_margin desc nulls last, metrics.customer_id collate "C"
    limit {{param "limit"}}
    offset {{param "offset"}}
)

, listed as (
    select
        coalesce(
            json_agg(page order by page.total_gross_margin desc nulls last, page.customer_id collate "C")
            , '[]'
        ) as customers
    from page
)

select json_build_object('status', 'success', 'stats', stats.stats, 'customers', listed.customers) as answer
from listed
left join stats on true
