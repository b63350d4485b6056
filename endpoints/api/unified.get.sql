-- Every company of document 3, a page at a time; count is that of all that fit, whatever the page.
{{config response="json" description="Companies with what was found out about them; deals and revenue are SIMULATED."}}
{{params
  outcome=(enum "won" "open" "lost" "no_opportunity" optional=true description="only companies with this outcome")
  icp=(boolean optional=true description="only those that fit the ideal customer profile, or only those that do not")
  industry=(text optional=true max_length=200 description="only this industry")
  employee_band=(text optional=true max_length=20 description="only companies of this size, such as 51-200")
  search=(text optional=true max_length=100 description="only companies with this in their name or domain")
  sort=(enum "domain" "name" "arr" "open_arr" "p_deal" "p_win" "latest_deal" default="arr" description="order: texts from A, figures and dates from the highest")
  limit=(limit default=100 max=5000 description="companies at most")
  offset=(offset description="companies to leave out first")
}}
with

fitting as (
    select *
    from {{ref "unified"}}
    where ({{param "outcome"}} is null or outcome = {{param "outcome"}})
        and ({{param "icp"}} is null or is_icp = {{param "icp"}})
        and ({{param "industry"}} is null or {{text_key "primary_industry"}} = {{text_key (param "industry")}})
        and ({{param "employee_band"}} is null or employee_band = {{param "employee_band"}})
        and (
            {{param "search"}} is null
            or strpos(lower(domain), lower({{param "search"}})) > 0
            or strpos(lower(name), lower({{param "search"}})) > 0
        )
)

, placed as (
    select
        domain
        , row_number() over (order by
            case {{param "sort"}}
                when 'arr' then arr
                when 'open_arr' then open_arr
                when 'p_deal' then p_deal
                when 'p_win' then p_win
                when 'latest_deal' then extract(epoch from latest_deal_created_at)
            end desc nulls last
            , case {{param "sort"}} when 'name' then name end collate "C" nulls last
            , domain collate "C"
        ) as place
    from fitting
)

, page as (
    select *
    from placed
    order by place
    limit {{param "limit"}}
    offset {{param "offset"}}
)

select
    json_build_object(
        'status', 'success'
        , 'simulated', true
        , 'note', 'Deals and billing are simulated: drawn from stated odds, not sold.'
        , 'count', (select count(*) from fitting)
        , 'companies', coalesce(json_agg(row_to_json(fitting) order by page.place), '[]')
    ) as answer
from page
join fitting on fitting.domain = page.domain
