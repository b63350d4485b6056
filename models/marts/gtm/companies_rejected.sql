-- One row per row of companies_clay.csv that is no company of its own, and why. With gtm.companies it is the whole file.
select
    source_row
    , reason
    , name
    , written_domain
    , domain
    , written_size
    , written_country
    , linkedin_url
from {{ref "int_clay_rows"}}
where reason is not null
