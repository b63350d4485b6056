-- A fifth of the rows or more lead to no company: a heading is probably not Clay's ("Domaine", "Website"), since a column that is
-- not there is empty.
{{config severity="warn"}}

select found.*
from (
    select
        count(*) as rows_in
        , count(*) filter (where reason is not null and reason <> 'repeated domain') as without_company
    from {{ref "int_clay_rows"}}
) as found
where found.without_company * 5 >= found.rows_in
    and found.rows_in > 0
