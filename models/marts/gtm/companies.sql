-- One row per company of companies_clay.csv, by its domain. Of several rows about one the fullest speaks, whole: the others
-- are in companies_rejected.
select
    chosen.domain
    , coalesce(chosen.name, chosen.domain) as name
    , chosen.description
    , chosen.primary_industry
    , chosen.size
    , chosen.type
    , chosen.location
    , chosen.country
    , chosen.linkedin_url
    , chosen.employee_band
    , chosen.registrable_domain
    , previous.domain is not null as is_previous_customer
    , chosen.source_row
from {{ref "int_clay_rows"}} as chosen
left join {{ref "int_previous_customers"}} as previous on previous.domain = chosen.domain
where chosen.reason is null
