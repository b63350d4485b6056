-- One row per company: the features that its odds are made of. X12 is X12 or a clearinghouse, FHIR is FHIR or HL7.
{{config materialized="table"}}

select
    companies.domain as company_key
    , {{yes_or_no "icp.is_icp"}} as icp
    , {{yes_or_no "(techstack.uses_x12 or techstack.uses_clearinghouse)"}} as x12
    , {{yes_or_no "(techstack.uses_fhir or techstack.uses_hl7)"}} as fhir
    , {{yes_or_no "companies.is_previous_customer"}} as previous_customer
    , coalesce(companies.employee_band, 'unknown') as employee_band
from {{ref "companies"}} as companies
left join {{ref "company_icp"}} as icp on icp.domain = companies.domain
left join {{ref "company_techstack"}} as techstack on techstack.domain = companies.domain
