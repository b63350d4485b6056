-- Every customer's metrics; count is that of all, whatever the page.
{{config response="json" description="Customer metrics, orders or not."}}
{{params
  limit=(limit default=1000 max=10000 description="customers at most")
  offset=(offset description="customers to leave out first")
}}
with

page as (
    select *
    from {{ref "customer_metrics"}}
    order by total_gross_margin desc nulls last, customer_id collate "C"
    limit {{param "limit"}}
    offset {{param "offset"}}
)

select
    json_build_object(
        'status', 'success'
        , 'count', (select count(*) from {{ref "customer_metrics"}})
        , 'customers', coalesce(
            json_agg(page order by page.total_gross_margin desc nulls last, page.customer_id collate "C")
            , '[]'
        )
    ) as answer
from page
