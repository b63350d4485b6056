-- A company of several industries is one company: its weights add up to 1, and every company of known industry has some.
select records.domain, sum(industries.weight) as weights
from {{ref "int_company_records"}} as records
left join {{ref "int_company_industries"}} as industries on industries.domain = records.domain
group by records.domain, records.status
having (records.status = 'known' and abs(coalesce(sum(industries.weight), 0) - 1) > 0.000000001)
    or (records.status <> 'known' and sum(industries.weight) is not null)
