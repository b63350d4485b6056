-- The averages of the top 20 percent beside those of all other buyers, a row for each measure. A ratio only where both are
-- above 0.
{{config description="Means of the top 20 percent and of all other buyers."}}
select
    measures.measure
    , round(measures.top20, 2) as top20
    , round(measures.others, 2) as others
    , case
        when measures.top20 > 0 and measures.others > 0 then round(measures.top20 / measures.others, 2)
    end as ratio
from {{ref "top20_stats"}} as stats
cross join lateral (values
    (1, 'margin', stats.top20_avg_margin, stats.others_avg_margin)
    , (2, 'orders per 30 days', stats.top20_avg_frequency, stats.others_avg_frequency)
    , (3, 'categories', stats.top20_avg_categories, stats.others_avg_categories)
) as measures (position, measure, top20, others)
where measures.top20 is not null
order by measures.position
