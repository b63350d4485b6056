-- The campaigns that links were made for, those with most first: what a page offers as a filter.
{{config description="Campaigns and how many links each has."}}
select
    campaign
    , count(*) as links
from {{ref "link_activity"}}
where campaign is not null
group by campaign
order by links desc, campaign collate "C"
