-- The top 20 percent beside all other buyers, a row for each measure: how many, their margin, and averages. A ratio only of
-- averages, where both are above 0.
{{config description="Number, margin and means of the top 20 percent and of all other buyers."}}
select
    measures.measure
    , round(measures.top20, 2) as top20
    , round(measures.others, 2) as others
    , case
        when measures.is_mean and measures.top20 > 0 and measures.others > 0 then round(measures.top20 / measures.others, 2)
    end as ratio
from {{ref "top20_stats"}} as stats
cross join lateral (values
    (1, 'customers', stats.top20_count, stats.buyers - stats.top20_count, false)
    , (2, 'margin in all', stats.top20_margin, stats.total_margin - stats.top20_margin, false)
    , (3, 'margin', stats.top20_avg_margin, stats.others_avg_margin, true)
    , (4, 'orders per 30 days', stats.top20_avg_frequency, stats.others_avg_frequency, true)
    , (5, 'categories', stats.top20_avg_categories, stats.others_avg_categories, true)
) as measures (position, measure, top20, others, is_mean)
where stats.top20_avg_margin is not null
    and measures.top20 is not null
order by measures.position
