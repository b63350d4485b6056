-- The kinds of traits, with most first: what a page offers as a filter.
{{config description="Categories of traits and how many were tested of each."}}
select
    trait_category
    , count(*) as traits
    , count(q_value) as tested
from {{ref "icp_traits"}}
group by trait_category
order by tested desc, trait_category collate "C"
