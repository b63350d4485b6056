-- One row per size band and industry of top customers: their mean margin, pulled to the mean of all of them by
-- segment_prior pseudo-customers. The row without band and industry is that overall mean, for all other companies.
with

top_customers as (
    select
        sizes.trait_value as employee_band
        , industries.trait_value as industry
        , buyers.ranking_margin as margin
    from {{ref "int_buyers"}} as buyers
    left join {{ref "int_company_traits"}} as sizes
        on sizes.company_key = buyers.company_key
        and sizes.trait_name = 'employee_band'
    left join {{ref "int_company_traits"}} as industries
        on industries.company_key = buyers.company_key
        and industries.trait_name = 'industry'
    where buyers.is_top_20
)

, overall as (
    select avg(margin) as margin
    from top_customers
)

select
    top_customers.employee_band
    , top_customers.industry
    , (sum(top_customers.margin) + {{var "segment_prior"}} * max(overall.margin))
        / (count(*) + {{var "segment_prior"}}) as expected_margin
from top_customers
cross join overall
where top_customers.employee_band is not null
    and top_customers.industry is not null
group by top_customers.employee_band, top_customers.industry
union all
select
    null
    , null
    , margin
from overall
