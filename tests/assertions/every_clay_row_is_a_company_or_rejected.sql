-- Rows in = rows out + rows reported.
select found.*
from (
    select
        (select count(*) from {{source "gtm" "companies_clay"}}) as rows_in
        , (select count(*) from {{ref "companies"}}) as companies
        , (select count(*) from {{ref "companies_rejected"}}) as rejected
) as found
where found.rows_in <> found.companies + found.rejected
